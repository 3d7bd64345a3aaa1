"""What falls due by the clock, all of it safe to run again, late, or twice at once."""

from datetime import datetime, timedelta

import pghistory
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.personal_data import clock
from enquiries import expiring as enquiries
from enquiries import reminding
from enquiries.collaborations import due as collaborations
from enquiries.concerns import services as concerns
from enquiries.gaps import services as gaps
from enquiries.monthly.due import tell_of_last_month
from partners.letters import rounds
from partners.models import ListUpload
from partners.opening import services as opening
from partners.revisions import services as revisions
from partners.upkeep import clock as upkeep
from settings_schools import services as shortlists
from settings_schools.alerts import due as alerts
from settings_schools.people import services as people
from training import due as training

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
            **reminding.run(timezone.localdate(now)),
            **training.run(now),
            "collaborations_asked_about": collaborations.ask(timezone.localdate(now)),
            **alerts.run(timezone.localdate(now)),
            "monthly_figures": tell_of_last_month(today=timezone.localdate(now)),
            "farewells_given_up": clock.end_farewells(now=now),
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
            "lists_brought_in": ListUpload.objects.expired().delete()[0],
            "addresses_of_lists": rounds.forget_addresses(now=now),
            "addresses_of_letters": _erase_addresses(before=now - ADDRESSES_OF_LETTERS_KEPT),
            "gap_reports": gaps.erase_old(today=timezone.localdate(now)),
            "concerns": concerns.erase_old(today=timezone.localdate(now)),
            "ended_sessions": clock.erase_ended_sessions(),
            "ended_invitations": clock.erase_ended_invitations(now=now),
            "unconfirmed_accounts": clock.erase_unconfirmed(now=now),
            "unused_accounts": clock.erase_unused(now=now),
            "unused_accounts_asked": clock.ask_unused(now=now),
            "unused_shortlists": shortlists.erase_unused(now=now),
            "searches_unanswered": alerts.erase_unanswered(timezone.localdate(now)),
            "ended_connections": people.erase_ended(today=timezone.localdate(now)),
            **enquiries.erase(now=now),
            "collaborations_emptied": collaborations.empty_old(today=timezone.localdate(now)),
            **training.erase(now),
            "counts_of_attempts": _erase_ended_counts(now),
        }


def _erase_addresses(*, before: object) -> int:
    settled = MailRecord.objects.exclude(to="").filter(settled_at__lte=before)
    return settled.update(to="", facts={})


def _erase_ended_counts(now: datetime) -> int:
    """What limits counted by somebody's internet address, and counts no longer."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
        return int(cursor.rowcount)
