"""What falls due by the clock, all of it safe to run again, late, or twice at once."""

from datetime import timedelta

import pghistory
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.models import MailRecord
from partners.letters import rounds
from partners.opening import services as opening
from partners.revisions import services as revisions
from partners.upkeep import clock as upkeep

# So long staff can see whom a letter went to, and whether it arrived.
ADDRESSES_OF_LETTERS_KEPT = timedelta(days=30)
# So long staff can undo a change of somebody's name, telephone or address.
CONTACTS_IN_CHANGES_KEPT = timedelta(days=30)


def process_due() -> dict[str, int]:
    """Do what the clock asks for; how many of each."""
    now = timezone.now()
    with pghistory.context(job="process_due"):
        return {
            "opening_notices": opening.tell_those_who_wait(now=now),
            "letters_to_lists": send_letters_to_lists(),
            **upkeep.run(timezone.localdate(now)),
        }


def send_letters_to_lists() -> int:
    """Send what is due of letters to many; how many."""
    return rounds.send_due(now=timezone.now())


def erase_expired() -> dict[str, int]:
    """Delete what was kept for a time that is over; how many of each."""
    now = timezone.now()
    SessionStore.clear_expired()
    with pghistory.context(job="erase_expired"):
        return {
            "opening_notices": opening.erase_unconfirmed(now=now),
            "contacts_in_changes": revisions.forget_contacts(before=now - CONTACTS_IN_CHANGES_KEPT),
            "addresses_of_lists": rounds.forget_addresses(now=now),
            "addresses_of_letters": _erase_addresses(before=now - ADDRESSES_OF_LETTERS_KEPT),
        }


def _erase_addresses(*, before: object) -> int:
    settled = MailRecord.objects.exclude(to="").filter(settled_at__lte=before)
    return settled.update(to="", facts={})
