"""Write the groups of staff to the database."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.groups import GROUPS, write_groups


class Command(BaseCommand):
    help = "Make the groups of staff, and what each may do, what the code says. Again: no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        write_groups()
        self.stdout.write(f"groups={len(GROUPS)}")
