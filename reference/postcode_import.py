"""Fills the table of full postcodes from Code-Point Open, all or nothing."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from reference.authority_codes import AuthorityCodes
from reference.codepoint import CodePoint, NotCodePoint, PostcodeRow, Rejected
from reference.models import LocalAuthority, Postcode
from reference.spreadsheet import safe_row
from reference.turns import Turn, wait_for

_INCOMING = """
    DROP TABLE IF EXISTS pg_temp.incoming;
    CREATE TEMPORARY TABLE incoming (
        postcode varchar(7) NOT NULL, nation varchar(1) NOT NULL, authority_id bigint,
        position point NOT NULL, file text NOT NULL, line integer NOT NULL
    ) ON COMMIT DROP
"""
_REPEATED = """
    DELETE FROM incoming USING (
        SELECT ctid AS place, row_number() OVER (PARTITION BY postcode ORDER BY file, line) AS time
        FROM incoming
        WHERE postcode IN (SELECT postcode FROM incoming GROUP BY postcode HAVING count(*) > 1)
    ) AS repeated
    WHERE incoming.ctid = repeated.place AND repeated.time > 1
    RETURNING file, line, incoming.postcode
"""
# A few English rows name no authority; most postcodes of their sector do.
_WITHOUT_AUTHORITY = """
    UPDATE incoming SET authority_id = sector.authority_id
    FROM reference_postcodesector AS sector
    WHERE incoming.authority_id IS NULL AND incoming.nation = 'E'
      AND sector.sector = left(incoming.postcode, -3) || ' ' || left(right(incoming.postcode, 3), 1)
"""
_REMOVE = """
    DELETE FROM reference_postcode AS old
    WHERE NOT EXISTS (SELECT FROM incoming WHERE incoming.postcode = old.postcode)
"""
_UPDATE = """
    UPDATE reference_postcode AS old
    SET nation = new.nation, authority_id = new.authority_id, position = new.position
    FROM incoming AS new
    WHERE old.postcode = new.postcode AND NOT (
        old.nation = new.nation AND old.position ~= new.position
        AND old.authority_id IS NOT DISTINCT FROM new.authority_id
    )
"""
_CREATE = """
    INSERT INTO reference_postcode (postcode, nation, authority_id, position)
    SELECT postcode, nation, authority_id, position FROM incoming
    WHERE NOT EXISTS (SELECT FROM reference_postcode AS old WHERE old.postcode = incoming.postcode)
"""


@transaction.atomic
def import_postcodes(
    zip_path: Path,
    *,
    rejected_path: Path,
    fewer: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Counter[str]:
    """Make the table hold exactly the good rows of the zip.

    Readers see the old table until the moment it is done; if this dies, they always will.
    `progress` is told bytes done and bytes in all.

    Raises:
        NotCodePoint: it is another file, a damaged one, or holds less than half of the
            postcodes already here (unless `fewer`).
    """
    counts: Counter[str] = Counter(read=0, created=0, updated=0, unchanged=0, rejected=0, skipped=0)
    with (
        CodePoint(zip_path) as codepoint,
        _rejected_file(rejected_path) as reject,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = 0")
        wait_for(Turn.IMPORT_OF_POSTCODES)
        cursor.execute(_INCOMING)
        _copy(cursor, codepoint, reject, counts, progress)
        cursor.execute(_REPEATED)
        for file, line, postcode in cursor.fetchall():
            reject(Rejected(file, line, postcode, "it stands in the file twice"), counts)
        _refuse_a_part(zip_path.name, counts["read"] - counts["rejected"], fewer)
        _merge(cursor, counts)
    if dry_run:
        transaction.set_rollback(True)
    return counts


def _copy(
    cursor: Any,
    codepoint: CodePoint,
    reject: Callable[[Rejected, Counter[str]], None],
    counts: Counter[str],
    progress: Callable[[int, int], None],
) -> None:
    authorities = dict(LocalAuthority.objects.values_list("gss_code", "pk"))
    codes = AuthorityCodes(authorities)
    done, total = 0, sum(entry.file_size for entry in codepoint.files)
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        for entry in codepoint.files:
            lines = []
            for number, row in enumerate(codepoint.rows(entry), start=1):
                counts["read"] += 1
                if isinstance(row, Rejected):
                    reject(row, counts)
                else:
                    found = codes.find(row.district, row.county)
                    authority = authorities[found] if found else None
                    lines.append(_copy_line(row, authority, entry.filename, number))
            copy.write("".join(lines))
            done += entry.file_size
            progress(done, total)


def _copy_line(row: PostcodeRow, authority: int | None, file: str, line: int) -> str:
    easting, northing = row.position
    name = file.rsplit("/", 1)[-1].replace("\\", "\\\\").replace("\t", " ")
    return (
        f"{row.postcode}\t{row.nation}\t{authority or r'\N'}\t({easting},{northing})"
        f"\t{name}\t{line}\n"
    )


def _refuse_a_part(name: str, accepted: int, fewer: bool) -> None:
    here = Postcode.objects.count()
    if not accepted:
        raise NotCodePoint(f"{name} holds no postcode that can be used.")
    if accepted * 2 < here and not fewer:
        raise NotCodePoint(
            f"{name} holds {accepted:,} postcodes, and {here:,} are here already: "
            "is it a part of the whole? Use --fewer if you mean it."
        )


def _merge(cursor: Any, counts: Counter[str]) -> None:
    cursor.execute("CREATE UNIQUE INDEX ON incoming (postcode)")
    cursor.execute("ANALYZE incoming")
    cursor.execute(_WITHOUT_AUTHORITY)
    for name, statement in [("removed", _REMOVE), ("updated", _UPDATE), ("created", _CREATE)]:
        cursor.execute(statement)
        counts[name] = cursor.rowcount
    accepted = counts["read"] - counts["rejected"]
    counts["unchanged"] = accepted - counts["updated"] - counts["created"]
    if counts["removed"] or counts["updated"] or counts["created"]:
        cursor.execute("ANALYZE reference_postcode")


@contextmanager
def _rejected_file(path: Path) -> Iterator[Callable[[Rejected, Counter[str]], None]]:
    """Rejected rows go to `path` as they are met.

    Raises:
        NotCodePoint: the file cannot be written.
    """
    try:
        file = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise NotCodePoint(f"{path} cannot be written: {error.strerror}.") from error
    with file:
        writer = csv.writer(file)
        writer.writerow(Rejected._fields)

        def reject(row: Rejected, counts: Counter[str]) -> None:
            writer.writerow(safe_row(row))
            counts["rejected"] += 1

        yield reject
