"""What changes an enquiry while it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enquiries.asking import emails, limits
from enquiries.asking.whom import TOO_MANY, choose, offers_of
from enquiries.choices import EnquiryState
from enquiries.models import Enquiry
from enquiries.refusal import CannotAsk
from partners.models import Offer, Organisation
from reference.models import LocalAuthority
from reference.turns import Turn, wait_for
from settings_schools.models import MOST_ASKED, SettingMembership

LINK_LASTS = timedelta(hours=24)
# Whoever wants another letter has looked for the first one.
PRESSED_TWICE = timedelta(seconds=10)
# What somebody asks with again, beside whom and who they are.
_ASKED = ("purpose", "years", "pupils", "budget")
_OF_SETTING = ("setting", "setting_name", "setting_type", "authority", "urn")
_OF_SCHOOL = ("role", *_OF_SETTING, "name", "email")


def confirmed_address(user: User) -> str:
    """The address that they sign in with, if they have shown that it is theirs."""
    theirs = EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email)
    return user.email if theirs.exists() else ""


def locked(enquiry: Enquiry) -> Enquiry:
    """The row, which nobody else changes until the transaction ends."""
    return Enquiry.objects.select_for_update(of=("self",), no_key=True).get(pk=enquiry.pk)


def locked_for_writing(enquiry: Enquiry, user: User | None = None) -> Enquiry:
    """The same; a link that was sent for it waits until it is sent for again.

    Whoever is signed in takes over what was begun without an account.

    Raises:
        Enquiry.DoesNotExist: it was sent, or thrown away, a moment ago.
    """
    row = Enquiry.objects.unsent().select_for_update(of=("self",), no_key=True).get(pk=enquiry.pk)
    row.state = EnquiryState.WRITING
    if user is not None:
        hand_to(row, user)
    return row


def hand_to(draft: Enquiry, user: User) -> None:
    """Make it theirs, unsaved: what somebody else typed of themselves before is not kept."""
    if draft.by_id == user.pk:
        return
    own = confirmed_address(user)
    if not draft.name or draft.email.lower() not in ("", own.lower()):
        draft.name = user.name
    draft.by, draft.email = user, own


@transaction.atomic
def ask_these(
    draft: Enquiry | None,
    *,
    partners: Sequence[Organisation],
    offers: Mapping[int, Offer],
    user: User | None,
    authority: LocalAuthority | None = None,
) -> Enquiry:
    """Let these and no others be asked; without a draft, one begins.

    `authority` is where they searched: it stands until they say where their school is.

    Raises:
        CannotAsk: there are none of them, or too many.
    """
    if not partners:
        raise CannotAsk("Choose whom you want to ask.")
    if len(partners) > MOST_ASKED:
        raise CannotAsk(TOO_MANY)
    enquiry = locked_for_writing(draft, user) if draft else _begin(user)
    if enquiry.authority is None or not enquiry.setting_name:
        enquiry.authority = authority or enquiry.authority
    enquiry.save(update_fields=["by", "name", "email", "authority", "state", "changed_at"])
    enquiry.recipients.exclude(organisation__in=[one.pk for one in partners]).delete()
    for partner in partners:
        about = {"offer": offers[partner.pk]} if partner.pk in offers else {}
        enquiry.recipients.update_or_create(
            organisation=partner, defaults=about, create_defaults=about
        )
    return enquiry


def _begin(user: User | None) -> Enquiry:
    """With what is known of somebody who signed in: their name, and the school they asked for.

    Who never asked is of the setting that they belong to.
    """
    if user is None:
        return Enquiry.objects.create()
    last = Enquiry.objects.asked_by(user).order_by("-sent_at", "-pk").first()
    known: dict[str, object] = {"name": user.name, **_of_own_setting(user)}
    if last:
        known = {name: getattr(last, name) for name in _OF_SCHOOL}
    known["email"] = confirmed_address(user)
    return Enquiry.objects.create(by=user, **known)


def _of_own_setting(user: User) -> dict[str, object]:
    theirs = SettingMembership.objects.confirmed().filter(user=user)
    member = theirs.select_related("setting").order_by("-confirmed_at", "-pk").first()
    if member is None:
        return {}
    setting = member.setting
    return {
        "setting": setting,
        "setting_name": setting.name,
        "setting_type": setting.setting_type,
        "authority": setting.authority,
        "urn": str(setting.urn or ""),
    }


@transaction.atomic
def leave_out(enquiry: Enquiry) -> list[str]:
    """Take out whom nobody may ask any more; a sentence about each."""
    enquiry = locked(enquiry)
    if enquiry.state == EnquiryState.SENT:
        return []
    ids = list(enquiry.recipients.order_by("pk").values_list("organisation", flat=True))
    whom = choose(ids)
    gone = set(ids) - {one.pk for one in whom.can}
    enquiry.recipients.filter(organisation__in=gone).delete()
    hidden = len(gone) - len(whom.left_out)
    return [*whom.left_out, *["One of them is no longer listed."] * hidden]


@transaction.atomic
def ask_to_confirm(enquiry: Enquiry, *, connection: str) -> Enquiry:
    """Send a link to the address that was typed; nobody else is written to before it is used.

    Pressed twice, it sends one. `connection` is from where it is asked for.

    Raises:
        CannotAsk: it had several links just now, or too many were asked for.
    """
    before, now = locked(enquiry), timezone.now()
    enquiry = locked_for_writing(enquiry)
    was_asked = before.state == EnquiryState.UNCONFIRMED
    if was_asked and emails.asked_since(before, now - PRESSED_TWICE):
        return before
    wait_for(Turn.COUNTING_ENQUIRIES)
    limits.check_link(enquiry.email, now, connection)
    # Whoever began it signed in may have left the browser to somebody else.
    enquiry.by, enquiry.state = None, EnquiryState.UNCONFIRMED
    enquiry.save(update_fields=["by", "state", "changed_at"])
    emails.post_confirm(enquiry)
    return enquiry


def link_ends_at(enquiry: Enquiry) -> datetime:
    """From the last time that a link was sent: whatever changes it since ends the link at once."""
    return enquiry.changed_at + LINK_LASTS


@transaction.atomic
def belongs_to(enquiry: Enquiry, user: User) -> Enquiry:
    """Whoever is signed in sends it, from their own address."""
    enquiry = locked_for_writing(enquiry, user)
    enquiry.email = confirmed_address(user)
    enquiry.save(update_fields=["by", "name", "email", "state", "changed_at"])
    return enquiry


def throw_away(enquiry: Enquiry) -> None:
    """All that was written; what was sent, even a moment ago, stays."""
    Enquiry.objects.unsent().filter(pk=enquiry.pk).delete_under_lock()


@transaction.atomic
def ask_again(enquiry: Enquiry, *, draft: Enquiry | None, user: User | None) -> Enquiry:
    """A new one like it, for those who can still be asked, to be read and changed before it goes.

    When it should be is asked anew: what was a day to come is over.

    Raises:
        CannotAsk: they are writing another one, which would be lost.
    """
    if draft is not None and draft.purpose:
        raise CannotAsk("You are writing another enquiry. Send it or throw it away first.")
    enquiry = locked(enquiry)
    again = Enquiry(by=enquiry.by, repeats=enquiry, **_copied(enquiry, _ASKED + _OF_SCHOOL))
    if user is not None:
        hand_to(again, user)
    elif again.by is not None:  # they hold the link, and are perhaps somebody else
        again.by, again.name, again.email = None, "", ""
    again.save()
    again.key_stages.set(enquiry.key_stages.all())
    again.strengthens.set(enquiry.strengthens.all())
    asked = dict(enquiry.recipients.order_by("pk").values_list("organisation", "offer"))
    whom = choose(list(asked)).can
    offers = offers_of(whom, filter(None, asked.values()))
    for partner in whom:
        again.recipients.create(organisation=partner, offer=offers.get(partner.pk))
    return again


def _copied(enquiry: Enquiry, names: Collection[str]) -> dict[str, object]:
    return {name: getattr(enquiry, name) for name in names}
