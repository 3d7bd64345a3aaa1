"""What a member changed of something listed: saved, shown while it waits, taken back."""

from typing import NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import get_text_list

from artsmark_site.http import person
from partners.choices import RevisionState
from partners.models import Offer, Organisation, OrganisationImage, ReviewNote, Revision
from partners.my.forms import SeenBefore
from partners.my.steps import Asked, asked_by
from partners.revisions.services import CONTACT, Saved, now_written, save_edit
from partners.revisions.values import Values
from partners.revisions.words import Difference, difference
from partners.standing import is_seen


class OpenChange(NamedTuple):
    """A change that waits or was returned, with what it changes and what staff ask for."""

    revision: Revision
    differences: list[Difference]
    notes: list[Asked]
    pictures: list[OrganisationImage]
    is_returned: bool


def waiting_values(target: Organisation | Offer) -> Values:
    """What waits for staff, by field; nothing where nothing waits."""
    revision = Revision.objects.of(target).open().first()
    return revision.proposed if revision else {}


def _notes_of(revision: Revision) -> QuerySet[ReviewNote]:
    notes = ReviewNote.objects.unsettled(revision.target)
    return notes.select_related("organisation", "offer")


def open_changes(organisation: Organisation) -> list[OpenChange]:
    """Of its profile and its offers, the oldest first."""
    theirs = organisation.revisions.open().select_related("organisation", "offer")
    return [
        OpenChange(
            revision,
            [
                difference(revision.target, name, revision.before.get(name), value)
                for name, value in revision.proposed.items()
            ],
            [asked_by(note) for note in _notes_of(revision)],
            list(revision.pictures_that_came()),
            revision.state == RevisionState.RETURNED,
        )
        for revision in theirs.order_by("sent_at", "pk")
    ]


def save(
    request: HttpRequest, target: Organisation | Offer, form: SeenBefore, *, is_live: bool
) -> None:
    """Keep what was typed: a draft as it is; of what is live some at once, the rest waits."""
    if not is_live:
        row = form.save()
        now_written(target=row, names=form.fields, by=person(request))
        messages.success(request, "Saved.")
        return
    saved = save_edit(target=target, wanted=form.plain_values(), by=person(request))
    messages.success(request, _told(saved, form, seen=is_seen(target)))


def _told(saved: Saved, form: SeenBefore, *, seen: bool) -> str:
    """Schools are spoken of only where they see it: not before it is listed, and no contact."""
    if not saved.waiting:
        shown = seen and not set(saved.at_once) <= set(CONTACT)
        at_once = "Saved: schools see it now." if shown else "Saved."
        return at_once if saved.at_once else "Saved. Nothing was changed."
    names = get_text_list([f"“{form.fields[name].label}”" for name in saved.waiting], "and")
    waits, it = ("waits", "it") if len(saved.waiting) == 1 else ("wait", "them")
    rest = " The rest is live." if seen else " The rest needs none."
    rest = rest if saved.at_once else ""
    if not seen:
        return f"Saved. {names} {waits} for approval.{rest}"
    return f"Saved. {names} {waits} for approval; until then schools see {it} as it was.{rest}"
