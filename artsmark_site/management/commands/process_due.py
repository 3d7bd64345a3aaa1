"""Do what falls due by the clock."""

from typing import Any

from django.core.management.base import BaseCommand

from artsmark_site import due


class Command(BaseCommand):
    help = (
        "Do what falls due by the clock: notices, reminders, lapses. The worker does it every "
        "hour; by hand, late, or twice at once, it does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = due.process_due()
        self.stdout.write(" ".join(["done", *(f"{name}={n}" for name, n in done.items())]))
