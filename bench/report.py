"""The table of results: on the terminal, and in docs/performance.md."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"


@dataclass(frozen=True)
class Row:
    """One figure. `met` is none where nothing was promised, or nothing could be measured.

    `size` is the number of organisations it was measured with. Rows of the same `what` stand
    beside each other.
    """

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    limited_by: str = ""
    size: int | None = None


def at_most(
    what: str,
    value: float,
    most: float | None,
    unit: str,
    *,
    size: int | None = None,
    also: str = "",
    limited_by: str = "",
) -> Row:
    """A figure that should stay below; with no target, it is only told. `also` stands behind."""
    measured = f"{number(value)} {unit}{also and f' ({also})'}"
    if most is None:
        return Row(what, measured, limited_by=limited_by, size=size)
    return Row(what, measured, f"under {number(most)} {unit}", value < most, limited_by, size)


def at_least(
    what: str,
    value: float,
    least: float,
    unit: str,
    *,
    size: int | None = None,
    also: str = "",
    limited_by: str = "",
) -> Row:
    measured = f"{number(value)} {unit}{also and f' ({also})'}"
    target = f"{number(least)} {unit} or more"
    return Row(what, measured, target, value >= least, limited_by, size)


def not_measured(what: str, why: str, target: str = "") -> Row:
    return Row(what, f"not measured: {why}", target)


def detail(what: str, measured: str, size: int) -> Row:
    """A figure that belongs to the one above."""
    return Row(f"\N{EN DASH} {what}", measured, size=size)


def number(value: float) -> str:
    """Three digits are as exact as any of this is."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine(postgres: str) -> str:
    """“2 cores of AMD EPYC, Python 3.13.0, PostgreSQL 18.1”."""
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    model = found[1] if found else platform.machine()
    return (
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, "
        f"PostgreSQL {postgres}"
    )


def text(
    rows: Sequence[Row], sizes: Sequence[int], heading: Iterable[str], end: Iterable[str]
) -> str:
    """Everything, as Markdown: a column for each size."""
    by_what: dict[str, list[Row]] = {}
    for row in rows:
        by_what.setdefault(row.what, []).append(row)
    columns = ["What", "Target", *(f"{size:,} organisations" for size in sizes), ""]
    lines = [*heading, "", _cells(columns), "|---" * len(columns) + "|"]
    lines += [_line(same, sizes) for same in by_what.values()]
    missed = [row for row in rows if row.met is False]
    lines += ["", "**Not met:**" if missed else "Every target that was measured is met.", ""]
    lines += [_missed(row) for row in missed]
    whose: dict[str, list[str]] = {}
    for same in by_what.values():
        if same[0].limited_by:
            whose.setdefault(same[0].limited_by, []).append(same[0].what)
    lines += ["", "What limits each figure:", ""]
    lines += [f"- {'; '.join(names)}: {limit}" for limit, names in whose.items()]
    return "\n".join([*lines, "", *end]).strip() + "\n"


def _line(same: Sequence[Row], sizes: Sequence[int]) -> str:
    """The rows of one figure, at each size."""
    by_size = {row.size or sizes[0]: row.measured for row in same}
    targets = dict.fromkeys(row.target for row in same if row.target)
    promised = [row.met for row in same if row.met is not None]
    verdict = "" if not promised else "met" if all(promised) else "NOT MET"
    measured = [by_size.get(size, "") for size in sizes]
    return _cells([same[0].what, ", ".join(targets), *measured, verdict])


def _missed(row: Row) -> str:
    at = f" at {row.size:,}" if row.size else ""
    return f"- {row.what}{at}: {row.measured}; the target is {row.target}. {row.limited_by}".strip()


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def heading(machine_said: str, runs: int, busy: float) -> list[str]:
    """When, where, and whether anything else was going on."""
    shared = (
        f" Others used it, too (load {busy:.1f} at first): times are too long, ratios less so."
        if busy > 0.7
        else ""
    )
    return [
        f"{datetime.now().astimezone():%-d %B %Y}, {machine_said}.{shared} "
        f"Medians of {runs} runs unless said."
    ]


def write_document(results: str) -> None:
    """Put the results where the last ones stood."""
    before, rest = DOCUMENT.read_text(encoding="utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    DOCUMENT.write_text(f"{before}{_BEGIN}\n\n{results}\n{_END}{after}", encoding="utf-8")
