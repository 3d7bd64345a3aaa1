"""What migrations need that begin the history of rows."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations

# The library lets whoever sets `pgtrigger.ignore` pass its triggers by. Ours let nobody. Every
# migration that adds a trigger ends with this, because the trigger brings the library's own along.
NOBODY_PASSES_BY = migrations.RunSQL(
    "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN "
    "LANGUAGE sql IMMUTABLE AS 'SELECT false'",
    migrations.RunSQL.noop,
)


class AllAtOnce(migrations.SeparateDatabaseAndState):
    """Tables and their triggers, with the models made anew once and not after each.

    There are hundreds of operations, and each test database waits for them.
    """

    def __init__(self, operations: Sequence[Any]) -> None:
        super().__init__(operations, operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.database_operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.database_operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)


def note_what_is_there(app: str, names: Sequence[str]) -> Callable[[Any, Any], None]:
    """Write the first event of each row that was there before its history, without a who."""

    def note(apps: Any, schema_editor: Any) -> None:
        for name in names:
            model = apps.get_model(app, name)
            _note(schema_editor, model._meta.db_table, apps.get_model(app, f"{name}Event"))
            for field in model._meta.many_to_many:
                event = apps.get_model(app, f"{name}{field.name.title().replace('_', '')}Event")
                _note(schema_editor, field.m2m_db_table(), event)

    return note


def _note(schema_editor: Any, table: str, event: Any) -> None:
    columns = {
        field.column: f'"{field.column}"'
        for field in event._meta.concrete_fields
        if not field.name.startswith("pgh_")
    }
    columns |= {"pgh_label": "'found'", "pgh_created_at": "CLOCK_TIMESTAMP()"}
    if any(field.name == "pgh_obj" for field in event._meta.concrete_fields):
        columns["pgh_obj_id"] = '"id"'
    into = ", ".join(f'"{column}"' for column in columns)
    schema_editor.execute(
        f'INSERT INTO "{event._meta.db_table}" ({into}) '  # noqa: S608  (names of our own tables)
        f'SELECT {", ".join(columns.values())} FROM "{table}"',
        params=None,
    )
