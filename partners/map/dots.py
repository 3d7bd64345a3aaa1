"""The dots of a map: near ones are one with a number, and none lies on another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot, log10

from partners.local_map import Box
from partners.map.frame import HEIGHT, TARGET, WIDTH, Frame, Square
from reference.positions import GridPoint

_EDGE = 13
_MOST_PUSHES = 20
_LETTER, _LINE = 6.4, 13.0  # width of an average letter and height of a line, in units
MOST_NAMES = 9
# Where a town's name may stand: how it is anchored, and how far from the town.
_STANDS = (
    ("start", 6, 4),
    ("end", -6, 4),
    ("start", 16, 4),
    ("end", -16, 4),
    ("middle", 0, -17),
    ("middle", 0, 24),
)


@dataclass
class Group:
    """Slots that share a square; where their dot is drawn."""

    square: Square
    slots: list[int]
    x: float
    y: float

    @property
    def radius(self) -> float:
        return 6 if len(self.slots) == 1 else min(12, 8 + 2 * log10(len(self.slots)))

    @property
    def box(self) -> Box:
        reach = self.radius + 2
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


@dataclass(frozen=True)
class TownName:
    text: str
    x: int
    y: int
    anchor: str
    mark: tuple[float, float] | None


def grouped(frame: Frame, points: Iterable[tuple[int, GridPoint]]) -> list[Group]:
    """Northernmost first, and from west to east: so one steps through them."""
    cells: dict[Square, list[tuple[int, GridPoint]]] = defaultdict(list)
    for slot, point in points:
        cells[Square.of(point, frame.cell)].append((slot, point))
    groups, meant = [], []
    for square, members in cells.items():
        x, y = frame.place(_middle_of(members))
        meant.append((x, y))
        near_middle = _kept_near(frame, square, x, y)
        groups.append(Group(square, [slot for slot, _ in members], *near_middle))
    _move_where_there_is_room(groups, meant)
    _push_apart(groups)
    return sorted(groups, key=lambda one: (-one.square.northing, one.square.easting))


def _middle_of(members: Sequence[tuple[int, GridPoint]]) -> GridPoint:
    """To the metre: a drawing has no finer line."""
    easting = sum(point.easting for _, point in members)
    northing = sum(point.northing for _, point in members)
    return GridPoint(easting // len(members), northing // len(members))


def _kept_near(frame: Frame, square: Square, x: float, y: float) -> tuple[float, float]:
    """So near the middle of its square that no dot of another square can be touched with it."""
    middle = frame.place(square.middle)
    slack = max(0.0, (frame.cell * 1000 / frame.metres_per_unit - TARGET) / 2)
    near_x, near_y = (
        min(max(wanted, at - slack), at + slack) for wanted, at in zip((x, y), middle, strict=True)
    )
    return _inside(near_x, near_y)


def _inside(x: float, y: float) -> tuple[float, float]:
    return min(max(x, _EDGE), WIDTH - _EDGE), min(max(y, _EDGE), HEIGHT - _EDGE)


def _move_where_there_is_room(
    groups: Sequence[Group], meant: Sequence[tuple[float, float]]
) -> None:
    """To where they truly are, unless another dot is in the way."""
    for one, (x, y) in zip(groups, meant, strict=True):
        x, y = _inside(x, y)
        if all(hypot(other.x - x, other.y - y) >= TARGET for other in groups if other is not one):
            one.x, one.y = x, y


def _push_apart(groups: Sequence[Group]) -> None:
    """At the edges, where dots were kept inside the drawing, they may have come too close."""
    for _ in range(_MOST_PUSHES):
        close = [
            (one, other, gap)
            for one, other in combinations(groups, 2)
            if abs(other.x - one.x) < TARGET
            and (gap := hypot(other.x - one.x, other.y - one.y)) < TARGET
        ]
        for one, other, gap in close:
            right, down = (other.x - one.x, other.y - one.y) if gap else (1.0, 0.0)
            by = ((TARGET - gap) / 2 + 0.1) / (gap or 1)
            one.x, one.y = _inside(one.x - right * by, one.y - down * by)
            other.x, other.y = _inside(other.x + right * by, other.y + down * by)
        if not close:
            return


def town_names(
    frame: Frame, towns: Iterable[tuple[str, GridPoint]], taken: Iterable[Box]
) -> list[TownName]:
    """Names that find room, in the order given: none lies on a dot, on another, or outside."""
    boxes = list(taken)
    named: list[TownName] = []
    for name, position in towns:
        if len(named) == MOST_NAMES:
            break
        if not frame.holds(position, margin=8):
            continue
        x, y = frame.place(position)
        mark = Box(x - 3, y - 3, x + 3, y + 3)
        hidden = any(mark.meets(other) for other in boxes)
        for anchor, right, down in _STANDS:
            box = _box_of(name, anchor, x + right, y + down)
            if _is_inside(box) and not any(box.meets(other) for other in boxes):
                boxes += [box] if hidden else [box, mark]
                at = None if hidden else (round(x, 1), round(y, 1))
                named.append(TownName(name, round(x + right), round(y + down), anchor, at))
                break
    return named


def name_of_place(text: str, x: float, y: float) -> TownName:
    """What was searched for, above its cross; at the edges beside it."""
    width = len(text) * _LETTER / 2
    anchor = "start" if x < width else "end" if x > WIDTH - width else "middle"
    down = -18 if y > 2 * _LINE else 26
    return TownName(text, round(x), round(y + down), anchor, None)


def room_of(name: TownName) -> Box:
    return _box_of(name.text, name.anchor, name.x, name.y)


def _box_of(name: str, anchor: str, x: float, y: float) -> Box:
    width = len(name) * _LETTER
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return Box(left - 1, y - _LINE + 2, left + width + 1, y + 4)


def _is_inside(box: Box) -> bool:
    return box.left >= 2 and box.right <= WIDTH - 2 and box.top >= 2 and box.bottom <= HEIGHT - 2
