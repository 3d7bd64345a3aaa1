"""The report as a table that a spreadsheet opens: numbers, and nobody's name."""

from collections.abc import Iterator

from training.report.sheet import Line, Sheet


def rows(sheet: Sheet, says: list[str]) -> Iterator[list[object]]:
    """What it is, line by line, then a column a figure."""
    for words in (*says, *sheet.shares()):
        yield [words]
    yield ["", "", *(column.label for column in sheet.columns)]
    yield _row("", sheet.total())
    for table in sheet.tables():
        for line in table.lines:
            yield _row(table.title, line)


def _row(title: str, line: Line) -> list[object]:
    return [title, line.label, *("" if cell.number is None else cell.number for cell in line.cells)]
