"""The national register of schools: a file of its size and shape, of schools that are nowhere."""

import csv
import random
from pathlib import Path
from time import perf_counter

from bench.postcodes import peak_megabytes
from bench.report import Row, at_most, number
from settings_schools.register.find import find_settings
from settings_schools.register.gias_import import import_gias
from settings_schools.register.gias_rows import NEEDED, WANTED

ROWS = 50_000
_COLUMNS = 140
_SAINTS = ("Anne", "Brigid", "Cuthbert", "Dunstan", "Edith", "Giles", "Hilda", "Jude", "Mary")
_PLACES = ("Ash", "Birch", "Copper", "Elm", "Fern", "Hazel", "Larch", "Mill", "Quarry", "Swift")
_ENDS = ("bourne", "brook", "field", "ford", "ham", "hurst", "ley", "thorpe", "ton", "wick")
_KINDS = ("Primary School", "Church of England Primary School", "High School", "Academy")
_AUTHORITIES = ("202", "301", "383", "380", "801", "850", "873", "881", "919", "926")


def importing(rows: int, folder: Path) -> list[Row]:
    """How long it takes to load it into an empty table, again, and to find a school in it."""
    path = folder / "register.csv"
    _write(path, rows)
    before, started = peak_megabytes(), perf_counter()
    counts = import_gias(path, rejected_path=folder / "rejected.csv").counts
    seconds = perf_counter() - started
    grown = peak_megabytes() - before
    started = perf_counter()
    import_gias(path, rejected_path=folder / "rejected.csv")
    again = perf_counter() - started
    also = f"{counts['created']:,} rows, {number(grown)} MB more memory; again {number(again)} s"
    limit = "PostgreSQL writes each row, its trigrams, and an event of its history."
    return [
        at_most("import_gias", seconds, 60, "s", also=also, limited_by=limit),
        at_most(
            f"A misspelt school among {counts['created']:,}, the slowest of 50",
            max(_finding(number) for number in range(50)) * 1_000,
            500,
            "ms",
            limited_by="All names that share letters are compared with what was typed.",
        ),
    ]


def _finding(number: int) -> float:
    name = _name(random.Random(number))
    typed = name[:3] + name[4:].replace("School", "Scool")
    started = perf_counter()
    find_settings(typed)
    return perf_counter() - started


def _name(chance: random.Random) -> str:
    saint = f"St {chance.choice(_SAINTS)}'s, " if chance.random() < 0.3 else ""
    place = chance.choice(_PLACES) + chance.choice(_ENDS)
    return f"{saint}{place} {chance.choice(_KINDS)}"


def _write(path: Path, rows: int) -> None:
    chance = random.Random(7)
    names = [*NEEDED, *WANTED]
    header = [*names, *(f"Column {one}" for one in range(_COLUMNS - len(names)))]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for urn in range(100_000, 100_000 + rows):
            row = _row(urn, chance)
            writer.writerow([row.get(name, "Not applicable") for name in header])


def _row(urn: int, chance: random.Random) -> dict[str, str]:
    is_open = chance.random() < 0.5
    return {
        "URN": str(urn),
        "LA (code)": chance.choice(_AUTHORITIES),
        "EstablishmentName": _name(chance),
        "EstablishmentNumber": str(1_000 + urn % 9_000),
        "TypeOfEstablishment (name)": "Community school",
        "EstablishmentStatus (name)": "Open" if is_open else "Closed",
        "PhaseOfEducation (name)": "Primary",
        "Postcode": f"LS{urn % 29 + 1} {urn % 10}AA",
        "Town": chance.choice(_PLACES) + chance.choice(_ENDS),
        "OpenDate": "01-09-1990",
        "CloseDate": "" if is_open else "31-08-2015",
        "Easting": str(400_000 + urn % 90_000),
        "Northing": str(300_000 + urn % 90_000),
        "NumberOfPupils": str(urn % 900),
    }
