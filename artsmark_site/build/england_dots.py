"""Makes england_dots.json: England as dots of 11 km, each in the region of most of its postcodes.

    python -m artsmark_site.build.england_dots [CODEPO.zip]

The positions are those of Code-Point Open, so no boundary file is needed.
Contains OS data © Crown copyright and database right; contains Royal Mail data © Royal Mail
copyright and database right; contains National Statistics data © Crown copyright and database
right. Open Government Licence v3.
"""

import csv
import json
import math
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from reference.authority_codes import AuthorityCodes
from reference.build.postcode_sectors import DATA, packaged_codepoint
from reference.codepoint import CodePoint, PostcodeRow
from reference.positions import GridPoint

OUTPUT = Path(__file__).parent.parent / "england_dots.json"
SPRITE = OUTPUT.parent.parent / "static" / "icons.svg"
STEP = 11_000  # metres between dots of a row
ROW = STEP * math.sqrt(3) / 2  # metres between rows: the dots stand like a honeycomb
UNIT = 8  # units of the drawing between dots of a row
HOLE = 5  # a cell without postcodes is filled when this many of its six neighbours are England

Cell = tuple[int, int]  # row from the south, column from the west


def cell_of(point: GridPoint) -> Cell:
    row = round(point.northing / ROW)
    shift = STEP / 2 if row % 2 else 0
    return row, round((point.easting - shift) / STEP)


def neighbours(cell: Cell) -> list[Cell]:
    row, column = cell
    left = column + (0 if row % 2 else -1)
    beside = [(row, column - 1), (row, column + 1)]
    return beside + [(row + up, left + right) for up in (-1, 1) for right in (0, 1)]


def region_slugs() -> dict[str, str]:
    """The region of each authority, by its GSS code."""
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as file:
        return {row["gss_code"]: row["region"] for row in csv.DictReader(file)}


def regions_by_cell(path: Path) -> dict[Cell, str]:
    regions = region_slugs()
    codes = AuthorityCodes(set(regions))
    found: defaultdict[Cell, Counter[str]] = defaultdict(Counter)
    with CodePoint(path) as codepoint:
        for entry in codepoint.files:
            for row in codepoint.rows(entry):
                if isinstance(row, PostcodeRow) and row.nation == "E":
                    authority = codes.find(row.district, row.county)
                    if authority:
                        found[cell_of(row.position)][regions[authority]] += 1
    return {cell: regions.most_common(1)[0][0] for cell, regions in found.items()}


def fill_holes(cells: dict[Cell, str]) -> None:
    """Moors and fells without a postcode belong to the region around them."""
    for _ in range(2):
        empty = Counter(near for cell in cells for near in neighbours(cell) if near not in cells)
        for cell, count in empty.items():
            if count >= HOLE:
                around = Counter(cells[near] for near in neighbours(cell) if near in cells)
                cells[cell] = around.most_common(1)[0][0]


def drawing(cells: dict[Cell, str]) -> dict[str, Any]:
    """A path a region: one line for each run of dots, northernmost first."""
    top = max(row for row, _ in cells)

    def place(cell: Cell) -> tuple[float, float]:
        row, column = cell
        return (column + (0.5 if row % 2 else 0)) * UNIT, (top - row) * UNIT * ROW / STEP

    left = min(place(cell)[0] for cell in cells)
    paths: defaultdict[str, str] = defaultdict(str)
    for row, column in sorted(cells, key=lambda cell: (-cell[0], cell[1])):
        region = cells[row, column]
        if cells.get((row, column - 1)) == region:
            continue
        end = column
        while cells.get((row, end + 1)) == region:
            end += 1
        x, y = place((row, column))
        paths[region] += f"M{x - left:g} {y:.0f}h{(end - column) * UNIT + 0.1:g}"
    return {
        "width": round(max(place(cell)[0] for cell in cells) - left),
        "height": round(max(place(cell)[1] for cell in cells)),
        "paths": dict(sorted(paths.items())),
    }


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_codepoint()
    cells = regions_by_cell(path)
    fill_holes(cells)
    made = drawing(cells)
    OUTPUT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    whole = "".join(made["paths"].values())
    sprite = re.sub(r'(?<=id="england" d=")[^"]*', whole, SPRITE.read_text(encoding="utf-8"))
    SPRITE.write_text(sprite, encoding="utf-8")


if __name__ == "__main__":
    main()
