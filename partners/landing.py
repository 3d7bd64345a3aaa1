"""The pages of regions, and of an art form in a region: who is there, in numbers that are true.

There is a page only where at least three partners are based: fewer would be a page about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse

from partners.search.cards import Card, Shown, make_cards
from partners.search.current import current
from partners.search.facets import Option
from partners.search.index import DirectoryIndex
from partners.search.planes import Organisations
from partners.search.query import SearchQuery
from partners.search.search import Search
from partners.search.wording import listed, partners
from reference.area_names import with_article
from reference.models import BridgeOrganisation

FEWEST_BASED = 3
CARDS_SHOWN = 6


@dataclass(frozen=True)
class CountedLink:
    label: str
    url: str
    count: int


class NoLandingPage(Exception):
    """No such region or art form, or too few partners are based there."""


def based_in_region(index: DirectoryIndex, region: Option) -> Organisations:
    return index.in_areas(index.based_in, 0).get(int(region.key), 0)


def address(region: str, art_form: str = "") -> str:
    if art_form:
        return reverse("partners:art-form-in-region", args=[region, art_form])
    return reverse("partners:in-region", args=[region])


def landing_addresses() -> list[str]:
    """The address of every landing page there is. One query."""
    index = current()
    found = []
    for slug, region in index.options["region"].items():
        based = based_in_region(index, region)
        if based.bit_count() >= FEWEST_BASED:
            found.append(address(slug))
            found += [address(slug, form) for form in _forms_with_a_page(index, based)]
    return found


def _forms_with_a_page(index: DirectoryIndex, based: Organisations) -> list[str]:
    of_form = index.organisations_with["art_form"]
    return [
        slug
        for slug in index.options["art_form"]
        if (of_form[slug] & based).bit_count() >= FEWEST_BASED
    ]


class LandingPage:
    """One of them. Five queries, however many partners there are.

    Raises:
        NoLandingPage: there is none at this address.
    """

    def __init__(self, index: DirectoryIndex, region: str, art_form: str = "") -> None:
        regions, forms = index.options["region"], index.options["art_form"]
        if region not in regions or (art_form and art_form not in forms):
            raise NoLandingPage
        self._region = regions[region]
        self._form = forms[art_form] if art_form else None
        self._based_in_region = based_in_region(index, self._region)
        of_form = index.organisations_with["art_form"]
        self._based = self._based_in_region & (of_form[art_form] if art_form else -1)
        self.based = self._based.bit_count()
        if self.based < FEWEST_BASED:
            raise NoLandingPage
        query = SearchQuery().with_values("region", [region])
        self.search = query.with_values("art_form", [art_form]) if art_form else query
        self._search = Search.of(index, self.search)
        self._index = index
        self.working = self._search.total
        others = self._search.organisations & ~self._based
        self.across_england = (others & index.covering_england).bit_count()
        self.from_elsewhere = others.bit_count() - self.across_england
        self.canonical = f"{settings.SITE_ADDRESS}{address(region, art_form)}"

    @property
    def region(self) -> str:
        return self._region.slug

    @property
    def shows_all(self) -> bool:
        """All who are based there fit on the page."""
        return self.based <= CARDS_SHOWN

    @property
    def where(self) -> str:
        """“the South West”."""
        return with_article(self._region.label)

    @property
    def region_link(self) -> CountedLink | None:
        """From an art form's page to its region's."""
        if self._form is None:
            return None
        return CountedLink(f"All art forms in {self.where}", address(self._region.slug), 0)

    @property
    def heading(self) -> str:
        if self._form is None:
            return f"Arts partners for schools in {self.where}"
        return f"{self._form.label} partners for schools in {self.where}"

    @property
    def description(self) -> str:
        what = f" for {self._form.label.lower()}" if self._form else ""
        return (
            f"{partners(self.based)}{what} based in {self.where}, and {self.working} that work "
            "with schools there: what they offer, for whom and at what cost."
        )

    @property
    def chosen_forms(self) -> Sequence[str]:
        return self.search.chosen("art_form")

    @cached_property
    def facts(self) -> list[CountedLink]:
        """What schools ask first; each number is the total of the search it leads to."""
        labels = (
            ("delivery", "at-setting", "come to your school"),
            ("delivery", "at-venue", "receive you at their venue"),
            ("cost", "free", "offer something free"),
            ("setting_type", "special", "work with special schools"),
        )
        return [
            CountedLink(label, self.search.with_values(name, [slug]).url, count)
            for name, slug, label in labels
            if (count := self._counts[name].get(slug, 0))
        ]

    @cached_property
    def art_forms(self) -> list[CountedLink]:
        """With those who work in the region; to their own page where they have one."""
        pages = set(_forms_with_a_page(self._index, self._based_in_region))
        region = self._region.slug
        return [
            CountedLink(
                option.label,
                address(region, slug)
                if slug in pages
                else self.search.with_values("art_form", [slug]).url,
                count,
            )
            for slug, option in self._index.options["art_form"].items()
            if (count := self._counts["art_form"][slug]) and option != self._form
        ]

    @cached_property
    def counties(self) -> list[CountedLink]:
        return [
            CountedLink(option.label, self.search.with_values("county", [slug]).url, count)
            for slug, option in self._index.options["county"].items()
            if self._region.slug in option.within and (count := self._counts["county"][slug])
        ]

    @cached_property
    def bodies(self) -> str:
        """Who supports schools and partners there: “Curious Minds”, “A and B”."""
        region = int(self._region.key)
        return listed([body.name for body in BridgeOrganisation.objects.of_region(region)])

    @cached_property
    def cards(self) -> Sequence[Card]:
        """Some of those based there, others each day; nobody is always first."""
        slots = [slot for slot, band in self._search.shown() if band == 0][:CARDS_SHOWN]
        fitting = self._search.selection.fitting_offers()
        shown = Shown(slots, [""] * len(slots), fitting, reach=None, lexemes="")
        return make_cards(self._index, self.search, shown)

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        return self._search.selection.counts()


def instead_of_a_page(index: DirectoryIndex, region: str, art_form: str) -> list[CountedLink]:
    """The searches that come nearest to a page that there is not; else the regions' pages."""
    option = index.options["region"].get(region)
    if option is None:
        return _regions_with_a_page(index)
    search = SearchQuery().with_values("region", [region])
    where = f"working in {with_article(option.label)}"
    queries = [(f"Everybody {where}", search)]
    if form := index.options["art_form"].get(art_form):
        queries.insert(0, (f"{form.label} {where}", search.with_values("art_form", [art_form])))
    counted = [(label, one.url, Search.of(index, one).total) for label, one in queries]
    return [CountedLink(*one) for one in counted if one[-1]]


def _regions_with_a_page(index: DirectoryIndex) -> list[CountedLink]:
    based = [(one, based_in_region(index, one)) for one in index.options["region"].values()]
    return [
        CountedLink(one.label, address(one.slug), slots.bit_count())
        for one, slots in based
        if slots.bit_count() >= FEWEST_BASED
    ]
