"""Writes rows into tables by COPY, with the defaults that the models give."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from reference.positions import GridPoint

type Write = Callable[[type[models.Model], Sequence[str], Iterable[tuple[Any, ...]]], None]

_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text LIKE 'partners\\_%%'
"""


@contextmanager
def bare_tables() -> Iterator[Write]:
    """Inside, no trigger and no foreign key looks at each row; afterwards all keys are checked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        keys = cursor.fetchall()
        tables = {table for table, _, _ in keys}
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield write
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def write(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """The fields named, row by row; every other field gets its default."""
    given: list[Any] = [model._meta.get_field(name) for name in names]
    others = [
        field
        for field in model._meta.concrete_fields
        if field not in given and not field.generated and not field.primary_key
    ]
    columns = ", ".join(f'"{field.column}"' for field in [*given, *others])
    rest = "".join("\t" + _written(_default(field)) for field in others) + "\n"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
            for some in batched(rows, 1_000):
                copy.write("".join("\t".join(map(_written, row)) + rest for row in some))
        if "id" in names:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


def _default(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()


def _written(value: Any) -> str:
    """As COPY reads it. Our texts have neither tabs nor backslashes."""
    if value is None:
        return r"\N"
    if isinstance(value, GridPoint):
        return f"({value.easting},{value.northing})"
    if isinstance(value, list):
        return "{" + ",".join(f'"{one}"' for one in value) + "}"
    return value.isoformat() if isinstance(value, date) else str(value)
