"""What part of England a map shows, and where on the drawing a point of the grid lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from reference.positions import GridPoint

WIDTH, HEIGHT = 360, 424  # units of the drawing: 288 pixels wide where the screen has 320
TARGET = 30.5  # units from dot to dot at least: 24 pixels there, so that each can be touched
CELLS = (1, 2, 5, 10, 20, 50)  # kilometres
# England from Scilly to Lowestoft, and from the Lizard to Berwick, in metres of the grid.
_WEST, _EAST, _SOUTH, _NORTH = 80_000, 660_000, 2_000, 662_000
_ROOM = 1.12  # around what is shown
_MOST_KILOMETRES = 700
_SQUARE = re.compile(r"(\d{1,3})-(\d{1,3})-(\d{1,2})")


class Square(NamedTuple):
    """A square of the National Grid, in kilometres: its south-west corner and its side."""

    easting: int
    northing: int
    side: int

    @classmethod
    def read(cls, text: str) -> Square | None:
        found = _SQUARE.fullmatch(text) if text.isascii() else None
        if found is None:
            return None
        square = cls(*map(int, found.groups()))
        if square.side not in CELLS or max(square[:2]) > _MOST_KILOMETRES:
            return None
        return None if square.easting % square.side or square.northing % square.side else square

    @classmethod
    def of(cls, point: GridPoint, side: int) -> Square:
        metres = side * 1000
        return cls(int(point.easting // metres) * side, int(point.northing // metres) * side, side)

    @property
    def middle(self) -> GridPoint:
        half = self.side * 500
        return GridPoint(self.easting * 1000 + half, self.northing * 1000 + half)

    def __str__(self) -> str:
        return f"{self.easting}-{self.northing}-{self.side}"


@dataclass(frozen=True)
class Frame:
    """From metres on the grid to units of the drawing; north is up. `cell` is in kilometres:
    what lies in one square of that side is one dot."""

    centre: GridPoint
    metres_per_unit: float
    cell: int

    @classmethod
    def showing(cls, centre: GridPoint, half_width: float, half_height: float) -> Frame:
        scale = max(half_width * 2 / WIDTH, half_height * 2 / HEIGHT) * _ROOM
        cell = next((km for km in CELLS if km * 1000 / scale >= TARGET + 2), CELLS[-1])
        return cls(centre, scale, cell)

    @classmethod
    def round(cls, corners: tuple[GridPoint, GridPoint]) -> Frame:
        """What lies between the south-west corner and the north-east one."""
        (west, south), (east, north) = corners
        centre = GridPoint((west + east) // 2, (south + north) // 2)
        return cls.showing(centre, (east - west) / 2, (north - south) / 2)

    @classmethod
    def of_england(cls) -> Frame:
        centre = GridPoint((_WEST + _EAST) // 2, (_SOUTH + _NORTH) // 2)
        scale = max((_EAST - _WEST) / WIDTH, (_NORTH - _SOUTH) / HEIGHT)
        return cls(centre, scale, CELLS[-1])

    @classmethod
    def of_square(cls, square: Square) -> Frame:
        return cls.showing(square.middle, square.side * 500, square.side * 500)

    @property
    def west(self) -> float:
        return self.centre.easting - WIDTH / 2 * self.metres_per_unit

    @property
    def north(self) -> float:
        return self.centre.northing + HEIGHT / 2 * self.metres_per_unit

    @property
    def longest_half(self) -> float:
        return max(WIDTH, HEIGHT) / 2 * self.metres_per_unit

    def place(self, point: GridPoint) -> tuple[float, float]:
        return (
            (point.easting - self.west) / self.metres_per_unit,
            (self.north - point.northing) / self.metres_per_unit,
        )

    def holds(self, point: GridPoint, margin: float = 0) -> bool:
        x, y = self.place(point)
        return margin <= x <= WIDTH - margin and margin <= y <= HEIGHT - margin
