"""Numbers for other pages, each the total of the search that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from partners.search.current import current
from partners.search.query import SearchQuery
from partners.search.selection import Selection


@dataclass(frozen=True)
class DirectoryCounts:
    """Public partners: all of them, by value of each filter, and by the region they are in.

    `based_in` says where partners are based, `of("region", …)` where they work.
    """

    total: int
    options: dict[str, dict[str, int]]
    based_in: dict[str, int]

    def of(self, facet: str, slug: str) -> int:
        """How many partners the search finds with this value alone."""
        return self.options[facet].get(slug, 0)


def directory_counts() -> DirectoryCounts:
    """The directory as it is now, in one query."""
    index = current()
    based = index.in_areas(index.based_in, 0)
    return DirectoryCounts(
        total=index.organisations.bit_count(),
        options=Selection.of(index, SearchQuery()).counts(),
        based_in={
            slug: based.get(int(option.key), 0).bit_count()
            for slug, option in index.options["region"].items()
        },
    )
