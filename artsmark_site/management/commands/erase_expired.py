"""Delete what was kept for a time, and whose time is over."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.utils import timezone

from partners.opening.services import erase_unconfirmed


class Command(BaseCommand):
    help = (
        "Delete e-mail addresses that nobody confirmed, and sessions that have ended. Run it once "
        "a day; again, or twice at once, does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        notices = erase_unconfirmed(now=timezone.now())
        SessionStore.clear_expired()
        self.stdout.write(f"erased opening_notices={notices}")
