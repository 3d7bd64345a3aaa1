"""Delete what was kept for a time, and whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from artsmark_site import due


class Command(BaseCommand):
    help = (
        "Delete e-mail addresses that nobody confirmed or that are no longer needed, and sessions "
        "that have ended. The worker does it every night; by hand, or twice at once, it does no "
        "harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = due.erase_expired()
        self.stdout.write(" ".join(["erased", *(f"{name}={n}" for name, n in erased.items())]))
