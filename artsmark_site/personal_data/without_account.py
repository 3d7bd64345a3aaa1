"""What somebody without an account does about what is held of them, once their mail proves it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.personal_data import emails, erasing, whose
from artsmark_site.personal_data.reasons import Why
from artsmark_site.personal_data.services import delete_account
from reference.turns import Turn, wait_for

# To one address, whoever types it.
LINKS_AN_HOUR = 3
_HOUR = timedelta(hours=1)


def has_account(address: str) -> bool:
    """Then it is looked at, and deleted, with that: more is theirs than the address shows."""
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    users = User.objects.filter(email__iexact=address)
    in_use = users.filter(Q(is_staff=True) | Q(memberships__isnull=False))
    return confirmed.exists() or in_use.exists()


@transaction.atomic
def send_link(address: str) -> None:
    """Write to the address; nothing if it had as many letters within the hour as it may.

    Of two that ask at once the second waits for the first.
    """
    wait_for(Turn.COUNTING_ENQUIRIES)
    young = MailRecord.objects.filter(kind=emails.HELD, created_at__gt=timezone.now() - _HOUR)
    if young.filter(to__iexact=address).count() < LINKS_AN_HOUR:
        emails.post_link(address)


@transaction.atomic
def erase(address: str) -> None:
    """All that is held about an address; also an account that somebody made of it in vain."""
    if has_account(address):
        return
    for user in User.objects.filter(email__iexact=address):
        delete_account(user=user, why=Why.UNCONFIRMED)
    erasing.erase(whose.person_at(address))
