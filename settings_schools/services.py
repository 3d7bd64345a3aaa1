"""What becomes of a shortlist: each verb in one transaction, under the list's lock."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners.models import Organisation
from reference.calendar_months import months_after
from settings_schools.models import EducationSetting, Shortlist, ShortlistItem, new_key
from settings_schools.retention import SHORTLIST_MONTHS
from settings_schools.signals import saved

# More than this nobody compares, and no program fills the table with.
MOST_PARTNERS = 30
# That a list is in use is written down no more often than this.
_NOTED_EVERY = timedelta(days=1)


class CannotSave(Exception):
    """Why not, worded for the person who tried."""


@transaction.atomic
def save(*, organisation: Organisation, user: User | None, key: str) -> Shortlist:
    """Keep a partner; who keeps it already keeps it once.

    The list is locked until the transaction ends, so that two who save at once both count.

    Raises:
        CannotSave: there are as many as a list may hold.
    """
    shortlist = _locked(user, key) or Shortlist.objects.create(user=user)
    shortlist.used_at = timezone.now()
    shortlist.save(update_fields=["used_at"])
    if shortlist.items.filter(organisation=organisation).exists():
        return shortlist
    if shortlist.items.count() >= MOST_PARTNERS:
        raise CannotSave(
            f"Your shortlist has {MOST_PARTNERS} partners, and that is the most. "
            "Remove one, then save this one."
        )
    shortlist.items.create(organisation=organisation)
    saved.send(sender=Shortlist, organisation=organisation)
    return shortlist


def _locked(user: User | None, key: str) -> Shortlist | None:
    """Of an account its own row first: two who begin its list at once begin one."""
    if user:
        list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    return Shortlist.objects.of(user, key).locked().first()


@transaction.atomic
def write_notes(*, shortlist: Shortlist, notes: Mapping[int, str]) -> None:
    """By the numbers of their items; what was removed meanwhile stays so."""
    for pk, note in notes.items():
        shortlist.items.filter(pk=pk).update(note=note)


def remove(*, shortlist: Shortlist, organisation: int) -> None:
    shortlist.items.filter(organisation=organisation).delete()


def clear(*, shortlist: Shortlist) -> None:
    """All of it: the notes, the name, and the link, which ends."""
    shortlist.delete()


@transaction.atomic
def share(*, shortlist: Shortlist, title: str) -> Shortlist:
    """Let whoever has the link read it. A link that is there already stays the same."""
    shortlist = Shortlist.objects.locked().get(pk=shortlist.pk)
    shortlist.title = title
    shortlist.share_nonce = shortlist.share_nonce or secrets.token_urlsafe(16)
    shortlist.save(update_fields=["title", "share_nonce"])
    return shortlist


def end_sharing(*, shortlist: Shortlist) -> None:
    """The link ends for good; the next one is another."""
    Shortlist.objects.filter(pk=shortlist.pk).update(share_nonce="")


def let_setting_read(*, user: User, setting: EducationSetting | None) -> None:
    """Let the people of one's setting read one's list; of none: nobody any longer."""
    Shortlist.objects.of(user, "").update(setting=setting)


def note_use(shortlist: Shortlist) -> bool:
    """That its maker looked at it; whether that was news."""
    now = timezone.now()
    stale = Shortlist.objects.filter(pk=shortlist.pk, used_at__lt=now - _NOTED_EVERY)
    return bool(stale.update(used_at=now))


@transaction.atomic
def join(*, user: User, key: str) -> None:
    """What a browser kept is the account's from now on, and its cookie opens nothing any more.

    Where the account has a list, the browser's goes up in it and a link to that one ends: who has
    it would read what it never held.
    """
    _locked(user, key)
    both = list(Shortlist.objects.of_either(user, key).locked())
    kept = next((one for one in both if one.user_id is None), None)
    own = next((one for one in both if one.user_id), None)
    if kept is None:
        return
    if own is None:
        kept.user, kept.key = user, new_key()
        kept.save(update_fields=["user", "key"])
        return
    for item in ShortlistItem.objects.of(kept):
        _move(item, shortlist=own)
    own.title = own.title or kept.title
    own.used_at = max(own.used_at, kept.used_at)
    own.save(update_fields=["title", "used_at"])
    kept.delete()


def move_to_heir(*, gone: Organisation, stays: Organisation) -> None:
    """Whoever kept an entry that went up in another keeps that one, with their note."""
    list(Shortlist.objects.keeping(gone.pk).locked().values_list("pk"))
    for item in ShortlistItem.objects.of_organisation(gone.pk):
        _move(item, organisation=stays)


def _move(
    item: ShortlistItem,
    *,
    shortlist: Shortlist | None = None,
    organisation: Organisation | None = None,
) -> None:
    """To another list or another partner. Where that is kept already, it takes on the note."""
    item.shortlist = shortlist or item.shortlist
    item.organisation = organisation or item.organisation
    there = item.shortlist.items.filter(organisation=item.organisation).first()
    if there is None:
        item.save(update_fields=["shortlist", "organisation"])
        return
    there.note = "\n".join(dict.fromkeys(filter(None, [there.note, item.note])))
    there.save(update_fields=["note"])
    item.delete()


def erase_unused(*, now: datetime) -> int:
    """Delete the lists that nobody used for so long; how many."""
    day = months_after(timezone.localdate(now), -SHORTLIST_MONTHS)
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    unused = Shortlist.objects.unused_since(midnight)
    return unused.delete()[1].get("settings_schools.Shortlist", 0)
