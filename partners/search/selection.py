"""What a search selects from the index: who matches, and the number beside every option."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from partners.search.facets import FACETS
from partners.search.index import DirectoryIndex
from partners.search.planes import Offers, Organisations, both, either
from partners.search.query import SearchQuery
from partners.search.reach import Reach

WORDS, PLACE = "q", "near"


@dataclass(frozen=True)
class Selection:
    """The conditions of a search: those on an offer, and those on its organisation.

    All conditions on offers are met by one and the same offer. Each stands under the name of its
    parameter, so that a count or a suggestion can leave one out or put another in its place.
    """

    index: DirectoryIndex
    of_offers: Mapping[str, Offers]
    of_organisations: Mapping[str, Organisations]

    @classmethod
    def of(
        cls,
        index: DirectoryIndex,
        query: SearchQuery,
        reach: Reach | None = None,
        words: Offers | None = None,
    ) -> Selection:
        of_offers: dict[str, Offers] = {}
        of_organisations: dict[str, Organisations] = {}
        for name, slugs in query.values.items():
            if FACETS[name].of_offer:
                of_offers[name] = either((index.offers_with[name][s] for s in slugs), index.layout)
            else:
                sets = index.organisations_with[name]
                of_organisations[name] = reduce(or_, (sets[slug] for slug in slugs), 0)
        if words is not None:
            of_offers[WORDS] = words
        if reach is not None:
            of_organisations[PLACE] = reach.everybody
        return cls(index, of_offers, of_organisations)

    @property
    def organisations(self) -> Organisations:
        """Who matches."""
        return self._among() & self._with_offers(self.fitting_offers())

    @property
    def total(self) -> int:
        return self.organisations.bit_count()

    def fitting_offers(self, without: str = "") -> Offers | None:
        """Offers that meet all conditions on offers but one; none if no condition is left."""
        sets = [offers for name, offers in self.of_offers.items() if name != without]
        return reduce(both, sets) if sets else None

    def counts(self) -> dict[str, dict[str, int]]:
        """For each option: the total, were it alone chosen in its filter."""
        among, fitting = self._among(), self.fitting_offers()
        matched = among & self._with_offers(fitting)
        counts = {}
        for name, facet in FACETS.items():
            used = name in self.of_offers or name in self.of_organisations
            if not facet.of_offer:
                rest = self._among(name) & self._with_offers(fitting) if used else matched
                counts[name] = self._shared(name, rest)
                continue
            others = self.fitting_offers(name) if used else fitting
            if others is None:
                counts[name] = self._shared(name, among)
                continue
            fold = self.index.layout.fold
            counts[name] = {
                slug: (fold(map(and_, others, offers)) & among).bit_count()
                for slug, offers in self.index.offers_with[name].items()
            }
        return counts

    def _shared(self, name: str, rest: Organisations) -> dict[str, int]:
        sets = self.index.organisations_with[name]
        return {slug: (organisations & rest).bit_count() for slug, organisations in sets.items()}

    def _among(self, without: str = "") -> Organisations:
        sets = [mask for name, mask in self.of_organisations.items() if name != without]
        return reduce(and_, sets, self.index.organisations)

    def _with_offers(self, fitting: Offers | None) -> Organisations:
        return self.index.organisations if fitting is None else self.index.layout.fold(fitting)
