"""Brings the settings up to what a file of the national register says: all good rows, or none."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from reference.fields import point_text
from reference.spreadsheet import safe_row
from reference.turns import Turn, wait_for
from settings_schools.register.gias_rows import (
    NEEDED,
    WANTED,
    Abroad,
    GiasRows,
    Incoming,
    Refused,
)
from settings_schools.register.links import follow_links
from settings_schools.register.register_file import NotTheRegister, Progress, RegisterFile

_WHAT = "a file of the national register of schools"
_TOLD_EVERY = 1_000  # rows
type Refuse = Callable[[Refused], None]

# What is compared and written over; the words on screen for what changed.
CHANGES = {
    "name": "name",
    "status": "status",
    "setting_type_id": "kind",
    "phase": "phase",
    "authority_id": "authority",
    "dfe_number": "DfE number",
    "town": "town",
    "postcode": "postcode",
    "position": "position",
    "opened_on": "opening",
    "closed_on": "closing",
    "pupils": "pupils",
    "search_words": "",
}
_INCOMING = """
    DROP TABLE IF EXISTS pg_temp.incoming;
    CREATE TEMPORARY TABLE incoming (
        line integer NOT NULL, urn integer NOT NULL, dfe_number varchar(7) NOT NULL,
        name varchar(160) NOT NULL, setting_type_id bigint NOT NULL, phase varchar(24) NOT NULL,
        authority_id bigint NOT NULL, town varchar(80) NOT NULL, postcode varchar(8) NOT NULL,
        position point, status varchar(10) NOT NULL, opened_on date, closed_on date,
        pupils integer, search_words text NOT NULL
    ) ON COMMIT DROP
"""
_REPEATED = """
    DELETE FROM incoming USING (
        SELECT ctid AS place, row_number() OVER (PARTITION BY urn ORDER BY line) AS time
        FROM incoming
    ) AS repeated
    WHERE incoming.ctid = repeated.place AND repeated.time > 1
    RETURNING line, incoming.urn, name
"""
# Some rows say no position; their postcode does, where the full table was loaded.
_PLACED = """
    UPDATE incoming SET position = found.position FROM reference_postcode AS found
    WHERE incoming.position IS NULL AND found.postcode = replace(incoming.postcode, ' ', '')
"""


def _differs(column: str) -> str:
    if column == "position":  # points have no “=”
        there = "(old.position IS NOT NULL OR new.position IS NOT NULL)"
        return f"({there} AND (old.position ~= new.position) IS NOT TRUE)"
    return f"old.{column} IS DISTINCT FROM new.{column}"


_ANY = " OR ".join(map(_differs, CHANGES)) + " OR NOT old.from_register"
_FROM = "settings_schools_educationsetting AS old JOIN incoming AS new USING (urn)"
_COUNT = "SELECT " + ", ".join(f"count(*) FILTER (WHERE {_differs(one)})" for one in CHANGES)
_COUNT += f" FROM {_FROM}"
_UPDATE = f"""
    UPDATE settings_schools_educationsetting AS old
    SET {", ".join(f"{column} = new.{column}" for column in CHANGES)}, from_register = true,
        checked_at = coalesce(old.checked_at, now()), updated_at = now()
    FROM incoming AS new WHERE old.urn = new.urn AND ({_ANY})
"""  # noqa: S608 - of our own words alone
_CREATE = f"""
    INSERT INTO settings_schools_educationsetting
        (urn, {", ".join(CHANGES)}, from_register, checked_at, created_at, updated_at)
    SELECT urn, {", ".join(CHANGES)}, true, now(), now(), now() FROM incoming
    WHERE NOT EXISTS (
        SELECT FROM settings_schools_educationsetting AS old WHERE old.urn = incoming.urn
    )
"""  # noqa: S608 - of our own words alone


class Done(NamedTuple):
    """How many rows were what; of how many settings what changed; and what the links did."""

    counts: Counter[str]
    changed: Counter[str]
    links: Counter[str]


@transaction.atomic
def import_gias(
    path: Path,
    links: Path | None = None,
    *,
    rejected_path: Path,
    dry_run: bool = False,
    progress: Progress = lambda done, total: None,
) -> Done:
    """Take the good rows of the file; settings that are not in it stay as they are.

    `progress` is told bytes done and bytes in all.

    Raises:
        NotTheRegister: one is another file, or holds no row that can be used.
    """
    wait_for(Turn.IMPORT_OF_SETTINGS)
    counts, changed = _take(path, rejected_path, progress)
    followed = follow_links(links) if links else Counter[str]()
    if dry_run:
        transaction.set_rollback(True)
    return Done(counts, changed, followed)


def _take(path: Path, rejected_path: Path, progress: Progress) -> tuple[Counter[str], Counter[str]]:
    counts: Counter[str] = Counter(read=0, created=0, updated=0, unchanged=0, rejected=0, skipped=0)
    with (
        RegisterFile(path, _WHAT, NEEDED, WANTED) as file,
        rejected_file(rejected_path, counts) as refuse,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_INCOMING)
        _copy(cursor, file, counts, refuse, progress)
        cursor.execute(_REPEATED)
        for line, urn, name in sorted(cursor.fetchall()):
            refuse(Refused(line, str(urn), name, "it stands in the file twice"))
        if counts["read"] == counts["rejected"] + counts["skipped"]:
            raise NotTheRegister(f"{path.name} holds no setting of England that can be used.")
        changed = _merge(cursor, counts)
    return counts, changed


def _copy(
    cursor: Any, file: RegisterFile, counts: Counter[str], refuse: Refuse, progress: Progress
) -> None:
    rows = GiasRows(file.columns)
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        for line in file.lines():
            counts["read"] += 1
            row = rows.read(line)
            if isinstance(row, Incoming):
                point = point_text(row.position) if row.position else None
                copy.write_row(row._replace(position=point))  # type: ignore[arg-type]
            elif isinstance(row, Abroad):
                counts["skipped"] += 1
            else:
                refuse(row)
            if counts["read"] % _TOLD_EVERY == 0:
                progress(file.done, file.size)
    progress(file.size, file.size)


def _merge(cursor: Any, counts: Counter[str]) -> Counter[str]:
    cursor.execute("CREATE UNIQUE INDEX ON incoming (urn)")
    cursor.execute("ANALYZE incoming")
    cursor.execute(_PLACED)
    cursor.execute(_COUNT)
    changed = Counter(dict(zip(CHANGES.values(), cursor.fetchone(), strict=True)))
    for name, statement in [("updated", _UPDATE), ("created", _CREATE)]:
        cursor.execute(statement)
        counts[name] = cursor.rowcount
    accepted = counts["read"] - counts["rejected"] - counts["skipped"]
    counts["unchanged"] = accepted - counts["updated"] - counts["created"]
    if counts["updated"] or counts["created"]:
        cursor.execute("ANALYZE settings_schools_educationsetting")
    changed.pop("")
    return +changed


@contextmanager
def rejected_file(path: Path, counts: Counter[str]) -> Iterator[Refuse]:
    """Rejected rows go to `path` as they are met.

    Raises:
        NotTheRegister: the file cannot be written.
    """
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise NotTheRegister(f"{path} cannot be written: {error.strerror}.") from error
    with file:
        writer = csv.writer(file)
        writer.writerow(Refused._fields)

        def refuse(row: Refused) -> None:
            writer.writerow(safe_row(row))
            counts["rejected"] += 1

        yield refuse
