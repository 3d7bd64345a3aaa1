"""Letters to a list: begun, sent at their pace, stopped, gone on with, sent again."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.services import record
from partners.choices import MailingState
from partners.letters import emails
from partners.letters.addressing import Address
from partners.letters.texts import Words
from partners.models import Addressee, Mailing
from partners.services import locked
from reference.models import BridgeOrganisation

# How often the worker looks. An hour's letters go in as many parts, not all at once.
EVERY = timedelta(minutes=5)
ADDRESSES_KEPT = timedelta(days=90)


class NobodyToWriteTo(Exception):
    """The list came out empty."""


@transaction.atomic
def begin(
    *,
    bridge: BridgeOrganisation,
    kind: str,
    words: Words,
    an_hour: int,
    addresses: list[Address],
    form: UUID,
    by: User,
) -> Mailing:
    """Note whom it goes to; the worker sends it. Begun twice by one form: the first stays.

    Raises:
        NobodyToWriteTo: there are no addresses.
    """
    if not addresses:
        raise NobodyToWriteTo("None of those who were chosen can be written to.")
    told = {"subject": words.subject, "body": words.body, "an_hour": an_hour, "begun_by": by}
    mailing, is_new = Mailing.objects.get_or_create(
        form=form, defaults={"bridge": bridge, "kind": kind, **told}
    )
    if not is_new:
        return mailing
    Addressee.objects.bulk_create(
        Addressee(mailing=mailing, organisation=organisation, email=email)
        for organisation, email in addresses
    )
    record(mailing, "state", "", mailing.state, by)
    return mailing


def send_due(*, now: datetime) -> int:
    """Send of each letter as many as its pace allows now; how many in all.

    Safe to run twice at once, and after a pause: it does not make up for what it missed.
    """
    going = Mailing.objects.going().values_list("pk", flat=True)
    return sum(_send_some(Mailing(pk=pk), now) for pk in list(going))


@transaction.atomic
def _send_some(mailing: Mailing, now: datetime) -> int:
    mailing = locked(mailing)
    if mailing.state != MailingState.GOING:
        return 0
    lately = mailing.addressees.filter(posted_at__gt=now - timedelta(hours=1))
    at_once = ceil(mailing.an_hour / (timedelta(hours=1) / EVERY))
    several = min(at_once, mailing.an_hour - lately.values("record").distinct().count())
    waiting, sent = mailing.addressees.waiting(), 0
    while sent < several and (addressee := waiting.select_for_update().first()):
        letter = emails.post_to(addressee)
        waiting.read_with(addressee).update(posted_at=now, record=letter)
        sent += 1
    if not waiting.exists():
        _set_state(mailing, MailingState.DONE, None)
    return sent


@transaction.atomic
def stop(*, mailing: Mailing, by: User) -> None:
    """Send no more of it: those that the mail server has not taken yet neither."""
    mailing = locked(mailing)
    if mailing.state == MailingState.GOING:
        _set_state(mailing, MailingState.STOPPED, by)


@transaction.atomic
def go_on(*, mailing: Mailing, by: User) -> None:
    """Send it to those who did not get it yet."""
    mailing = locked(mailing)
    if mailing.state != MailingState.STOPPED:
        return
    # What was stopped on its way to the mail server is to be sent, too.
    unsent = mailing.addressees.filter(record__state="not-needed", answer="")
    unsent.update(posted_at=None)
    _set_state(mailing, MailingState.GOING, by)


@transaction.atomic
def send_again(*, addressee: Addressee, by: User) -> None:
    """To one who got it, or could not: at the next turn. Not to those who answered."""
    mailing = locked(addressee.mailing)
    addressee = locked(addressee)
    if addressee.answer or addressee.posted_at is None or not addressee.email:
        return
    addressee.posted_at = None
    addressee.save(update_fields=["posted_at"])
    record(addressee, "sent", "", "again", by)
    if mailing.state == MailingState.DONE:
        _set_state(mailing, MailingState.GOING, by)


def forget_addresses(*, now: datetime) -> int:
    """Empty the addresses of letters that went 90 days ago; how many."""
    old = Addressee.objects.exclude(email="").filter(posted_at__lte=now - ADDRESSES_KEPT)
    return old.update(email="")


def _set_state(mailing: Mailing, state: MailingState, by: User | None) -> None:
    before, mailing.state = mailing.state, state
    mailing.save(update_fields=["state"])
    record(mailing, "state", before, state, by)
