"""What became of the rows of a list, and the report of it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TextIO

from reference.spreadsheet import safe_row

# “rejected”: the row is wrong. “skipped”: it is right, but stays out. “taken”: it counts, but
# its keeper should know something about it.
type Fate = Literal["rejected", "skipped", "taken"]


@dataclass(frozen=True)
class Remark:
    """One thing to be said about one row; a row that is wrong in three ways has three."""

    line: int
    name: str
    fate: Fate
    column: str  # as the list calls it; empty when it is about the row
    reason: str

    def __str__(self) -> str:
        parts = [f"line {self.line}", *filter(None, (self.name[:60], self.column))]
        text = f"{', '.join(parts)}: {self.reason}"
        # Whoever wrote the list does not steer this terminal.
        return "".join(letter if letter.isprintable() else " " for letter in text)


@dataclass(frozen=True)
class Change:
    """A new organisation, or a known one of which something changes: by column, before and after.

    Values are as in a row (`rows.Row`); of a new one all are before “nothing”.
    """

    line: int
    name: str
    is_new: bool
    values: list[tuple[str, Any, Any]]


@dataclass
class Outcome:
    """What an import did. `skipped` also counts the rows that are not ours to import."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    remarks: list[Remark] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def lines(self, *fates: Fate) -> set[int]:
        """The rows of which something of this kind is said."""
        return {remark.line for remark in self.remarks if remark.fate in fates}

    def in_words(self) -> str:
        """How many rows have remarks; empty when none has."""
        out, noted = len(self.lines("rejected", "skipped")), len(self.lines("taken"))
        parts = []
        if out:
            parts.append(f"{out} {'row' if out == 1 else 'rows'} stayed out")
        if noted:
            parts.append(f"{noted} {'row was' if noted == 1 else 'rows were'} taken with a remark")
        return ", ".join(parts)

    def __str__(self) -> str:
        counts = ("read", "created", "updated", "unchanged", "rejected", "skipped")
        return " ".join(f"{name}={getattr(self, name)}" for name in counts)

    def first_remarks(self, most: int) -> Iterator[str]:
        """For a screen: those that stayed out first."""
        in_order = sorted(self.remarks, key=lambda remark: (remark.fate == "taken", remark.line))
        yield from (f"  {remark}" for remark in in_order[:most])
        if len(in_order) > most:
            yield f"  … and {len(in_order) - most:,} more."


def write_remarks(outcome: Outcome, stream: TextIO) -> None:
    """Write what is to be said about rows, by line, as CSV for a spreadsheet."""
    writer = csv.writer(stream)
    writer.writerow(["line", "name", "outcome", "column", "reason"])
    for remark in outcome.remarks:
        cells = (remark.line, remark.name, remark.fate, remark.column, remark.reason)
        writer.writerow(safe_row(cells))
