"""Letters about what two sides did together: written when they are sent, to each of a side."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.choices import CollaborationState, Party
from enquiries.collaborations.days import days_of
from enquiries.collaborations.links import SENDER, Reader, address_for, readers_of
from enquiries.models import Collaboration

BEGUN, QUESTION = "enquiries.collaboration_begun", "enquiries.collaboration_question"
TOLD, CHANGED = "enquiries.collaboration_told", "enquiries.collaboration_changed"


def post_begun(collaboration: Collaboration) -> None:
    """Ask the other side to confirm what one side says."""
    for reader in _of_silent_side(collaboration):
        post(BEGUN, to=reader.email, about=collaboration, facts=_facts(reader))


def post_question(collaboration: Collaboration) -> int:
    """Ask whoever said nothing whether it happened: once for ever; how many letters."""
    posted = 0
    for reader in _of_silent_side(collaboration):
        once = f"{QUESTION} {collaboration.pk} {reader.side} {reader.member}"
        letter = post(
            QUESTION, to=reader.email, about=collaboration, facts=_facts(reader), once=once
        )
        posted += letter is not None
    return posted


def post_told(collaboration: Collaboration, side: Party) -> None:
    """Tell a side what the other one says: that it happened, or that it did not."""
    for reader in readers_of(collaboration, side):
        facts = {**_facts(reader), "state": collaboration.state}
        post(TOLD, to=reader.email, about=collaboration, facts=facts)


def post_changed(collaboration: Collaboration) -> None:
    """Tell the partner that the setting changed what both had confirmed; once a day."""
    for reader in readers_of(collaboration, Party.PARTNER):
        day = timezone.localdate().isoformat()
        once = f"{CHANGED} {collaboration.pk} {reader.member} {day}"
        post(CHANGED, to=reader.email, about=collaboration, facts=_facts(reader), once=once)


def _of_silent_side(collaboration: Collaboration) -> list[Reader]:
    side = collaboration.waits_for
    return readers_of(collaboration, side) if side else []


def _facts(reader: Reader) -> dict[str, Any]:
    return {"side": reader.side.value, "member": reader.member}


@writes(BEGUN, QUESTION)
def write_question(record: MailRecord) -> Letter | None:
    """Not to a side that has answered since."""
    found = _found(record)
    if found is None or found[0].waits_for != found[1].side:
        return None
    collaboration, reader = found
    subject = f"{_other(collaboration, reader)} worked with you: is it right?"
    if record.kind == QUESTION:
        subject = f"Did it happen? {collaboration.title}"
    return _letter(subject, "emails/collaboration_asked.txt", collaboration, reader)


@writes(TOLD)
def write_told(record: MailRecord) -> Letter | None:
    """Not once it stands otherwise."""
    found = _found(record)
    if found is None or found[0].state != record.facts["state"]:
        return None
    collaboration, reader = found
    says = "confirms" if collaboration.state == CollaborationState.CONFIRMED else "does not confirm"
    subject = f"{_other(collaboration, reader)} {says}: {collaboration.title}"
    return _letter(subject, "emails/collaboration_told.txt", collaboration, reader)


@writes(CHANGED)
def write_changed(record: MailRecord) -> Letter | None:
    found = _found(record)
    if found is None or found[0].state == CollaborationState.DENIED:
        return None
    collaboration, reader = found
    subject = f"{_other(collaboration, reader)} changed: {collaboration.title}"
    return _letter(subject, "emails/collaboration_changed.txt", collaboration, reader)


def _found(record: MailRecord) -> tuple[Collaboration, Reader] | None:
    """What it is about, and whom it goes to, if they are of that side still."""
    collaboration = record.about
    if not isinstance(collaboration, Collaboration):
        return None
    readers = readers_of(collaboration, Party(record.facts["side"]))
    reader = next((one for one in readers if one.member == record.facts["member"]), None)
    return (collaboration, reader) if reader else None


def _other(collaboration: Collaboration, reader: Reader) -> str:
    if reader.side == Party.PARTNER:
        return collaboration.setting.name
    return collaboration.partner_name


def _letter(subject: str, template: str, collaboration: Collaboration, reader: Reader) -> Letter:
    context = {
        "collaboration": collaboration,
        "other": _other(collaboration, reader),
        "days": days_of(collaboration),
        "is_confirmed": collaboration.state == CollaborationState.CONFIRMED,
        "address": address_for(collaboration, reader),
        "page": _page(collaboration, reader),
    }
    return Letter(subject=subject, template=template, context=context)


def _page(collaboration: Collaboration, reader: Reader) -> str:
    """Where it stands among the pages of that side; whoever has none gets the link alone."""
    if reader.side == Party.SETTING and reader.member == SENDER:
        return ""
    if reader.side == Party.SETTING:
        args = [collaboration.setting_id, collaboration.pk]
        return settings.SITE_ADDRESS + reverse("collaborations:of-setting", args=args)
    args = [collaboration.organisation_id or 0, collaboration.pk]
    return settings.SITE_ADDRESS + reverse("collaborations:of-partner", args=args)
