"""The links with which a side says whether it happened, without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.models import User
from artsmark_site.mail import mailed_token
from enquiries.choices import Party
from enquiries.models import Collaboration
from partners.models import Membership
from settings_schools.models import SettingMembership

# In the place of a member: whoever sent the enquiry that it came of, with or without an account.
SENDER = 0


@dataclass(frozen=True)
class Reader:
    """Somebody of a side who is written to. `member` is the number of what connects them to it."""

    side: Party
    member: int
    email: str
    user: User | None


def readers_of(collaboration: Collaboration, side: Party) -> list[Reader]:
    """Whom a side's letters go to. A setting without people here is whoever sent the enquiry."""
    if side == Party.PARTNER:
        if collaboration.organisation is None:
            return []
        partners = Membership.objects.of(collaboration.organisation).select_related("user")
        return [Reader(side, one.pk, one.user.email, one.user) for one in partners]
    people = SettingMembership.objects.of(collaboration.setting)
    readers = [Reader(side, one.pk, one.user.email, one.user) for one in people]
    return readers or _sender(collaboration)


def _sender(collaboration: Collaboration) -> list[Reader]:
    recipient = collaboration.recipient
    if recipient is None:
        return []
    return [Reader(Party.SETTING, SENDER, recipient.enquiry.email, recipient.enquiry.by)]


def token_for(collaboration: Collaboration, reader: Reader) -> str:
    """Ends with the connection of its reader, as with the row itself."""
    who = f"{reader.side}:{reader.member}:{reader.user.pk if reader.user else reader.email}"
    nonce = f"{collaboration.nonce}:{who}"
    return mailed_token(purpose="collaboration", row=collaboration.pk, nonce=nonce)


def address_for(collaboration: Collaboration, reader: Reader) -> str:
    """Of the page with the buttons."""
    token = token_for(collaboration, reader)
    args = [collaboration.pk, reader.side.value, reader.member, token]
    return settings.SITE_ADDRESS + reverse("collaborations:answer", args=args)


def asked(pk: int, side: str, member: int, token: str) -> tuple[Collaboration, Reader] | None:
    """What a link was sent for; None if it was removed, or its reader is of that side no more."""
    found = Collaboration.objects.for_reading().filter(pk=pk).first()
    if found is None or side not in Party.values:
        return None
    for reader in readers_of(found, Party(side)):
        if reader.member == member:
            right = constant_time_compare(token, token_for(found, reader))
            return (found, reader) if right else None
    return None
