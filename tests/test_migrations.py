"""Migrations after an app's first change tables that hold data and are being read."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from artsmark_site import local

# Migration -> why it may do nevertheless what the rules below refuse.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("reference", "0002_places_outside_england"): (
        "Before the first release: the column came while no site was running."
    ),
}
# They lose what is there, or what the code that still runs asks for.
_LOSES = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def dangers(operations: Sequence[Operation]) -> list[str]:
    """What these operations of one migration break or lock, apart from tables made in it."""
    new = {op.name_lower for op in operations if isinstance(op, migrations.CreateModel)}
    found = []
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            found += dangers(operation.database_operations)
        elif isinstance(operation, _LOSES):
            found.append(f"{operation.describe()}: running code still asks for it")
        elif getattr(operation, "model_name_lower", None) in new:
            continue
        elif isinstance(operation, migrations.AddField) and _breaks_inserts(operation):
            found.append(f"{operation.describe()}: NOT NULL without a default in the database")
        elif _locks(operation):
            found.append(f"{operation.describe()}: an index, built while nobody can write")
    return found


def _breaks_inserts(operation: migrations.AddField) -> bool:
    """Code that does not know the column yet inserts rows without it."""
    field = operation.field
    if field.many_to_many or field.null:
        return False
    return field.db_default is models.NOT_PROVIDED and not getattr(field, "generated", False)


def _locks(operation: Operation) -> bool:
    if isinstance(operation, migrations.AddIndex):
        return not isinstance(operation, AddIndexConcurrently)
    if isinstance(operation, migrations.AddField):
        field: Any = operation.field
        return (field.db_index or field.unique) and not field.null
    return isinstance(operation, migrations.RunSQL) and _makes_index(operation.sql)


def _makes_index(sql: object) -> bool:
    made = r"\bCREATE\s+(UNIQUE\s+)?INDEX\b(?!\s+CONCURRENTLY)"
    return bool(re.search(made, str(sql), re.IGNORECASE))


def ours() -> dict[tuple[str, str], migrations.Migration]:
    loader = MigrationLoader(connection)
    return {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if type(migration).__module__.split(".")[0]
        in {path.name for path in local.PROJECT.iterdir()}
        and not migration.initial
        and not key[1].startswith("0001_")
    }


@pytest.mark.django_db
def test_no_later_migration_breaks_the_code_that_runs_or_locks_a_table() -> None:
    found = {key: dangers(migration.operations) for key, migration in ours().items()}
    assert len(found) >= 8
    assert {key: why for key, why in found.items() if why and key not in EXCEPTIONS} == {}
    assert sorted(key for key in EXCEPTIONS if not found.get(key)) == [], "no longer an exception"


OLD = "offer"


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (migrations.RemoveField(OLD, "title"), True),
        (migrations.RenameField(OLD, "title", "name"), True),
        (migrations.DeleteModel(OLD), True),
        (migrations.RenameModel(OLD, "Event"), True),
        (migrations.AddField(OLD, "x", models.IntegerField(default=1)), True),
        (migrations.AddField(OLD, "x", models.IntegerField(db_default=1)), False),
        (migrations.AddField(OLD, "x", models.IntegerField(null=True)), False),
        (migrations.AddIndex(OLD, models.Index(fields=["title"], name="x")), True),
        (AddIndexConcurrently(OLD, models.Index(fields=["title"], name="x")), False),
        (migrations.RunSQL("create  index x ON partners_offer (title)"), True),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON partners_offer (title)"), False),
    ],
)
def test_the_rules_know_what_is_dangerous(operation: Operation, refused: bool) -> None:
    assert bool(dangers([operation])) == refused
    table = migrations.CreateModel("Offer", [])
    if not isinstance(operation, (*_LOSES, migrations.RunSQL)):
        assert dangers([table, operation]) == []
