"""Which organisations lie within a distance of a point: squares of land, and the points in each."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot

from partners.search.planes import Organisations, bits
from reference.positions import GridPoint

SQUARE = 10_000  # metres
_DIAGONAL = hypot(SQUARE, SQUARE)

type Square = tuple[Organisations, tuple[tuple[int, int, int], ...]]


class PointGrid:
    """Points of organisations, several to one if it has several. Copied before it is changed."""

    def __init__(self, squares: dict[tuple[int, int], Square] | None = None) -> None:
        self._squares = squares or {}

    def copy(self) -> PointGrid:
        return PointGrid(dict(self._squares))

    def add(self, slot: int, point: GridPoint) -> None:
        key = (point.easting // SQUARE, point.northing // SQUARE)
        slots, points = self._squares.get(key, (0, ()))
        self._squares[key] = (slots | 1 << slot, (*points, (point.easting, point.northing, slot)))

    def remove(self, slots: Organisations) -> None:
        """Forget all points of some organisations."""
        for key, (here, points) in self._squares.items():
            if here & slots:
                kept = tuple(point for point in points if not slots >> point[2] & 1)
                self._squares[key] = (here & ~slots, kept)

    def all(self) -> Organisations:
        found = 0
        for slots, _ in self._squares.values():
            found |= slots
        return found

    def within(self, centre: GridPoint, metres: float) -> Organisations:
        """Organisations with a point at most so far away, in a straight line."""
        found, near = 0, []
        for (column, row), (slots, points) in self._squares_about(centre, metres):
            # The middle of the square tells for most squares that all or none of it is near.
            away = hypot(
                column * SQUARE + SQUARE / 2 - centre.easting,
                row * SQUARE + SQUARE / 2 - centre.northing,
            )
            if away + _DIAGONAL / 2 <= metres:
                found |= slots
            elif away - _DIAGONAL / 2 <= metres:
                for easting, northing, slot in points:
                    if hypot(easting - centre.easting, northing - centre.northing) <= metres:
                        near.append(slot)
        return found | bits(near, max(near, default=0) + 1)

    def _squares_about(
        self, centre: GridPoint, metres: float
    ) -> Iterable[tuple[tuple[int, int], Square]]:
        """Every square that may hold a near point; all of them if that is less to look at."""
        first_column, last_column = _squares_between(centre.easting, metres)
        first_row, last_row = _squares_between(centre.northing, metres)
        columns, rows = range(first_column, last_column + 1), range(first_row, last_row + 1)
        if len(columns) * len(rows) > len(self._squares):
            return self._squares.items()
        keys = ((column, row) for column in columns for row in rows)
        return [(key, self._squares[key]) for key in keys if key in self._squares]


def _squares_between(middle: int, metres: float) -> tuple[int, int]:
    return int((middle - metres) // SQUARE), int((middle + metres) // SQUARE)
