"""Reads files of the Department for Education's register, a row at a time, by column name.

Only the columns that are asked for are ever looked at: the files also name head teachers.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Self

_LONGEST_CELL = 100_000  # characters
_CHUNK = 1 << 20
_SEPARATORS = ",;\t"
# What stands in a text of UTF-8 where somebody took Windows-1252 for Latin-1: C2 92 was an
# apostrophe.
_CONTROLS = {
    number: bytes([number]).decode("cp1252", errors="ignore") for number in range(0x80, 0xA0)
}
# The same two bytes, read as Windows-1252.
_DOUBLE = re.compile("\u00c2([\u2018\u2019\u201c\u201d\u2013\u2014])")
UNREADABLE = "\ufffd"
# Told how many bytes are done, of how many.
type Progress = Callable[[int, int], None]


class NotTheRegister(Exception):
    """Why a file is not imported at all, worded for whoever gave it."""


class Line(NamedTuple):
    """A row: where it begins in the file, how many cells it has, and those asked for by name."""

    number: int
    cells: int
    texts: dict[str, str]


class RegisterFile(AbstractContextManager["RegisterFile"]):
    """An open file. `needed` columns must be there; `wanted` ones are empty where they are not.

    Raises:
        NotTheRegister: it is missing, is no CSV, or has other columns.
    """

    def __init__(self, path: Path, what: str, needed: Sequence[str], wanted: Sequence[str]) -> None:
        self.path, self._what = path, what
        csv.field_size_limit(_LONGEST_CELL)
        with ExitStack() as unless_refused:
            try:
                self.size = path.stat().st_size
                self._file = unless_refused.enter_context(path.open("rb"))
                self.encoding = _encoding_of(self._file, path)
            except OSError as error:
                raise NotTheRegister(f"{path} cannot be read: {error.strerror}.") from error
            # A letter that Windows-1252 does not have is seen by whoever reads the row.
            text = io.TextIOWrapper(self._file, self.encoding, errors="replace", newline="")
            self._text = unless_refused.enter_context(text)
            separator = _separator(text)
            text.seek(0)
            self._reader = csv.reader(text, delimiter=separator, strict=True)
            self._places, self.columns = self._read_header([*needed, *wanted], needed)
            unless_refused.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    @property
    def done(self) -> int:
        """How many bytes have been read."""
        return self._file.tell()

    def lines(self) -> Iterator[Line]:
        """Every row that has cells.

        Raises:
            NotTheRegister: from some line on it is no CSV.
        """
        begin, pick = self._reader.line_num, _picker(self._places)
        while True:
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                raise NotTheRegister(
                    f"{self.path.name} cannot be read as CSV from line {begin + 1} on: a quotation "
                    "mark is missing, or it was cut short on its way here."
                ) from error
            if cells is None:
                return
            number, begin = begin + 1, self._reader.line_num
            if not cells:
                continue
            whole = len(cells) == self.columns
            yield Line(number, len(cells), pick(cells) if whole else {})

    def _read_header(
        self, names: Sequence[str], needed: Sequence[str]
    ) -> tuple[dict[str, int], int]:
        try:
            header = [" ".join(cell.split()).casefold() for cell in next(self._reader, [])]
        except csv.Error as error:
            raise NotTheRegister(f"{self.path.name} is not a CSV file.") from error
        twice = [name for name, count in Counter(header).items() if count > 1]
        places = {
            name: header.index(name.casefold()) for name in names if name.casefold() in header
        }
        if missing := [name for name in needed if name not in places]:
            raise NotTheRegister(
                f"{self.path.name} is not {self._what}: it has no column “{missing[0]}”."
            )
        if doubtful := [name for name in names if name.casefold() in twice]:
            raise NotTheRegister(f"{self.path.name} has two columns “{doubtful[0]}”.")
        return places, len(header)


def _picker(places: dict[str, int]) -> Callable[[list[str]], dict[str, str]]:
    """Takes the cells at these places out of a row, and touches no other."""
    names = list(places)
    if len(names) == 1:
        only = places[names[0]]
        return lambda cells: {names[0]: mended(cells[only])}
    pick = itemgetter(*places.values())
    return lambda cells: dict(zip(names, map(mended, pick(cells)), strict=True))


def mended(text: str) -> str:
    """A cell as it was meant: no white space around it, and apostrophes that somebody broke."""
    if text.isascii():
        return text.strip()
    return " ".join(_DOUBLE.sub(r"\1", text.translate(_CONTROLS)).split())


def _encoding_of(file: Any, path: Path) -> str:
    """UTF-8 if all of it is, else Windows-1252. Reads it once, a piece at a time."""
    decoder, encoding = codecs.getincrementaldecoder("utf-8-sig")(), "utf-8-sig"
    begins = file.read(4)
    if begins.startswith(b"PK"):
        raise NotTheRegister(f"{path.name} is a zip: unpack it, and give the CSV file inside.")
    if not begins:
        raise NotTheRegister(f"{path.name} is empty.")
    file.seek(0)
    while chunk := file.read(_CHUNK):
        if b"\x00" in chunk:
            raise NotTheRegister(f"{path.name} is not a text file. Give the register's CSV file.")
        if encoding == "cp1252":
            continue
        try:
            decoder.decode(chunk, final=len(chunk) < _CHUNK)
        except UnicodeDecodeError:
            encoding = "cp1252"
    file.seek(0)
    return encoding


def _separator(text: io.TextIOWrapper) -> str:
    """A comma; unless a spreadsheet parted the cells of the first line by another."""
    first = text.readline(_LONGEST_CELL)
    return max(_SEPARATORS, key=first.count)
