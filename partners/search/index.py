"""The facet index: who and what is public on one day, as sets of bits."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from partners.launch import openings
from partners.search.facets import FACETS, OFFER_FACETS, Options, areas_of_authorities
from partners.search.grid import PointGrid
from partners.search.planes import Layout, Offers, Organisations, bits, both, either, tier_of
from partners.search.reading import OrganisationFacts, Reading
from reference.positions import GridPoint

# Slots kept free in each block, so that what is new or grows finds one without a new build:
# many where slots are thin, few where each takes a hundred planes.
SPARE_SLOTS = 64
FEWEST_SPARE_SLOTS = 8
MOST_KEPT_ANSWERS = 150
MOST_KEPT_BYTES = 8_000_000  # of pages
MOST_KEPT_ROWS = 4_000  # some 3 kB each


class Outgrown(Exception):
    """No slot is free for an organisation with so many offers: build anew."""


class DirectoryIndex:
    """The public directory of one version of the data, on one London date.

    Never changed once it is in use: `with_changes` makes another that shares most of it.
    An organisation without a public offer has one that only has the organisation's art forms.
    """

    def __init__(self, options: dict[str, Options], reading: Reading, day: date) -> None:
        self.version = -1
        self.token: UUID | None = None
        self.day = day
        self.options = options
        self.areas_of = areas_of_authorities()
        self.openings = openings(day)
        self._lay_out(reading)
        nothing = self.layout.nothing
        self.offers_with: dict[str, dict[str, Offers]] = {
            facet.name: dict.fromkeys(options[facet.name], nothing) for facet in OFFER_FACETS
        }
        self.place_of_offer: dict[int, tuple[int, int]] = {}
        self.place_without_offer: dict[int, tuple[int, int]] = {}
        """By organisation, of what stands in for an offer."""
        self.organisations: Organisations = 0
        self.organisations_with: dict[str, dict[str, Organisations]] = {
            name: dict.fromkeys(options[name], 0) for name in FACETS
        }
        self.based_in: dict[int, Organisations] = {}
        self.working_in: dict[int, Organisations] = {}
        self.covering_authority: dict[int, Organisations] = {}
        self.covering_region: dict[int, Organisations] = {}
        self.covering_england: Organisations = 0
        self.online: Organisations = 0
        self.bases, self.visits = PointGrid(), PointGrid()
        self.travellers: dict[int, PointGrid] = {}
        self.answers: dict[Any, Any] = {}
        self.pages: dict[Any, Any] = {}
        self.kept_bytes = 0
        self.rows: dict[Any, Any] = {}
        self._add(reading)

    # --- Which organisation is where --------------------------------------------------------

    def _lay_out(self, reading: Reading) -> None:
        """Give each organisation a slot, those with most offers first, with room in between."""
        by_tier: dict[int, list[int]] = defaultdict(list)
        for pk in sorted(reading.organisations):
            by_tier[tier_of(len(reading.offers_of.get(pk, ())))].append(pk)
        highest = max(by_tier, default=1) + 1
        self.ids: list[int] = []
        self.spare: list[list[int]] = [[] for _ in range(highest + 1)]
        widths = []
        for tier in range(highest, 0, -1):
            self.ids += by_tier.get(tier, [])
            spare = max(FEWEST_SPARE_SLOTS, SPARE_SLOTS >> tier - 1)
            self.spare[tier] = list(range(len(self.ids), len(self.ids) + spare))
            self.ids += [0] * spare
            widths.append(len(self.ids))
        self.layout = Layout(widths[::-1])
        self.slot_of = {pk: slot for slot, pk in enumerate(self.ids) if pk}
        self.facts: list[OrganisationFacts | None] = [None] * len(self.ids)
        self.offer_ids: list[tuple[int, ...]] = [()] * len(self.ids)
        self.visit_points: list[tuple[GridPoint, ...]] = [()] * len(self.ids)

    def _tier_of_slot(self, slot: int) -> int:
        return sum(slot < width for width in self.layout.widths)

    def _take_slots(self, reading: Reading) -> None:
        for pk in sorted(reading.organisations):
            if pk in self.slot_of:
                continue
            tier = tier_of(len(reading.offers_of.get(pk, ())))
            roomy = next((free for free in self.spare[tier:] if free), None)
            if roomy is None:
                raise Outgrown
            slot = roomy.pop()
            self.slot_of[pk], self.ids[slot] = slot, pk

    # --- Changes ----------------------------------------------------------------------------

    def with_changes(self, changed: Iterable[int], reading: Reading) -> DirectoryIndex:
        """The index after a change of some organisations, which were read again.

        Raises:
            Outgrown: there is no room left for one of them.
        """
        index = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list | PointGrid):
                setattr(index, name, copy.copy(value))
        index.forget()
        index.offers_with = {name: dict(sets) for name, sets in self.offers_with.items()}
        index.organisations_with = {
            name: dict(sets) for name, sets in self.organisations_with.items()
        }
        index.spare = [list(free) for free in self.spare]
        index.travellers = {miles: grid.copy() for miles, grid in self.travellers.items()}
        index._remove([index.slot_of.pop(pk) for pk in changed if pk in index.slot_of])
        index._take_slots(reading)
        index._add(reading)
        return index

    def _remove(self, slots: Sequence[int]) -> None:
        if not slots:
            return
        kept = ~bits(slots, max(slots) + 1)
        of_slots = either((self.layout.of_slot(slot) for slot in slots), self.layout)
        kept_offers = tuple(~part for part in of_slots)
        self.organisations &= kept
        self.covering_england &= kept
        self.online &= kept
        for sets in self.offers_with.values():
            for slug, offers in sets.items():
                sets[slug] = both(offers, kept_offers)
        of_areas = (self.based_in, self.working_in, self.covering_authority, self.covering_region)
        everything: list[dict[Any, Organisations]] = [
            *self.organisations_with.values(),
            *of_areas,
        ]
        for masks in everything:
            for key, organisations in masks.items():
                masks[key] = organisations & kept
        for grid in (self.bases, self.visits, *self.travellers.values()):
            grid.remove(~kept)
        for slot in slots:
            for offer in self.offer_ids[slot]:
                del self.place_of_offer[offer]
            self.place_without_offer.pop(self.ids[slot], None)
            self.ids[slot], self.facts[slot] = 0, None
            self.offer_ids[slot] = self.visit_points[slot] = ()
            self.spare[self._tier_of_slot(slot)].append(slot)

    def _add(self, reading: Reading) -> None:
        for pk, facts in reading.organisations.items():
            self._add_facts(self.slot_of[pk], facts, reading)
        self._add_organisations(reading)
        self._add_offers(reading)
        self._add_access(reading)
        self._add_areas(reading)

    def _add_facts(self, slot: int, facts: OrganisationFacts, reading: Reading) -> None:
        self.facts[slot] = facts
        self.offer_ids[slot] = tuple(reading.offers_of.get(facts.id, ()))
        visited = list(reading.visited_venues.get(facts.id, ()))
        if facts.position is not None:
            self.bases.add(slot, facts.position)
            if facts.receives_visits:
                visited.append(facts.position)
            if facts.travel_miles:
                grid = self.travellers.setdefault(facts.travel_miles, PointGrid())
                grid.add(slot, facts.position)
        self.visit_points[slot] = tuple(visited)
        for point in visited:
            self.visits.add(slot, point)

    def _add_organisations(self, reading: Reading) -> None:
        everyone = reading.organisations.values()
        self.organisations |= self._slots(reading.organisations)
        self.covering_england |= self._slots(one.id for one in everyone if one.covers_england)
        self.online |= self._slots(one.id for one in everyone if one.works_online)
        based: dict[int, list[int]] = defaultdict(list)
        for one in everyone:
            if one.authority is not None:
                based[one.authority].append(one.id)
        self._merge(self.based_in, based)

    def _add_offers(self, reading: Reading) -> None:
        offers, stand_ins = self._places_of_offers(reading)
        for facet in OFFER_FACETS:
            fitting_all = [offers[pk] for pk in reading.offers_fitting_all.get(facet.name, ())]
            if facet.none_fits_all:
                fitting_all += stand_ins.values()
            own = reading.organisations_with["art_form"] if facet.name == "art_form" else {}
            sets = self.offers_with[facet.name]
            for slug, option in self.options[facet.name].items():
                with_value = reading.offers_with[facet.name].get(option.key, ())
                found = [offers[pk] for pk in with_value if pk in offers]
                found += [stand_ins[pk] for pk in own.get(option.key, ()) if pk in stand_ins]
                sets[slug] = either(
                    [sets[slug], self.layout.offers(found + fitting_all)], self.layout
                )
            self.organisations_with[facet.name] = {
                slug: self.layout.fold(of_offers) for slug, of_offers in sets.items()
            }

    def _places_of_offers(
        self, reading: Reading
    ) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
        """Where each offer stands; and by organisation, what stands in for one without any."""
        offers, stand_ins = {}, {}
        for pk in reading.organisations:
            slot = self.slot_of[pk]
            for plane, offer in enumerate(self.offer_ids[slot]):
                offers[offer] = self.layout.position(slot, plane)
            if not self.offer_ids[slot]:
                stand_ins[pk] = self.layout.position(slot, 0)
        self.place_of_offer.update(offers)
        self.place_without_offer.update(stand_ins)
        return offers, stand_ins

    def _add_access(self, reading: Reading) -> None:
        """Of the organisation, or of any of its public offers."""
        owner = {offer: pk for pk, offers in reading.offers_of.items() for offer in offers}
        access = self.organisations_with["access"]
        for slug, option in self.options["access"].items():
            own = reading.organisations_with["access"].get(option.key, ())
            theirs = reading.offers_with["access"].get(option.key, ())
            access[slug] |= self._slots([*own, *(owner[pk] for pk in theirs if pk in owner)])

    def _add_areas(self, reading: Reading) -> None:
        self._merge(self.covering_authority, reading.covers_authority)
        self._merge(self.covering_region, reading.covers_region)
        self._merge(self.working_in, reading.works_in)
        for name, by_key in (
            ("authority", self.working_in),
            ("region", self.in_areas(self.working_in, 0)),
            ("county", self.in_areas(self.working_in, 1)),
        ):
            self.organisations_with[name] = {
                slug: by_key.get(int(option.key), 0) for slug, option in self.options[name].items()
            }

    # --- Small questions --------------------------------------------------------------------

    def in_areas(self, by_authority: Mapping[int, Organisations], which: int) -> dict[int, int]:
        """Sets by region (0) or county (1), from sets by authority."""
        found: dict[int, Organisations] = defaultdict(int)
        for authority, organisations in by_authority.items():
            if authority in self.areas_of:
                found[self.areas_of[authority][which]] |= organisations
        return found

    def answer[Answer](self, question: Any, find: Callable[[], Answer]) -> Answer:
        """What is dear to find is found once, and kept for as long as this version lasts.

        Threads may find the same at the same time; either answer will do.
        """
        known = self.answers.get(question)
        if known is not None:
            return known
        if len(self.answers) >= MOST_KEPT_ANSWERS:
            self.answers.clear()
        self.answers[question] = found = find()
        return found

    def keep_page(self, question: Any, page: Any, size: int) -> None:
        """Apart from the answers: a robot that reads every profile takes none of them away."""
        if self.kept_bytes + size > MOST_KEPT_BYTES:
            self.pages.clear()
            self.kept_bytes = 0
        self.kept_bytes += size
        self.pages[question] = page

    def read_once[Key, Row](
        self, questions: Mapping[Key, Any], read: Callable[[list[Key]], Mapping[Key, Row]]
    ) -> dict[Key, Row]:
        """Rows of the database by key, each read once for as long as this version lasts.

        `questions` say what is asked of each key; what is not known yet is read all at once.
        """
        found = {key: self.rows[asked] for key, asked in questions.items() if asked in self.rows}
        if missing := [key for key in questions if key not in found]:
            if len(self.rows) + len(missing) > MOST_KEPT_ROWS:
                self.rows = {}
            new = read(missing)
            self.rows |= {questions[key]: row for key, row in new.items()}
            found |= new
        return found

    def forget(self) -> None:
        """Find and read everything anew, as for the first visitor."""
        self.answers, self.pages, self.kept_bytes, self.rows = {}, {}, 0, {}

    def _slots(self, ids: Iterable[int]) -> Organisations:
        slots = [self.slot_of[pk] for pk in ids if pk in self.slot_of]
        return bits(slots, len(self.ids))

    def _merge(self, sets: dict[int, Organisations], found: Mapping[Any, Sequence[int]]) -> None:
        for key, ids in found.items():
            sets[key] = sets.get(key, 0) | self._slots(ids)
