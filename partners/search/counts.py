"""Numbers for other pages, each the total of the search that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from partners.search.current import current
from partners.search.query import SearchQuery
from partners.search.selection import Selection


@dataclass(frozen=True)
class DirectoryCounts:
    """Public partners: all of them, and by value of each filter (regions: where they work)."""

    total: int
    options: dict[str, dict[str, int]]

    def of(self, facet: str, slug: str) -> int:
        """How many partners the search finds with this value alone."""
        return self.options[facet].get(slug, 0)


def directory_counts() -> DirectoryCounts:
    """The directory as it is now, in one query."""
    index = current()
    return DirectoryCounts(
        total=index.organisations.bit_count(),
        options=Selection.of(index, SearchQuery()).counts(),
    )
