"""The search's results on a map of England, with the list beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from partners.local_map import Box
from partners.map.dots import (
    Group,
    TownName,
    grouped,
    name_of_place,
    room_of,
    town_names,
)
from partners.map.frame import Frame, Square
from partners.models import Organisation
from partners.search.cards import Card
from partners.search.filters import left_out
from partners.search.page import SearchPage
from partners.search.planes import bits, members
from partners.search.search import Search
from partners.search.wording import partners
from reference.area_names import with_article
from reference.models import Place
from reference.positions import METRES_PER_MILE, GridPoint, distance

ENGLAND = "england"
MOST_TOWNS = 400
_SAME_TOWN = 1_000  # metres: the place searched, which has its name already
MOST_LISTED = 40  # of a square; those of the whole search are in pages


@dataclass(frozen=True)
class Dot:
    """One partner, or many at once: then with their number. `label` is said and shown."""

    x: float
    y: float
    radius: float
    count: int
    label: str
    url: str


class MapPage(SearchPage):
    """The same page with a map. The address's `at` is a square of the grid to look at closely, or
    all of England; the search itself is the same. Two queries more than the list has."""

    is_map = True

    def __init__(self, search: Search, notices: list[str], address: QueryDict) -> None:
        at = address.get("at", "").strip()
        self.square = Square.read(at)
        if at and at != ENGLAND and self.square is None:
            notices = [*notices, left_out("at", at, "there is no such part of the map")]
        super().__init__(search, notices)
        self._everywhere = at == ENGLAND
        if self.square:
            self.pagination, self.title = None, self.heading

    # --- What is shown ----------------------------------------------------------------------

    @cached_property
    def frame(self) -> Frame:
        if self.square:
            return Frame.of_square(self.square)
        if self.ring_metres and self._search.place:
            centre = self._search.place.position
            return Frame.showing(centre, self.ring_metres, self.ring_metres)
        return Frame.round(self._region_corners) if self._region_corners else Frame.of_england()

    @cached_property
    def _region_corners(self) -> tuple[GridPoint, GridPoint] | None:
        """Of the one region searched, where no place says what to show."""
        regions = self._search.query.chosen("region")
        if len(regions) != 1 or self._search.reach or self._everywhere:
            return None
        places = Place.objects.english_in_region(regions[0])
        return self._search.index.answer(("corners", regions[0]), places.corners)

    @cached_property
    def ring_metres(self) -> float:
        """The radius searched, where it is what the map shows."""
        reach = self._search.reach
        if reach is None or reach.miles is None or self._everywhere or self.square:
            return 0.0
        return reach.miles * METRES_PER_MILE

    @property
    def ring_radius(self) -> float:
        return round(self.ring_metres / self.frame.metres_per_unit, 1)

    @cached_property
    def square_drawn(self) -> dict[str, float] | None:
        """The border of the square looked at closely."""
        if self.square is None:
            return None
        easting, northing, side = (number * 1000 for number in self.square)
        x, y = self.frame.place(GridPoint(easting, northing + side))
        return {
            "x": round(x, 1),
            "y": round(y, 1),
            "side": round(side / self.frame.metres_per_unit, 1),
        }

    @cached_property
    def school(self) -> tuple[float, float] | None:
        """Where on the drawing the place searched is."""
        place = self._search.place
        if place is None or not self.frame.holds(place.position, margin=8):
            return None
        x, y = self.frame.place(place.position)
        return round(x, 1), round(y, 1)

    @cached_property
    def school_name(self) -> TownName | None:
        """What the cross is called."""
        place = self._search.place
        return name_of_place(place.label, *self.school) if place and self.school else None

    @property
    def looked_at(self) -> str:
        """What the dot said that opened this map: “8 partners around Preston”."""
        return self._named(self.square, len(self._in_view)) if self.square else ""

    @cached_property
    def _positions(self) -> list[tuple[int, GridPoint]]:
        """As they are searched: who hides the street, to a kilometre."""
        facts = self._search.index.facts
        return [
            (slot, one.position)
            for slot in members(self._search.organisations)
            if (one := facts[slot]) and one.position
        ]

    @cached_property
    def _in_view(self) -> list[tuple[int, GridPoint]]:
        if self.square:
            side = self.square.side
            return [at for at in self._positions if Square.of(at[1], side) == self.square]
        return [at for at in self._positions if self.frame.holds(at[1])]

    @cached_property
    def _groups(self) -> list[Group]:
        return grouped(self.frame, self._in_view)

    # --- On the map -------------------------------------------------------------------------

    @cached_property
    def dots(self) -> list[Dot]:
        index = self._search.index
        alone = [index.ids[one.slots[0]] for one in self._groups if len(one.slots) == 1]
        found = Organisation.objects.public().filter(pk__in=alone).only("name", "slug")
        rows = {row.pk: row for row in found}
        return [dot for one in self._groups if (dot := self._dot(one, rows))]

    def _dot(self, group: Group, alone: dict[int, Organisation]) -> Dot | None:
        place = round(group.x, 1), round(group.y, 1), round(group.radius, 1)
        count = len(group.slots)
        if count == 1:
            row = alone.get(self._search.index.ids[group.slots[0]])
            if row is None:
                return None  # Hidden a moment ago.
            return Dot(*place, 1, row.name, self._leads_to(row))
        label = self._named(group.square, count)
        url = "#listed" if group.square == self.square else self._at(str(group.square))
        return Dot(*place, count, label, url)

    def _leads_to(self, row: Organisation) -> str:
        """To their card, where it stands in the list: a finger sees no name before it touches."""
        if row.pk in self._listed:
            return f"#partner-{row.pk}"
        asked, url = self.search.url.partition("?")[2], row.get_absolute_url()
        return f"{url}?{asked}" if asked else url

    @cached_property
    def _listed(self) -> set[int]:
        return {card.id for card in self.cards}

    def _named(self, square: Square, count: int) -> str:
        town = self._town_in(square)
        return f"{partners(count)} around {town}" if town else f"{partners(count)} here"

    def _town_in(self, square: Square) -> str:
        return self._largest_towns.get(square, "")

    @cached_property
    def _largest_towns(self) -> dict[Square, str]:
        """Of each square that a dot is for; those of one side are no squares of another."""
        sides = {self.frame.cell, self.square.side if self.square else self.frame.cell}
        smallest_first = list(reversed(self._towns))
        return {Square.of(at, side): name for side in sides for name, at in smallest_first}

    @cached_property
    def _towns(self) -> list[tuple[str, GridPoint]]:
        places = Place.objects.active().in_square(self.frame.centre, self.frame.longest_half)
        english = places.filter(nation="E")
        return list(english.values_list("name", "position")[:MOST_TOWNS])

    @cached_property
    def town_names(self) -> list[TownName]:
        taken = [group.box for group in self._groups]
        if self.school:
            x, y = self.school
            taken.append(Box(x - 14, y - 14, x + 14, y + 14))
        if self.school_name and self._search.place:
            taken.append(room_of(self.school_name))
            here = self._search.place.position
            others = [town for town in self._towns if distance(town[1], here) > _SAME_TOWN]
            return town_names(self.frame, others, taken)
        return town_names(self.frame, self._towns, taken)

    # --- Beside it --------------------------------------------------------------------------

    @cached_property
    def cards(self) -> list[Card]:
        if not self.square:
            return super().cards
        here = {slot for slot, _ in self._in_view}
        whole = self._search.in_order(0, self._search.total)
        return self.cards_of([at for at in whole if at[0] in here][:MOST_LISTED])

    @cached_property
    def sentences(self) -> list[str]:
        """How many are where: with those on the map they make up the total."""
        shown = len(self._in_view)
        said = [f"{shown:,} of {self.total:,} on this map."]
        beyond = len(self._positions) - shown
        if beyond:
            said.append(f"{beyond:,} more {_are(beyond)} based beyond it.")
        said += self._without_position()
        if self.square and shown > MOST_LISTED:
            said.append(f"The first {MOST_LISTED} are listed: choose a dot to come closer.")
        return said

    def _without_position(self) -> Iterator[str]:
        index = self._search.index
        placed = bits((slot for slot, _ in self._positions), len(index.ids))
        rest = self._search.organisations & ~placed
        england, online = rest & index.covering_england, rest & ~index.covering_england
        nowhere = (online & ~index.online).bit_count()
        if count := england.bit_count():
            yield f"{count:,} more {_work(count)} across England, from no one place."
        if count := (online & index.online).bit_count():
            yield f"{count:,} more {_work(count)} online."
        if nowhere:
            yield f"{nowhere:,} more gave no address."

    @property
    def wider_links(self) -> list[tuple[str, str]]:
        """To the map that the search begins with, and to all of England."""
        regions = self._search.query.chosen("region")
        first = "All of England"
        if self._search.reach:
            first = "Round the place searched"
        elif len(regions) == 1:
            first = f"All of {with_article(self._search.index.options['region'][regions[0]].label)}"
        links = [(first, self._at(""))] if self.square or self._everywhere else []
        if first != "All of England" and not self._everywhere:
            links.append(("All of England", self._at(ENGLAND)))
        return links

    def _at(self, part: str) -> str:
        url = replace(self.search, page=1).url
        if not part:
            return url
        return f"{url}{'&' if '?' in url else '?'}at={part}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _work(count: int) -> str:
    return "works" if count == 1 else "work"
