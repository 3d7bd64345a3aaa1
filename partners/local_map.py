"""The map on a profile: where an organisation is, how far it travels, which towns lie near.

Drawn from positions alone, as SVG without inline styles. What it shows stands beside it as text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from partners.models import Organisation
from reference.models import Place
from reference.positions import METRES_PER_MILE, GridPoint, distance, miles

WIDTH, HEIGHT = 320, 260  # units of the drawing
MARGIN = 12
MIN_RADIUS_MILES = 3
MOST_TOWNS, MOST_TOWNS_TRIED = 7, 60
LETTER, LINE = 6.0, 13.0  # width of an average letter and height of a line, in units


class Town(Protocol):
    """As much of `reference.Place` as the map needs."""

    name: str
    position: GridPoint


@dataclass(frozen=True)
class LocalMap:
    """The drawing, and in words the towns that it names, nearest first.

    Of somebody who travels only those that they come to: others are there to find one's way.
    """

    svg: SafeString
    towns: list[str]


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class View:
    """From metres on the grid to units of the drawing; north is up."""

    centre: GridPoint
    metres_per_unit: float

    @classmethod
    def holding(cls, points: Iterable[GridPoint]) -> "View":
        """So near that the points just fit in, yet some miles across."""
        eastings, northings = zip(*points, strict=True)
        west, east, south, north = min(eastings), max(eastings), min(northings), max(northings)
        least = 2 * MIN_RADIUS_MILES * METRES_PER_MILE
        across = max((east - west) / (WIDTH - 2 * MARGIN), least / WIDTH)
        scale = max(across, (north - south) / (HEIGHT - 2 * MARGIN))
        return cls(GridPoint((west + east) // 2, (south + north) // 2), scale)

    @property
    def longest_half(self) -> float:
        return WIDTH / 2 * self.metres_per_unit

    def place(self, point: GridPoint) -> tuple[float, float]:
        return (
            WIDTH / 2 + (point.easting - self.centre.easting) / self.metres_per_unit,
            HEIGHT / 2 - (point.northing - self.centre.northing) / self.metres_per_unit,
        )

    def holds(self, point: GridPoint) -> bool:
        x, y = self.place(point)
        return MARGIN <= x <= WIDTH - MARGIN and MARGIN <= y <= HEIGHT - MARGIN


def radius_shown(venues: Iterable[GridPoint], base: GridPoint, travel_miles: int | None) -> float:
    """How far the map must reach, in metres: the whole circle of travel, and every venue."""
    farthest = max((distance(base, venue) for venue in venues), default=0.0)
    reach = (travel_miles or MIN_RADIUS_MILES) * METRES_PER_MILE
    return max(reach, farthest, MIN_RADIUS_MILES * METRES_PER_MILE)


def of(organisation: Organisation) -> LocalMap | None:
    """The map of an organisation with a position; needs its venues prefetched."""
    base = organisation.shown_position
    if base is None:
        return None
    venues = [v.shown_position for v in organisation.venues.all() if v.shown_position]
    half = radius_shown(venues, base, organisation.travel_miles) * WIDTH / HEIGHT
    towns = Place.objects.active().in_square(base, half)[:MOST_TOWNS_TRIED]
    return draw(base, venues=venues, travel_miles=organisation.travel_miles, towns=towns)


def draw(
    base: GridPoint,
    *,
    venues: Sequence[GridPoint] = (),
    travel_miles: int | None = None,
    towns: Iterable[Town] = (),
) -> LocalMap:
    """The map round `base`. Towns are named in the order given as long as there is room:
    give the most important first."""
    half = HEIGHT / 2 - MARGIN
    view = View(base, radius_shown(venues, base, travel_miles) / half)
    parts = []
    if travel_miles:
        radius = travel_miles * METRES_PER_MILE / view.metres_per_unit
        parts.append(circle("reach", WIDTH / 2, HEIGHT / 2, radius))
    points = [view.place(point) for point in (base, *venues)]
    named, labels = name_towns(view, towns, points)
    parts += labels
    parts += [circle("venue", x, y, 5) for x, y in points[1:]]
    parts.append(circle("base", *points[0], 7))
    parts.append(scale_bar(view))
    named.sort(key=lambda town: distance(town.position, base))
    served = [town for town in named if _is_served(town, base, travel_miles)]
    return LocalMap(in_svg(parts), [_town_in_words(town, base) for town in served])


def in_svg(parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="local-map" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        WIDTH,
        HEIGHT,
        mark_safe("".join(parts)),  # noqa: S308 - all of them were made by format_html
    )


def _is_served(town: Town, base: GridPoint, travel_miles: int | None) -> bool:
    return not travel_miles or distance(town.position, base) <= travel_miles * METRES_PER_MILE


def name_towns(
    view: View, towns: Iterable[Town], points: Iterable[tuple[float, float]]
) -> tuple[list[Town], list[SafeString]]:
    """The towns that find room, and their marks: no name lies on another, on a dot or outside."""
    taken = [Box(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    taken.append(Box(0, HEIGHT - 26, 90, HEIGHT))  # the scale
    named: list[Town] = []
    marks: list[SafeString] = []
    for town in towns:
        if len(named) == MOST_TOWNS:
            break
        if not view.holds(town.position):
            continue
        x, y = view.place(town.position)
        dot = Box(x - 3, y - 3, x + 3, y + 3)
        for anchor, box in _label_boxes(town.name, x, y):
            if not any(box.meets(other) or dot.meets(other) for other in taken):
                taken += [box, dot]
                named.append(town)
                marks.append(_town_mark(town.name, x, y, anchor))
                break
    return named, marks


def _label_boxes(name: str, x: float, y: float) -> list[tuple[str, Box]]:
    """Where a name may stand: right of its dot, else left of it. Only inside the drawing."""
    width = len(name) * LETTER
    top, bottom = y - LINE / 2, y + LINE / 2
    boxes = [("start", Box(x + 5, top, x + 6 + width, bottom))]
    boxes.append(("end", Box(x - 6 - width, top, x - 5, bottom)))
    return [(anchor, box) for anchor, box in boxes if box.left >= 2 and box.right <= WIDTH - 2]


def _town_mark(name: str, x: float, y: float, anchor: str) -> SafeString:
    return format_html(
        '{}<text x="{}" y="{}" text-anchor="{}">{}</text>',
        circle("town", x, y, 2),
        round(x + (6 if anchor == "start" else -6)),
        round(y + 4),
        anchor,
        name,
    )


def scale_bar(view: View) -> SafeString:
    """A bar of a round number of miles, at most a quarter of the width."""
    most = WIDTH / 4 * view.metres_per_unit / METRES_PER_MILE
    length = max((step for step in (1, 2, 5, 10, 20, 50, 100) if step <= most), default=1)
    units = length * METRES_PER_MILE / view.metres_per_unit
    return format_html(
        '<path class="bar" d="M8 {}h{}"/><text class="scale" x="8" y="{}">{} mile{}</text>',
        HEIGHT - 8,
        round(units, 1),
        HEIGHT - 13,
        length,
        "" if length == 1 else "s",
    )


def circle(kind: str, x: float, y: float, radius: float) -> SafeString:
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
        kind,
        round(x, 1),
        round(y, 1),
        round(radius, 1),
    )


def _town_in_words(town: Town, base: GridPoint) -> str:
    away = round(miles(distance(town.position, base)))
    if away == 0:
        return f"{town.name} (under a mile)"
    return f"{town.name} ({away} mile{'' if away == 1 else 's'})"
