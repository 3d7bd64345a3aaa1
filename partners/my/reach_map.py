"""The map of whom a member's organisation reaches: base, venues, travel circle, covered areas.

What it covers is shaded with dots like those of the map of England: each dot is covered where
the postcode sectors round it are. The sentences beside it say the same.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import sqrt
from typing import NamedTuple

from django.db.models import Max, Min
from django.utils.html import format_html
from django.utils.safestring import SafeString

from partners.local_map import View, circle, in_svg, name_towns, scale_bar
from partners.models import Organisation
from partners.my.reach import NOWHERE, Reached, reached
from reference.models import Place, PostcodeSector
from reference.positions import METRES_PER_MILE, GridPoint

STEP = 6  # units of the drawing between dots of a row
ROW = STEP * sqrt(3) / 2  # between rows: the dots stand like a honeycomb
INLAND = 4_000  # metres from the nearest sector in which no sea is looked for
HOLE = 5  # of a dot's six neighbours: so many make it land like them
MOST_TOWNS_TRIED = 60

type Cell = tuple[int, int]  # row from the top, column from the left


class Shown(NamedTuple):
    """The drawing, what its marks stand for, and in sentences all that it says."""

    svg: SafeString | None
    key: str
    sentences: list[str]


def of(organisation: Organisation) -> Shown:
    """As it is saved; needs the organisation's venues and covered areas prefetched."""
    found = reached(organisation)
    return Shown(draw(found), ". ".join(_key(found)) + ".", list(found.sentences()) or [NOWHERE])


def _key(found: Reached) -> Iterator[str]:
    if found.organisation.shown_position:
        yield "Full dot: where you are based"
    if any(venue.position for venue in found.organisation.venues.all()):
        yield "Rings: your venues"
    if found.organisation.shown_position and found.organisation.travel_miles:
        yield "Broken line: as far as you travel"
    if found.covered:
        yield "Small dots: the areas that you cover"


def draw(reached: Reached) -> SafeString | None:
    """Nothing where neither a place nor an area is known."""
    organisation = reached.organisation
    base = organisation.shown_position
    venues = [one.shown_position for one in organisation.venues.all() if one.shown_position]
    points = [*([base] if base else []), *venues]
    radius = (organisation.travel_miles or 0) * METRES_PER_MILE if base else 0
    shown = [*points, *_rim(base, radius), *_corners(reached.covered)]
    if not shown:
        return None
    view = View.holding(shown)
    parts = []
    if base and radius:
        parts.append(circle("reach", *view.place(base), radius / view.metres_per_unit))
    if reached.covered:
        parts.append(_shade(view, reached))
    dots = [view.place(point) for point in points]
    towns = Place.objects.active().in_square(view.centre, view.longest_half)[:MOST_TOWNS_TRIED]
    parts += name_towns(view, towns, dots)[1]
    parts += [circle("venue", *view.place(venue), 5) for venue in venues]
    if base:
        parts.append(circle("base", *view.place(base), 7))
    return in_svg([*parts, scale_bar(view)])


def _rim(base: GridPoint | None, radius: float) -> Iterator[GridPoint]:
    """The two corners of the square round the circle of travel."""
    if base and radius:
        for metres in (-round(radius), round(radius)):
            yield GridPoint(base.easting + metres, base.northing + metres)


def _corners(covered: Collection[int]) -> Iterator[GridPoint]:
    """Of the square round the sectors of these authorities."""
    of_all = {
        f"{least.__name__}_{axis}": least(f"position__{axis}")
        for least in (Min, Max)
        for axis in ("easting", "northing")
    }
    found = PostcodeSector.objects.filter(authority__in=covered).aggregate(**of_all)
    if found["Min_easting"] is not None:
        yield GridPoint(round(found["Min_easting"]), round(found["Min_northing"]))
        yield GridPoint(round(found["Max_easting"]), round(found["Max_northing"]))


def _shade(view: View, reached: Reached) -> SafeString:
    """One path of all dots, a line for each run of them."""
    cells = _authorities_of_cells(view)
    covered = {cell for cell, authority in cells.items() if authority in reached.covered}
    path = ""
    for row, column in sorted(covered):
        if (row, column - 1) in covered:
            continue
        end = column
        while (row, end + 1) in covered:
            end += 1
        x, y = column * STEP + (STEP / 2 if row % 2 else 0), row * ROW
        path += f"M{x:g} {y:.1f}h{(end - column) * STEP + 0.1:g}"
    return format_html('<path class="covered" d="{}"/>', path)


def _authorities_of_cells(view: View) -> Mapping[Cell, int | None]:
    """Of each dot on land: that of most sectors round it, or else of the dots beside it.

    Outside England it is None.
    """
    counted: defaultdict[Cell, Counter[int | None]] = defaultdict(Counter)
    sectors = PostcodeSector.objects.in_square(view.centre, view.longest_half)
    for authority, position in sectors.order_by().values_list("authority", "position"):
        x, y = view.place(position)
        row = round(y / ROW)
        column = round((x - (STEP / 2 if row % 2 else 0)) / STEP)
        counted[row, column][authority] += 1
    cells = {cell: authorities.most_common(1)[0][0] for cell, authorities in counted.items()}
    for _ in range(round(INLAND / (STEP * view.metres_per_unit))):
        _grow(cells, at_least=1)
    for _ in range(2):
        _grow(cells, at_least=HOLE)
    return cells


def _grow(cells: dict[Cell, int | None], *, at_least: int) -> None:
    """Moors without a postcode belong to what is round them."""
    round_it: defaultdict[Cell, Counter[int | None]] = defaultdict(Counter)
    for cell, authority in cells.items():
        for near in _neighbours(cell):
            if near not in cells:
                round_it[near][authority] += 1
    for cell, authorities in round_it.items():
        if authorities.total() >= at_least:
            cells[cell] = authorities.most_common(1)[0][0]


def _neighbours(cell: Cell) -> list[Cell]:
    row, column = cell
    left = column + (0 if row % 2 else -1)
    beside = [(row, column - 1), (row, column + 1)]
    return beside + [(row + up, left + right) for up in (-1, 1) for right in (0, 1)]
