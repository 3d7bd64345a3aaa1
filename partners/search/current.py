"""The index that this process answers from: always of the version the database holds."""

from __future__ import annotations

import logging
import time
from datetime import date
from threading import Lock, local
from typing import NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from partners.search.facets import read_options
from partners.search.index import DirectoryIndex, Outgrown
from partners.search.models import DirectoryChange, DirectoryVersion
from partners.search.reading import read

log = logging.getLogger(__name__)

# Of more organisations than this, one by one is no faster than a new build.
MOST_CHANGES = 200

_VERSION = f"SELECT version, token FROM {DirectoryVersion._meta.db_table}"  # noqa: S608

_held: DirectoryIndex | None = None
# What a thread sees inside its own open transaction is nobody else's to see.
_unfinished = local()
_building = Lock()


class Version(NamedTuple):
    number: int
    token: UUID | None


def current() -> DirectoryIndex:
    """The directory as it is now. One small query, unless something changed or a day began.

    One thread of the process builds; others that need the same wait for it.
    """
    global _held
    if connection.in_atomic_block:
        return _within_transaction()
    held = _held
    version = _version_of_checked_connection()
    if held is not None and (held.token, held.day) == (version.token, timezone.localdate()):
        return held
    with _building:
        _held = _renewed(_held, timezone.localdate())
        return _held


def _within_transaction() -> DirectoryIndex:
    """The directory with what the open transaction changed so far, kept for its thread alone.

    Each state has a token of its own, one that was rolled back too: none is taken for another.
    """
    _publish_own_changes()
    token, today = _version().token, timezone.localdate()
    for known in (getattr(_unfinished, "index", None), _held):
        if known is not None and (known.token, known.day) == (token, today):
            return known
    _unfinished.index = _renewed(getattr(_unfinished, "index", None) or _held, today)
    return _unfinished.index


def _renewed(held: DirectoryIndex | None, today: date) -> DirectoryIndex:
    """Read everything, or what changed, in one snapshot together with its version."""
    started = time.perf_counter()
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        version = _version()
        if held is not None and held.day == today:
            if held.token == version.token:
                return held
            changed = _changed_since(held, version)
        else:
            changed = None
        index = _changed(held, changed, today) if held and changed is not None else None
        how = "updated" if index else "built"
        index = index or DirectoryIndex(read_options(), read(today), today)
    index.version, index.token = version
    log.info(
        "search index %s: version %s, %s organisations, %.0f ms",
        how,
        version.number,
        len(index.slot_of),
        (time.perf_counter() - started) * 1000,
    )
    return index


def _changed(held: DirectoryIndex, changed: list[int], today: date) -> DirectoryIndex | None:
    try:
        return held.with_changes(changed, read(today, only=changed))
    except Outgrown:
        return None


def _changed_since(held: DirectoryIndex, version: Version) -> list[int] | None:
    """The organisations that changed since; none if it is more than that, or not all is known."""
    notes = DirectoryChange.objects.filter(version__gt=held.version).order_by("version")
    rows = list(
        notes.values_list("version", "follows", "subject", "subject_id")[: MOST_CHANGES + 1]
    )
    if not rows or len(rows) > MOST_CHANGES or rows[0][:2] != (held.version + 1, held.token):
        return None
    if any(subject != "organisation" for _, _, subject, _ in rows):
        return None
    return sorted({subject_id for _, _, _, subject_id in rows})


def _version_of_checked_connection() -> Version:
    """The version; to ask for it also checks the connection, so Django need not ask before.

    A connection that broke since the last request is replaced, as by Django's own check.
    """
    if connection.connection is None or connection.health_check_done:  # type: ignore[attr-defined]
        return _version()
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return _version()
    except (InterfaceError, OperationalError):
        connection.close()
        return _version()


def _version() -> Version:
    """In plain SQL: every request asks, and the ORM would write longer than Postgres answers."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        row = cursor.fetchone()
    return Version(*row) if row else Version(-1, None)


def _publish_own_changes() -> None:
    """See what the open transaction changed so far: do now what waits for its commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS search_publish IMMEDIATE; SET CONSTRAINTS search_publish DEFERRED"
        )
