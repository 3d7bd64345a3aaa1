"""`manage.py check` names every field that the table of personal data leaves out."""

from typing import Any

from django.core.checks import CheckMessage, Error

from artsmark_site.personal_data import erasing, table


def every_field_is_in_the_table(app_configs: Any, **options: Any) -> list[CheckMessage]:
    found = sorted(table.faults(table.entries(), set(erasing.RULES)))
    hint = f"Put it right in {table.FILE.name} (artsmark_site/personal_data)."
    return [Error(fault, hint=hint, id="personal_data.E001") for fault in found]
