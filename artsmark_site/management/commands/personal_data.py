"""The table of what is held about people, for docs/data-protection.md."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from artsmark_site.personal_data import document


class Command(BaseCommand):
    help = (
        "Print the table of all that is held about people, as artsmark_site/personal_data/"
        "fields.toml has it. `manage.py check` names the fields that are missing there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write", action="store_true", help="write it into docs/data-protection.md instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            document.DOCUMENT.write_text(document.with_table(), encoding="utf-8")
        else:
            self.stdout.write(document.markdown())
