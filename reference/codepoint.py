"""Reads Ordnance Survey's Code-Point Open: one zip, one CSV a postcode area, no header rows."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Self

from reference.positions import GridPoint, is_on_the_grid

NATIONS = {"E92000001": "E", "W92000004": "W", "S92000003": "S"}

_COLUMNS = 10
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_UNKNOWN_QUALITY = "90"


class NotCodePoint(Exception):
    """Why the file cannot be read as Code-Point Open, worded for whoever gave it."""


class PostcodeRow(NamedTuple):
    postcode: str
    nation: str
    position: GridPoint
    district: str
    county: str


class Rejected(NamedTuple):
    """A row that is wrong: where it stands, what it says, and what is wrong."""

    file: str
    line: int
    postcode: str
    reason: str


class CodePoint(AbstractContextManager["CodePoint"]):
    """An open zip. Rows are read as a stream; nothing is unpacked to disk.

    Raises:
        NotCodePoint: it is not a zip, or not this one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise NotCodePoint(f"There is no file {path}.") from error
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise NotCodePoint(
                f"{path.name} is not a zip file, or was cut short on its way here."
            ) from error
        except OSError as error:
            raise NotCodePoint(f"{path} cannot be read: {error.strerror}.") from error
        self.files = [
            entry
            for entry in self._zip.infolist()
            if "Data/CSV/" in entry.filename and entry.filename.lower().endswith(".csv")
        ]
        if not self.files:
            raise NotCodePoint(
                f"{path.name} is a zip, but has no folder Data/CSV with CSV files: "
                "this is not Code-Point Open."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, entry: zipfile.ZipInfo) -> Iterator[PostcodeRow | Rejected]:
        """The rows of one file, good and wrong.

        Raises:
            NotCodePoint: the file is damaged, or its columns are others.
        """
        name = entry.filename.rsplit("/", 1)[-1]
        try:
            with self._zip.open(entry) as raw:
                reader = csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
                for cells in reader:
                    if reader.line_num == 1:
                        self._check_columns(name, cells)
                    if cells:
                        yield _read_row(name, reader.line_num, cells)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise NotCodePoint(f"{self.path.name} is damaged at {name}. Fetch it again.") from error
        except (UnicodeDecodeError, csv.Error, RuntimeError) as error:
            raise NotCodePoint(f"{name} in {self.path.name} is not a readable CSV file.") from error

    def _check_columns(self, name: str, cells: list[str]) -> None:
        if len(cells) != _COLUMNS or not _POSTCODE.fullmatch(cells[0].replace(" ", "")):
            raise NotCodePoint(
                f"{name} in {self.path.name} does not have Code-Point Open's {_COLUMNS} columns, "
                "postcode first and no header row."
            )


def _read_row(file: str, line: int, cells: list[str]) -> PostcodeRow | Rejected:
    postcode = cells[0].replace(" ", "")

    def reject(reason: str) -> Rejected:
        return Rejected(file, line, cells[0], reason)

    if len(cells) != _COLUMNS:
        return reject(f"it has {len(cells)} columns in place of {_COLUMNS}")
    _, quality, easting, northing, country, _, _, county, district, _ = cells
    if not _POSTCODE.fullmatch(postcode):
        return reject("it is not a postcode")
    if not (easting.isdecimal() and northing.isdecimal()):
        return reject("its position is not two whole numbers")
    position = GridPoint(int(easting), int(northing))
    if quality == _UNKNOWN_QUALITY or position == (0, 0):
        return reject("its position is unknown (0, 0)")
    if not is_on_the_grid(position):
        return reject("its position lies outside Great Britain")
    if country not in NATIONS:
        return reject("its country code is unknown")
    return PostcodeRow(postcode, NATIONS[country], position, district, county)


def sector_of(postcode: str) -> str:
    """“PL48AA” -> “PL4 8”."""
    return f"{postcode[:-3]} {postcode[-3]}"
