"""What changes the list of those who would come."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from reference.calendar_months import months_after
from training import standing
from training.choices import InterestState
from training.interest import emails
from training.interest.suiting import suiting
from training.models import InterestRegistration, TrainingSession
from training.retention import ANSWER_WITHIN, INTEREST_MONTHS, UNCONFIRMED_FOR

# Somebody else may have typed the address: it gets our question no oftener than this.
PAUSE = timedelta(hours=1)


@transaction.atomic
def register(*, values: dict[str, Any], now: datetime) -> None:
    """Note what they wrote, and ask by e-mail whether it was they; again, what suits is new.

    What a confirmed address wrote before stays until its owner presses the button.
    """
    art_forms = values.pop("art_forms")
    fresh = InterestRegistration(**values, asked_at=now)
    InterestRegistration.objects.bulk_create([fresh], ignore_conflicts=True)
    interest = (
        InterestRegistration.objects.select_for_update(of=("self",), no_key=True)
        .filter(email__iexact=values["email"])
        .get()
    )
    is_new = interest.nonce == fresh.nonce
    if not is_new and interest.asked_at > now - PAUSE:
        return
    if interest.confirmed_at is None:
        for name, value in values.items():
            setattr(interest, name, value)
        interest.art_forms.set(art_forms)
    interest.asked_at = now
    interest.save()
    emails.post_question(interest)


@transaction.atomic
def confirm(*, interest: InterestRegistration, now: datetime) -> None:
    """They pressed the button: they want to be told. After a year, that they still do.

    Of what opened before that they are told at once, unless they were told of it as it opened.
    """
    interest = _locked(interest)
    was_waiting = interest.is_waiting
    interest.confirmed_at, interest.still_asked_at = now, None
    if interest.state in (InterestState.BOOKED, InterestState.CLOSED):
        interest.state = InterestState.OPEN
    interest.save()
    if interest.organisation:
        standing.note(interest.organisation, None)
    if was_waiting:
        return
    if any(session.told_interested_at for session in suiting(interest, now)):
        emails.post_suiting(interest)


@transaction.atomic
def change(*, interest: InterestRegistration, values: dict[str, Any]) -> None:
    """What suits them, as they say it on the page of their link."""
    art_forms = values.pop("art_forms")
    interest = _locked(interest)
    for name, value in values.items():
        setattr(interest, name, value)
    interest.save()
    interest.art_forms.set(art_forms)


@transaction.atomic
def forget(*, interest: InterestRegistration, now: datetime) -> None:
    """Delete who they are; that somebody of an authority asked stays in the figures."""
    interest = _locked(interest)
    organisation = interest.organisation
    if interest.confirmed_at is None:
        interest.delete()
        return
    interest.name = interest.email = interest.organisation_name = interest.suits = ""
    interest.organisation, interest.forgotten_at = None, now
    interest.state = InterestState.CLOSED
    interest.save()
    if organisation:
        standing.note(organisation, None)


@transaction.atomic
def set_state(*, interest: InterestRegistration, state: InterestState, by: User | None) -> None:
    """As staff, say what became of it."""
    interest = _locked(interest)
    before, interest.state = InterestState(interest.state), state
    interest.save(update_fields=["state"])
    record(interest, "state", before.label, state.label, by)
    if interest.organisation:
        standing.note(interest.organisation, by)


def invite(*, session: TrainingSession, chosen: list[InterestRegistration], by: User) -> int:
    """Write to those whom staff chose for a session; how many had not been written to of it."""
    told = 0
    for interest in chosen:
        with transaction.atomic():
            if emails.post_invitation(interest, session):
                set_state(interest=interest, state=InterestState.INVITED, by=by)
                told += 1
    return told


# --- By the clock ---------------------------------------------------------------------------


def tell_of_new_sessions(*, now: datetime) -> int:
    """Tell those whom a session suits that it can be booked, once; how many were told.

    Where its own area went first, those of elsewhere are told on the day from which they can.
    """
    today = timezone.localdate(now)
    for_everybody_since = Q(
        own_area_until__lte=today, told_interested_at__date__lt=F("own_area_until")
    )
    opened = TrainingSession.objects.open_for_booking(now).filter(
        Q(told_interested_at=None) | for_everybody_since
    )
    return sum(_tell_of(session, now) for session in opened.select_related("bridge"))


@transaction.atomic
def _tell_of(session: TrainingSession, now: datetime) -> int:
    fresh = TrainingSession.objects.select_for_update(of=("self",), no_key=True).filter(
        pk=session.pk, told_interested_at=session.told_interested_at
    )
    if not fresh.update(told_interested_at=now):
        return 0
    suited = InterestRegistration.objects.suited_by(session).order_by("pk")
    return sum(emails.post_opened(interest, session) for interest in suited)


def ask_again(*, now: datetime) -> int:
    """Ask those who registered a year ago whether they still would; how many."""
    a_year_ago = months_after(timezone.localdate(now), -INTEREST_MONTHS)
    due = InterestRegistration.objects.waiting().filter(
        confirmed_at__date__lte=a_year_ago, still_asked_at=None
    )
    return sum(_ask_again(interest, now) for interest in due.order_by("pk"))


@transaction.atomic
def _ask_again(interest: InterestRegistration, now: datetime) -> int:
    interest = _locked(interest)
    if interest.still_asked_at or interest.forgotten_at:
        return 0
    interest.still_asked_at = now
    interest.save(update_fields=["still_asked_at"])
    emails.post_still(interest)
    return 1


def erase(*, now: datetime) -> int:
    """Forget those who confirmed nothing, answered nothing, or were served a year ago."""
    a_year_ago = months_after(timezone.localdate(now), -INTEREST_MONTHS)
    rows = InterestRegistration.objects.filter(forgotten_at=None).filter(
        Q(confirmed_at=None, asked_at__lte=now - UNCONFIRMED_FOR)
        | Q(still_asked_at__lte=now - ANSWER_WITHIN)
        | Q(
            state__in=(InterestState.BOOKED, InterestState.CLOSED),
            confirmed_at__date__lte=a_year_ago,
        )
    )
    found = list(rows.order_by("pk"))
    for interest in found:
        forget(interest=interest, now=now)
    return len(found)


def _locked(interest: InterestRegistration) -> InterestRegistration:
    rows = InterestRegistration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation").get(pk=interest.pk)
