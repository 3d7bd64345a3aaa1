"""Positions on the British National Grid: straight-line distance is a subtraction.

Metres inside, miles on the screen.
"""

from math import hypot
from typing import NamedTuple

METRES_PER_MILE = 1609.344

# The grid's own extent. Nothing lies at 0,0: files use that for “position unknown”.
MAX_EASTING = 700_000
MAX_NORTHING = 1_300_000


class GridPoint(NamedTuple):
    """A point in whole metres east and north of the grid's false origin."""

    easting: int
    northing: int

    def __str__(self) -> str:
        return f"{self.easting}, {self.northing}"


def is_on_the_grid(point: GridPoint) -> bool:
    return 0 < point.easting <= MAX_EASTING and 0 < point.northing <= MAX_NORTHING


def distance(a: GridPoint, b: GridPoint) -> float:
    """Straight-line distance in metres."""
    return hypot(a.easting - b.easting, a.northing - b.northing)


def miles(metres: float) -> float:
    return metres / METRES_PER_MILE
