"""What an address of the search asks for, and the one way to write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from urllib.parse import quote_plus

from django.urls import reverse

from partners.search.facets import FACETS
from reference.positions import METRES_PER_MILE

ANY_DISTANCE = "any"
LIST, MAP = "partners:search", "partners:map"
SORTS = ("fair", "distance", "relevance", "name", "confirmed")


@dataclass(frozen=True)
class SearchQuery:
    """A search as it was asked for: well-formed, nothing in it doubtful.

    `within` is a number of miles, “any”, or empty when nobody said. The values of each filter
    are sorted, so that equal searches have equal addresses; filters without a value are absent.
    `route` names the page that shows the results: as a list, or on the map. `around` is the region
    that somebody came from with a place that is not known yet, or not known there; it ends with a
    place that is, and with any other choice of region.
    """

    q: str = ""
    near: str = ""
    within: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    online: bool = False
    sort: str = ""
    page: int = 1
    route: str = LIST
    around: str = ""

    def chosen(self, facet: str) -> tuple[str, ...]:
        return self.values.get(facet, ())

    @property
    def home_region(self) -> str:
        """The region that tells namesakes apart: the one come from, else the only one chosen."""
        regions = self.chosen("region")
        return self.around or (regions[0] if len(regions) == 1 else "")

    @property
    def radius(self) -> float | None:
        """Metres, or none when it is “any” or nobody said."""
        return int(self.within) * METRES_PER_MILE if self.within.isdigit() else None

    def with_values(self, facet: str, values: Iterable[str]) -> SearchQuery:
        """The same search, from its first page, with these values of one filter instead."""
        chosen = {**self.values, facet: tuple(sorted(values))}
        kept = {name: chosen[name] for name in FACETS if chosen.get(name)}
        around = "" if facet == "region" else self.around
        return replace(self, values=MappingProxyType(kept), page=1, around=around)

    def without_value(self, facet: str, value: str) -> SearchQuery:
        return self.with_values(facet, set(self.chosen(facet)) - {value})

    def without_filters(self) -> SearchQuery:
        """Only the words, the place and the order."""
        bare = replace(self, values=MappingProxyType({}), within="", online=False)
        return replace(bare, page=1, around="")

    def without_place(self) -> SearchQuery:
        """Without `near` and what means nothing without it."""
        sort = "" if self.sort == "distance" else self.sort
        bare = replace(self, near="", within="", online=False, around="")
        return replace(bare, sort=sort, page=1)

    def without_words(self) -> SearchQuery:
        sort = "" if self.sort == "relevance" else self.sort
        return replace(self, q="", sort=sort, page=1)

    def on_page(self, page: int) -> SearchQuery:
        return replace(self, page=page)

    def changed(self, **changes: str | bool) -> SearchQuery:
        return replace(self, page=1, **changes)  # type: ignore[arg-type]

    @property
    def words(self) -> str:
        """The words without what makes no difference: capitals and spaces."""
        return " ".join(self.q.lower().split())

    @cached_property
    def subject(self) -> str:
        """The canonical query without page and sort."""
        pairs: list[tuple[str, str]] = [("q", self.q), ("near", self.near), ("within", self.within)]
        pairs += [(name, value) for name in FACETS for value in self.chosen(name)]
        pairs += [("online", "1" if self.online else ""), ("around", self.around)]
        return _written(pairs)

    @property
    def url(self) -> str:
        """The canonical address."""
        order = _written([("sort", self.sort), ("page", str(self.page) if self.page > 1 else "")])
        query = "&".join(part for part in (self.subject, order) if part)
        return self.path + (f"?{query}" if query else "")

    @property
    def path(self) -> str:
        return reverse(self.route)


def _written(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in pairs if value)
