"""What became of settings that closed, by the register's file of links."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db import connection

from settings_schools.register.dates import read_date
from settings_schools.register.register_file import NotTheRegister, RegisterFile

_WHAT = "the register's file of links"
_NEEDED = ("URN", "LinkURN", "LinkType")
_INCOMING = """
    DROP TABLE IF EXISTS pg_temp.links;
    CREATE TEMPORARY TABLE links (
        urn integer NOT NULL, successor integer NOT NULL, since date
    ) ON COMMIT DROP
"""
# Of several the one that teaches, then the newest; a school that closed twice follows its last.
_FOLLOW = """
    UPDATE settings_schools_educationsetting AS old
    SET successor_id = found.successor_id, updated_at = now()
    FROM (
        SELECT DISTINCT ON (closed.id) closed.id, next.id AS successor_id
        FROM links
        JOIN settings_schools_educationsetting AS closed ON closed.urn = links.urn
        JOIN settings_schools_educationsetting AS next ON next.urn = links.successor
        WHERE closed.status = 'closed' AND next.id <> closed.id
        ORDER BY closed.id, next.status IN ('open', 'closing') DESC, links.since DESC NULLS LAST,
            next.urn DESC
    ) AS found
    WHERE old.id = found.id AND old.successor_id IS DISTINCT FROM found.successor_id
"""
_UNKNOWN = """
    SELECT count(*) FROM links
    WHERE NOT EXISTS (SELECT FROM settings_schools_educationsetting AS a WHERE a.urn = links.urn)
       OR NOT EXISTS (
           SELECT FROM settings_schools_educationsetting AS b WHERE b.urn = links.successor
       )
"""


def follow_links(path: Path) -> Counter[str]:
    """Point those that closed to what became of them.

    Links of settings that are not here are counted, and stay out. Of a pair both files say it,
    once as successor and once as predecessor; either will do. Part of an import (`gias_import`).

    Raises:
        NotTheRegister: it is another file.
    """
    counts: Counter[str] = Counter(read=0, updated=0, unknown=0, rejected=0)
    with (
        RegisterFile(path, _WHAT, _NEEDED, ("LinkEstablishedDate",)) as file,
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_INCOMING)
        with cursor.copy("COPY links FROM STDIN") as copy:
            for line in file.lines():
                counts["read"] += 1
                try:
                    pair = _pair(line.texts)
                except (KeyError, ValueError):
                    counts["rejected"] += 1
                    continue
                if pair:
                    copy.write_row((*pair, read_date(line.texts.get("LinkEstablishedDate", ""))))
        if counts["read"] == counts["rejected"]:
            raise NotTheRegister(f"{path.name} holds no link that can be used.")
        cursor.execute("ANALYZE links")
        cursor.execute(_UNKNOWN)
        counts["unknown"] = cursor.fetchone()[0]
        cursor.execute(_FOLLOW)
        counts["updated"] = cursor.rowcount
    return counts


def _pair(texts: dict[str, str]) -> tuple[int, int] | None:
    """A setting and its successor; None for links of another kind."""
    one, other = int(texts["URN"]), int(texts["LinkURN"])
    read_date(texts.get("LinkEstablishedDate", ""))
    kind = texts["LinkType"].casefold()
    if kind.startswith("successor"):
        return one, other
    return (other, one) if kind.startswith("predecessor") else None
