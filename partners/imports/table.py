"""Reading somebody's CSV file, or refusing it in words."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LONGEST_CELL = 100_000  # characters
# As spreadsheets write them: semicolons where the computer is set to a comma in numbers.
_SEPARATORS = (",", ";", "\t")
_ENCODING = "For somebody else's list name the encoding in the MAP file."
_SPOKEN = {
    "unexpected end of data": "a quotation mark opens a cell that nothing closes",
    f"field larger than field limit ({_LONGEST_CELL})": (
        f"a cell is longer than {_LONGEST_CELL:,} characters; a quotation mark may be missing"
    ),
}


class UnreadableFile(Exception):
    """Why this file cannot be imported at all, worded for the person who tried.

    `at_the_prompt` adds what only whoever runs the command can do about it.
    """

    def __init__(self, words: str, at_the_prompt: str = "") -> None:
        super().__init__(words)
        self.at_the_prompt = at_the_prompt


@dataclass(frozen=True)
class TableRow:
    """A row that is not blank, by the header's names."""

    line: int  # of the file, where the row begins
    texts: dict[str, str]
    cells: int
    columns: int  # as many cells a row should have
    surplus: bool  # something stands in a cell beyond the last column


def read_table(path: Path, encoding: str = "utf-8-sig") -> tuple[list[str], list[TableRow]]:
    """The header, and every row that is not blank.

    Line breaks inside a header cell become spaces; white space around a cell goes. Cells may be
    parted by commas, semicolons or tabs: the first line shows by which.

    Raises:
        UnreadableFile: it is missing, is no text in this encoding, or has no usable header.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    text = _decoded(path, content, encoding)
    if "\x00" in text:
        raise UnreadableFile(f"{path.name} is not a text file. Save it as “CSV UTF-8”.")
    return _parse(path, text)


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
        text.encode()  # some encodings let through what is no letter
    except LookupError as error:
        raise UnreadableFile(f"There is no encoding “{encoding}”; try “cp1252”.") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(_not_in(path, encoding, line), _ENCODING) from error
    except ValueError as error:
        raise UnreadableFile(_not_in(path, encoding, 1), _ENCODING) from error
    return text


def _not_in(path: Path, encoding: str, line: int) -> str:
    if encoding.casefold().replace("_", "-") in {"utf-8", "utf-8-sig", "utf8"}:
        return (
            f"{path.name} is not a CSV file in UTF-8 (line {line}). In Excel choose “Save as”, "
            "“CSV UTF-8”; its plain “CSV” loses accents."
        )
    return f"{path.name}, line {line}, is not in {encoding}, which the MAP file names."


def _parse(path: Path, text: str) -> tuple[list[str], list[TableRow]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = _reader(text, _separator(text))
    try:
        header = _tidy(next(reader, []))
        _check_header(path, header)
        return header, list(_rows(reader, header))
    except csv.Error as error:
        why = _SPOKEN.get(str(error), "after a closing quotation mark a cell goes on")
        raise UnreadableFile(
            f"{path.name} cannot be read as CSV: in what ends on line {reader.line_num}, {why}."
        ) from error


def _reader(text: str, separator: str) -> Any:
    # Rows end at line feeds and carriage returns, not at whatever else Unicode calls a line's end.
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _separator(text: str) -> str:
    """The one that parts the first line into most columns; a comma if that is all the same."""
    return max(_SEPARATORS, key=lambda separator: _columns_by(text, separator))


def _columns_by(text: str, separator: str) -> int:
    try:
        return len(next(_reader(text, separator), []))
    except csv.Error:
        return 0


def _tidy(header: list[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in header]
    while names and not names[-1]:
        names.pop()
    return names


def _check_header(path: Path, header: list[str]) -> None:
    if not any(header):
        raise UnreadableFile(f"{path.name} is empty, or its first line names no columns.")
    twice = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise UnreadableFile(f"{path.name} has two columns called “{twice[0]}”.")


def _rows(reader: Any, header: list[str]) -> Iterator[TableRow]:
    line = reader.line_num
    for cells in reader:
        first_line, line = line + 1, reader.line_num
        texts = [cell.strip() for cell in cells]
        if any(texts):
            named = {name: text for name, text in zip(header, texts, strict=False) if name}
            surplus = any(texts[len(header) :])
            yield TableRow(first_line, named, len(cells), len(header), surplus)
