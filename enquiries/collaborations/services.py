"""Beginning, confirming, denying, changing and removing what two sides did together.

Each locks the row and looks again. What both confirmed is counted; what one side denies is not.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from enquiries.answering import locked_thread
from enquiries.choices import CollaborationState, Party
from enquiries.collaborations import emails
from enquiries.collaborations.beginning import may_become_one
from enquiries.models import Collaboration, EnquiryRecipient, NameToInvite
from settings_schools.models import EducationSetting

# What the other side confirmed: it is told when this changes.
FACTS = ("title", "offer", "first_on", "last_on", "classes", "pupils")

# More than a school does, and less than would be a nuisance to those who get the letters.
MOST_A_DAY = 30
_A_DAY = timedelta(days=1)

type Lists = Mapping[str, Collection[Any]]


class CannotDo(Exception):
    """Why not, worded for whoever tried."""


@transaction.atomic
def begin(
    *, collaboration: Collaboration, side: Party, by: User | None, lists: Lists | None = None
) -> Collaboration:
    """Keep what one side says, for whom it is confirmed with that, and ask the other side.

    The same said twice, as by a button pressed twice, is kept once.

    Raises:
        CannotDo: the enquiry was not answered, the other side began it meanwhile, or there were
            too many within a day.
    """
    _lock(collaboration.setting)
    if collaboration.recipient is not None:
        _check(collaboration.recipient)
    if (already := _same(collaboration)) is not None:
        return already
    now = timezone.now()
    _check_how_many(collaboration.setting, side, now)
    collaboration.begun_side, collaboration.begun_by, collaboration.begun_at = side, by, now
    _set_confirmed(collaboration, side)
    collaboration.save()
    for name, rows in (lists or {}).items():
        getattr(collaboration, name).set(rows)
    if collaboration.waits_for is not None:
        emails.post_begun(collaboration)
    return collaboration


def _lock(setting: EducationSetting) -> None:
    rows = EducationSetting.objects.select_for_update(of=("self",), no_key=True)
    rows.filter(pk=setting.pk).first()


def _check(recipient: EnquiryRecipient) -> None:
    recipient = locked_thread(recipient)
    if not may_become_one(recipient):
        raise CannotDo("They have not answered this enquiry, or they could not do it.")
    if Collaboration.objects.filter(recipient=recipient).exists():
        raise CannotDo("It was recorded meanwhile.")


def _check_how_many(setting: EducationSetting, side: Party, now: datetime) -> None:
    rows = Collaboration.objects.filter(setting=setting, begun_side=side)
    if rows.filter(begun_at__gt=now - _A_DAY).count() >= MOST_A_DAY:
        raise CannotDo(f"{MOST_A_DAY} within a day are the most. Go on tomorrow.")


def _same(new: Collaboration) -> Collaboration | None:
    return Collaboration.objects.filter(
        setting=new.setting,
        organisation=new.organisation,
        other_name=new.other_name,
        title=new.title,
        first_on=new.first_on,
        recipient=new.recipient,
    ).first()


@transaction.atomic
def confirm(*, collaboration: Collaboration, side: Party, by: User | None) -> Collaboration:
    """One side says that it happened, or that it will. Again: nothing changes.

    Raises:
        CannotDo: the other side says that it did not happen.
    """
    collaboration = locked(collaboration)
    before = collaboration.state
    if before == CollaborationState.DENIED and collaboration.denied_side != side:
        raise CannotDo("The other side says that this did not happen: write to them.")
    if before == CollaborationState.CONFIRMED or collaboration.waits_for == side.other:
        return collaboration
    collaboration.denied_side = ""
    _set_confirmed(collaboration, side)
    collaboration.save()
    record(collaboration, "state", before, collaboration.state, by)
    if collaboration.state == CollaborationState.CONFIRMED:
        emails.post_told(collaboration, side.other)
    return collaboration


@transaction.atomic
def deny(*, collaboration: Collaboration, side: Party, by: User | None) -> Collaboration:
    """One side says that it did not happen: it is counted no more, and the other side is told.

    Raises:
        CannotDo: it is an entry that nobody else confirms: it can be removed.
    """
    collaboration = locked(collaboration)
    if collaboration.is_own_entry:
        raise CannotDo("It is your own entry: remove it, if it did not happen.")
    before = collaboration.state
    if before == CollaborationState.DENIED:
        return collaboration
    collaboration.state, collaboration.denied_side = CollaborationState.DENIED, side
    collaboration.save(update_fields=["state", "denied_side"])
    record(collaboration, "state", before, collaboration.state, by)
    emails.post_told(collaboration, side.other)
    return collaboration


@transaction.atomic
def change(
    *, collaboration: Collaboration, side: Party, values: Mapping[str, Any], lists: Lists
) -> Collaboration:
    """Put down what was said later: of these fields alone, as a page may be older than the row.

    Raises:
        CannotDo: it is denied, or it is no longer for this side to change.
    """
    collaboration = locked(collaboration)
    if not may_change(collaboration, side):
        raise CannotDo("It was confirmed or ended in the meantime: nothing was changed.")
    is_news = any(getattr(collaboration, name) != values[name] for name in FACTS if name in values)
    for name, value in values.items():
        setattr(collaboration, name, value)
    collaboration.save(update_fields=list(values))
    for name, rows in lists.items():
        getattr(collaboration, name).set(rows)
    if is_news and collaboration.partner_confirmed_at and side == Party.SETTING:
        emails.post_changed(collaboration)
    return collaboration


def may_change(collaboration: Collaboration, side: Party) -> bool:
    """The setting at any time, as it is its evidence; the partner until the setting confirmed."""
    if collaboration.state == CollaborationState.DENIED or collaboration.emptied_on:
        return False
    return side == Party.SETTING or collaboration.setting_confirmed_at is None


def may_remove(collaboration: Collaboration, side: Party) -> bool:
    """What nobody else has confirmed, by whoever began it."""
    if collaboration.is_own_entry:
        return side == Party.SETTING
    other = collaboration.partner_confirmed_at
    if side == Party.PARTNER:
        other = collaboration.setting_confirmed_at
    return collaboration.begun_side == side and other is None


@transaction.atomic
def remove(*, collaboration: Collaboration, side: Party) -> None:
    """Take it out for good.

    Raises:
        CannotDo: the other side has confirmed it, or began it.
    """
    collaboration = locked(collaboration)
    if not may_remove(collaboration, side):
        raise CannotDo("The other side has a part in it: say that it did not happen.")
    collaboration.delete()


@transaction.atomic
def let_invite(*, collaboration: Collaboration, wanted: bool) -> None:
    """Let the Bridge know the name of somebody who is not in the directory; or no longer."""
    collaboration = locked(collaboration)
    if wanted and collaboration.is_own_entry:
        NameToInvite.objects.get_or_create(collaboration=collaboration)
    elif not wanted:
        NameToInvite.objects.filter(collaboration=collaboration).delete()


def locked(collaboration: Collaboration) -> Collaboration:
    """As it is now; nobody else changes it meanwhile."""
    rows = Collaboration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("setting", "organisation").get(pk=collaboration.pk)


def _set_confirmed(collaboration: Collaboration, side: Party) -> None:
    """For one side, and with that for both where the other one has."""
    name = f"{side}_confirmed_at"
    setattr(collaboration, name, getattr(collaboration, name) or timezone.now())
    both = collaboration.setting_confirmed_at and (
        collaboration.is_own_entry or collaboration.partner_confirmed_at
    )
    State = CollaborationState
    collaboration.state = State.CONFIRMED if both else State.WAITING
