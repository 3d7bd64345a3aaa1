"""The filters as the page shows them, with the number beside each option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partners.search.facets import AREAS, FACETS
from partners.search.facets import Option as Value
from partners.search.query import ANY_DISTANCE
from partners.search.radius import RADII
from partners.search.reasons import in_miles
from partners.search.search import Search

_VISIBLE = 6
MOST_AUTHORITIES = 60  # as options at once: those of any two regions, not those of all nine


@dataclass(frozen=True, slots=True)
class Option:
    """`count` is the total of the same search with this value alone chosen in its filter."""

    value: str
    label: str
    count: int
    checked: bool

    @property
    def hidden(self) -> bool:
        """It would lead nowhere, and is not in use."""
        return not self.count and not self.checked


@dataclass(frozen=True)
class Facet:
    """A filter. Its hidden options are in `visible_options`, where they take no room."""

    name: str
    legend: str
    open: bool
    in_use: bool
    options: list[Option]
    visible_options: list[Option]
    more_options: list[Option]


def facets(search: Search) -> list[Facet]:
    counts = search.selection.counts()
    if search.depends_on_region and not search.query.around:
        counts["region"] = _counts_of_regions(search)
    made = []
    for name, facet in FACETS.items():
        chosen = set(search.query.chosen(name))
        options = [
            Option(value.slug, value.label, counts[name][value.slug], value.slug in chosen)
            for value in _offered(search, name, chosen)
        ]
        shown = [option for option in options if not option.hidden]
        more = shown[_VISIBLE:]
        made.append(
            Facet(
                name=name,
                legend=facet.legend,
                open=facet.is_open,
                in_use=bool(chosen),
                options=options,
                visible_options=[option for option in options if option not in more],
                more_options=more,
            )
        )
    return made


def _counts_of_regions(search: Search) -> dict[str, int]:
    """Each region has its own place of that name, or none."""
    query, regions = search.query, search.index.options["region"]
    return {slug: search.total_of(query.with_values("region", [slug])) for slug in regions}


def _offered(search: Search, name: str, chosen: set[str]) -> Iterator[Value]:
    """Counties and authorities inside a chosen area only, and what is chosen already."""
    inside = _inside_areas(search, name) if name in AREAS[1:] else None
    for slug, value in search.index.options[name].items():
        if inside is None or slug in inside or slug in chosen:
            yield value


def _inside_areas(search: Search, name: str) -> set[str]:
    """Those in a chosen region; of authorities, where that is too many, in a chosen county."""
    options, regions = search.index.options, set(search.query.chosen("region"))
    inside = {slug for slug, value in options[name].items() if value.within & regions}
    if name == "authority" and (not inside or len(inside) > MOST_AUTHORITIES):
        counties = {options["county"][slug].key for slug in search.query.chosen("county")}
        areas_of = search.index.areas_of
        inside = {
            slug for slug, value in options[name].items() if areas_of[int(value.key)][1] in counties
        }
    return inside if name == "county" or len(inside) <= MOST_AUTHORITIES else set()


def distances(search: Search) -> list[tuple[str, str, bool]]:
    """The choices of a radius: value, label, whether it is chosen."""
    chosen = search.query.within
    usual = search.reach.miles if search.reach and not chosen else None
    miles = sorted({*RADII, *([int(chosen)] if chosen.isdigit() else [])})
    label = f"We choose: {in_miles(usual)}" if usual else "We choose"
    return [
        ("", label, not chosen),
        *((str(one), in_miles(one), chosen == str(one)) for one in miles),
        (ANY_DISTANCE, "Any distance", chosen == ANY_DISTANCE),
    ]
