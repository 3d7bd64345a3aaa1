"""One search: its place found, its words understood, and who matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from partners.search.index import DirectoryIndex
from partners.search.order import (
    bands_of,
    confirmed_key,
    distance_key,
    name_key,
    page_of,
)
from partners.search.planes import Organisations
from partners.search.query import SearchQuery
from partners.search.reach import Reach, reach
from partners.search.selection import Selection
from partners.search.words import Understood, understand
from reference.namesakes import is_in
from reference.places import Answer, Located, NotLocated, is_shared, resolve, resolve_for_each

PAGE_SIZE = 20


@dataclass
class Search:
    """Answers for a query and for its neighbours: the same with something added or left out.

    `answer` is what became of the place; unless it was located, the search goes without.
    """

    index: DirectoryIndex
    query: SearchQuery
    answer: Answer | None = None
    words: Understood = field(default_factory=Understood)
    _reaches: dict[tuple[str, bool], Reach] = field(default_factory=dict)

    @classmethod
    def of(cls, index: DirectoryIndex, query: SearchQuery) -> Search:
        answer = located_for(index, query) if query.near else None
        words = understand(index, query.words, ranked=query.sort == "relevance")
        return cls(index, query, answer, words)

    @property
    def place(self) -> Located | None:
        return self.answer if isinstance(self.answer, Located) else None

    @cached_property
    def meant(self) -> SearchQuery:
        """The same search however it was spelt: what the orders go by."""
        words = self.query.words
        if self.place is None:
            return replace(self.query.without_place(), q=words)
        return replace(self.query, q=words, near=self.place.value)

    @cached_property
    def reach(self) -> Reach | None:
        return self._reach_of(self.query)

    @cached_property
    def selection(self) -> Selection:
        return self._selection_of(self.query)

    @cached_property
    def organisations(self) -> Organisations:
        return self.selection.organisations

    @cached_property
    def total(self) -> int:
        return self.organisations.bit_count()

    @cached_property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @cached_property
    def page(self) -> int:
        """A page past the end shows the last."""
        return min(self.query.page, self.pages)

    @cached_property
    def depends_on_region(self) -> bool:
        """Whether several places have the name, of which each region means its own."""
        near = self.query.near
        return bool(near) and is_shared(located(self.index, near))

    @property
    def sort(self) -> str:
        """The order in force: an order that lacks what it goes by gives way to the fair one."""
        if self.query.sort == "distance" and self.reach is None:
            return ""
        if self.query.sort == "relevance" and self.words.offers is None:
            return ""
        return self.query.sort

    def total_of(self, other: SearchQuery) -> int:
        """The total of a search with the same place and words as this, or without them."""
        if self.depends_on_region and other.near and other.home_region != self.query.home_region:
            return Search.of(self.index, other).total
        return self._selection_of(other).total

    def shown(self) -> list[tuple[int, int]]:
        """Slots of this page's organisations in order, each with the number of its band."""
        return self.in_order((self.page - 1) * PAGE_SIZE, PAGE_SIZE)

    def in_order(self, start: int, size: int) -> list[tuple[int, int]]:
        """The same for any part of the order."""
        bands = bands_of(self.index, self.query, self.reach)
        arguments = (self.index, self.meant, self.organisations, bands, start, size)
        return page_of(*arguments, key=self._key(bands))

    def _key(self, bands: list[Organisations]) -> Callable[[int], Any] | None:
        index, reached = self.index, self.reach
        if self.sort == "distance" and reached is not None:
            return distance_key(index, lambda slot: reached.metres_to(index, slot), bands)
        if self.sort == "relevance":
            ranks = self.words.ranks
            return lambda slot: (-ranks[slot], index.ids[slot])
        return {"name": name_key(index), "confirmed": confirmed_key(index)}.get(self.sort)

    def _selection_of(self, query: SearchQuery) -> Selection:
        words = self.words.offers if query.q else None
        return Selection.of(self.index, query, self._reach_of(query), words)

    def _reach_of(self, query: SearchQuery) -> Reach | None:
        if self.place is None or not query.near:
            return None
        key = (query.within, query.online)
        if key not in self._reaches:
            self._reaches[key] = reach(self.index, query, self.place)
        return self._reaches[key]


def located_for(index: DirectoryIndex, query: SearchQuery) -> Answer:
    """What becomes of the place of a search, in the region come from, or the only one chosen."""
    return located(index, query.near, query.home_region, is_home=bool(query.around))


def located(index: DirectoryIndex, near: str, region: str = "", *, is_home: bool = False) -> Answer:
    """What becomes of a place's name; kept with the index, which every change of places ends.

    One question to the database for all regions; a second only where somebody came from one, or
    where one may have a place of that name that we do not know, or others that are alike.
    """
    regions = index.options["region"]
    answers = index.answer(("place", near), lambda: resolve_for_each(near, regions))
    if region in answers and not is_home:
        return answers[region]
    anywhere = answers[""]
    if not region or not (is_shared(anywhere) or _may_differ_in(region, anywhere)):
        return anywhere
    question = ("place", near, region, is_home)
    return index.answer(question, lambda: resolve(near, region=region, is_home=is_home))


def _may_differ_in(region: str, answer: Answer) -> bool:
    """One place that we know has the name: another may, in the region. Or some are alike."""
    if isinstance(answer, NotLocated):
        return not answer.areas
    return isinstance(answer, Located) and answer.kind == "place" and not is_in(answer, region)
