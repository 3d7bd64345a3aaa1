"""Makes data/villages.csv: villages that GeoNames lacks, named by who stands in them.

    python -m reference.build.villages SCHOOLS.csv MUSEUMS.csv

The files are a list of England's schools by the Department for Education (“Get information about
schools”, or that of a census) and Mapping Museums' list of museums. A village school bears the
village's name: “Wark Church of England Primary School”; a country museum has it in its address.
Only that name and the position of the postcode are taken. `not_villages.txt` holds what was
left out by eye: founders, farms and the like.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reference.build.places import Postcodes, Town, towns, with_short_name
from reference.build.postcode_sectors import DATA, packaged_codepoint
from reference.build.village_names import in_address, of_school, saint_of
from reference.names import name_key
from reference.positions import GridPoint, distance

# So many postcodes within a kilometre are a town, where a school is named for a street.
MOST_POSTCODES = 80
# A town so close has the school; a namesake so close is the same village, or the post town.
OWN_TOWN = 1_200
SAME_VILLAGE = 8_000
SAME_POST_TOWN, POST_TOWN = 45_000, 4_000
# A saint with more schools than this is a saint, not a village of Cornwall.
MOST_SCHOOLS_OF_A_SAINT = 2

NOT_VILLAGES = Path(__file__).parent / "not_villages.txt"


class Found(NamedTuple):
    name: str
    position: GridPoint


class KnownTowns:
    """The places that are had already, by name; GeoNames' by squares of ten kilometres, too."""

    _SQUARE = 10_000

    def __init__(self, places: list[Town]) -> None:
        self._named: dict[str, list[Town]] = defaultdict(list)
        self._square: dict[tuple[int, int], list[Town]] = defaultdict(list)
        for town in map(with_short_name, places):
            for name in (town.name, *town.aliases):
                self._named[name_key(name)].append(town)
            if town.source_id.startswith("geonames:"):
                self._square[self._of(town.position)].append(town)

    def has(self, found: Found) -> bool:
        """It, or a town that the school could as well be named for."""
        for town in self._named[name_key(found.name)]:
            reach = SAME_POST_TOWN if town.population >= POST_TOWN else SAME_VILLAGE
            if distance(town.position, found.position) < reach:
                return True
        return any(distance(town.position, found.position) < OWN_TOWN for town in self._near(found))

    def _of(self, point: GridPoint) -> tuple[int, int]:
        return point.easting // self._SQUARE, point.northing // self._SQUARE

    def _near(self, found: Found) -> Iterator[Town]:
        column, row = self._of(found.position)
        for x in range(column - 1, column + 2):
            for y in range(row - 1, row + 2):
                yield from self._square.get((x, y), ())


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of one file; both ministries' encodings are read."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("windows-1252")
    return list(csv.DictReader(text.splitlines()))


def names(path: Path) -> Iterator[tuple[str, str]]:
    """Name and postcode of what may be a village."""
    table = rows(path)
    if "museum_name" in table[0]:
        for row in table:
            for line in (row["address_line_1"], row["address_line_2"], row["city"]):
                yield in_address(line), row["postcode"]
        return
    column = "SCHNAME" if "SCHNAME" in table[0] else "EstablishmentName"
    saints = Counter(saint_of(row[column]) for row in table)
    for row in table:
        if saints[saint_of(row[column])] <= MOST_SCHOOLS_OF_A_SAINT or not saint_of(row[column]):
            yield of_school(row[column]), row.get("POSTCODE") or row.get("Postcode") or ""


def villages(paths: list[Path], postcodes: Postcodes) -> Iterator[Found]:
    known = KnownTowns(list(towns(postcodes)))
    left_out = {name_key(line) for line in NOT_VILLAGES.read_text(encoding="utf-8").splitlines()}
    kept: dict[str, list[GridPoint]] = defaultdict(list)
    for path in paths:
        for name, postcode in names(path):
            point = postcodes.position_of(postcode)
            if not name or name_key(name) in left_out or point is None:
                continue
            found = Found(name, point)
            if postcodes.within_a_kilometre(point) > MOST_POSTCODES or known.has(found):
                continue
            if all(distance(point, other) >= SAME_VILLAGE for other in kept[name_key(name)]):
                kept[name_key(name)].append(point)
                yield found


def main() -> None:
    found = villages([Path(name) for name in sys.argv[1:]], Postcodes(packaged_codepoint()))
    with (DATA / "villages.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "easting", "northing"])
        for village in sorted(found):
            writer.writerow([village.name, *village.position])


if __name__ == "__main__":
    main()
