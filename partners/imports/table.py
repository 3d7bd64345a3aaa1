"""Reading somebody's CSV file, or refusing it in words."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LONGEST_CELL = 100_000  # characters


class UnreadableFile(Exception):
    """Why this file cannot be imported at all, worded for the person who tried."""


def read_table(path: Path, encoding: str = "utf-8-sig") -> tuple[list[str], list[dict[str, str]]]:
    """The header, and every row that is not blank as a mapping with its line under `""`.

    Line breaks inside a header cell become spaces; white space around a cell goes.

    Raises:
        UnreadableFile: it is missing, is no text in this encoding, or has no usable header.
    """
    try:
        text = path.read_bytes().decode(encoding)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except LookupError as error:
        raise UnreadableFile(f"There is no encoding “{encoding}”; try “cp1252”.") from error
    except ValueError as error:
        raise UnreadableFile(_not_in(path, encoding)) from error
    if "\x00" in text:
        raise UnreadableFile(f"{path.name} is not a text file. Save it as “CSV UTF-8”.")
    return _parse(path, text)


def _not_in(path: Path, encoding: str) -> str:
    if encoding.casefold().replace("_", "-") in {"utf-8", "utf-8-sig", "utf8"}:
        return f"{path.name} is not a CSV file in UTF-8. Save it as “CSV UTF-8” and try again."
    return f"{path.name} is not in {encoding}, which the MAP file names as its encoding."


def _parse(path: Path, text: str) -> tuple[list[str], list[dict[str, str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))  # rows end at line feeds alone
    try:
        header = [" ".join(cell.split()) for cell in next(reader, [])]
        _check_header(path, header)
        return header, list(_rows(reader, header))
    except csv.Error as error:
        raise UnreadableFile(f"{path.name}, line {reader.line_num}: {error}.") from error


def _check_header(path: Path, header: list[str]) -> None:
    if not any(header):
        raise UnreadableFile(f"{path.name} is empty, or its first line names no columns.")
    twice = [name for name, count in Counter(filter(None, header)).items() if count > 1]
    if twice:
        raise UnreadableFile(f"{path.name} has two columns called “{twice[0]}”.")


def _rows(reader: Any, header: list[str]) -> Iterator[dict[str, str]]:
    line = reader.line_num
    for cells in reader:
        first_line, line = line + 1, reader.line_num
        texts = [cell.strip() for cell in cells]
        if any(texts):
            yield {"": str(first_line), **dict(zip(header, texts, strict=False))}
