"""What staff decide about changes, profiles and offers that were handed in.

Each decision is one transaction: state, record, what the public sees, and the letter.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple, cast

from django.db import transaction

from accounts.models import User
from accounts.services import record
from partners import services
from partners.choices import ListingState, OfferState, ReasonCode, RevisionState
from partners.listing_needs import lacking
from partners.models import Offer, Organisation, ReviewNote, Revision
from partners.revisions import emails
from partners.revisions.services import (
    Target,
    close,
    locked_target,
    remove_pictures,
    settle_notes,
)
from partners.revisions.values import DoesNotFit, Values, label, read, write
from partners.revisions.venues import FIELDS as VENUE_FIELDS
from partners.services import CannotPublish, ChangedMeanwhile, locked


class Note(NamedTuple):
    """What is to be changed: of which field (empty: of all), why by its code, and in words.

    `offer` is the number of one that is read with its profile.
    """

    field: str
    code: str
    words: str
    offer: int | None = None


def seen(revision: Revision) -> str:
    """Stands for what a reader of a change has before them: the change, and what is live now."""
    live = [read(revision.target, name) for name in revision.proposed]
    pictures = list(revision.pictures_that_came().values_list("pk", "alt_text", "credit"))
    text = json.dumps([revision.pk, revision.version, revision.state, live, pictures])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def approve(*, revision: Revision, read_as: str, by: User, reason: str = "") -> Revision:
    """Publish what waits, if it is what was read (`seen`).

    Raises:
        CannotPublish: it was decided, or changed since it was read, or cannot be written as it is.
    """
    revision, target = _locked_to_decide(revision)
    if seen(revision) != read_as:
        raise ChangedMeanwhile(
            f"{revision} was changed while you read it. Read it again: nothing was published."
        )
    revision.before = {name: read(target, name) for name in revision.proposed}
    _write(target, revision.proposed)
    revision.pictures_that_came().update(is_waiting=False)
    if isinstance(target, Organisation) and target.listing_state == ListingState.APPROVED:
        _check_still_complete(target)
    _decide(revision, RevisionState.APPROVED, by, reason)
    return revision


@transaction.atomic
def send_back(*, revision: Revision, notes: Iterable[Note], by: User, reason: str = "") -> Revision:
    """Ask the owners for something first; the public goes on seeing what is live.

    Raises:
        CannotPublish: it was decided meanwhile.
    """
    revision, target = _locked_to_decide(revision)
    write_notes(target, notes, by)
    revision.state, revision.reason = RevisionState.RETURNED, reason
    revision.save(update_fields=["state", "reason"])
    record(target, "change", RevisionState.WAITING, RevisionState.RETURNED, by, reason)
    emails.post_decision(revision)
    return revision


@transaction.atomic
def reject(*, revision: Revision, by: User, reason: str, notes: Iterable[Note] = ()) -> Revision:
    """Say that it will not be published, and why.

    The notes go into the letter, and stand beside no field: what is live stays as it is.

    Raises:
        CannotPublish: it was decided meanwhile.
    """
    revision, target = _locked_to_decide(revision)
    remove_pictures(revision)
    lines = [_in_a_line(target, note) for note in notes]
    _decide(revision, RevisionState.REJECTED, by, "\n".join([*lines, reason]))
    return revision


@transaction.atomic
def undo(*, revision: Revision, by: User, reason: str = "Undone by staff.") -> Revision:
    """Put back what was there before a change went live; its owners read the reason.

    Raises:
        CannotPublish: it never was live, or one of its fields was changed again since.
    """
    target = locked_target(revision.target)
    revision = locked(revision)
    if revision.state not in (RevisionState.APPROVED, RevisionState.AT_ONCE):
        raise CannotPublish(f"{revision} is not live: there is nothing to undo.")
    if revision.is_empty:
        raise CannotPublish(f"Nothing of {revision} is there any more: there is nothing to undo.")
    later = [name for name, value in revision.proposed.items() if read(target, name) != value]
    if later:
        names = ", ".join(label(target, name) for name in later)
        raise CannotPublish(f"{revision} was changed again since ({names}): undo that first.")
    _write(target, revision.before)
    remove_pictures(revision)
    _decide(revision, RevisionState.UNDONE, by, reason)
    return revision


@transaction.atomic
def return_profile(
    *, organisation: Organisation, notes: Iterable[Note], by: User, reason: str = ""
) -> Organisation:
    """Send a profile that was handed in back to its owners, with notes beside its fields.

    Its offers go back along with it, with those beside theirs.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked_to_decide(organisation)
    words = _write_notes_of_profile(organisation, notes, by, reason)
    return services.return_listing(organisation=organisation, by=by, reason=words)


def _write_notes_of_profile(
    organisation: Organisation, notes: Iterable[Note], by: User, reason: str
) -> str:
    """Beside its fields and those of its offers; all of it as its owners read it in the letter."""
    notes = list(notes)
    lines = write_notes(organisation, [note for note in notes if note.offer is None], by)
    for offer in organisation.offers.filter(state=OfferState.SUBMITTED).order_by("pk"):
        about_it = write_notes(offer, [note for note in notes if note.offer == offer.pk], by)
        lines += [f"{offer}, {line}" for line in about_it]
    return "\n".join([*lines, *([reason] if reason else [])])


def seen_profile(organisation: Organisation) -> str:
    """Stands for what a reader of a profile has before them: it, venues, offers, pictures.

    Compared in Python, so that a list can fetch those of all its rows at once.
    """
    parts = [
        sorted((one.pk, one.state, str(one.updated_at)) for one in organisation.offers.all()),
        sorted(
            (one.pk, *(getattr(one, n) for n in VENUE_FIELDS)) for one in organisation.venues.all()
        ),
        sorted((one.pk, one.alt_text, one.credit) for one in organisation.images.all()),
    ]
    text = f"{organisation.listing_state} {organisation.updated_at} {parts}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def approve_profile(
    *,
    organisation: Organisation,
    offers: Iterable[Offer],
    read_as: str,
    by: User,
    reason: str = "",
) -> Organisation:
    """Publish a profile that was handed in, with offers of it, if they are what was read.

    Raises:
        CannotPublish: it is not as it was read, or lacks what every listing or offer needs.
    """
    organisation = locked_to_decide(organisation)
    if seen_profile(organisation) != read_as:
        raise ChangedMeanwhile(
            f"{organisation} was changed while you read it. Read it again: nothing was published."
        )
    organisation = services.approve_listing(organisation=organisation, by=by, reason=reason)
    settle_notes(organisation)
    for offer in offers:
        services.approve_offer(offer=offer, by=by, reason=reason)
        settle_notes(offer)
    return organisation


@transaction.atomic
def reject_profile(
    *, organisation: Organisation, by: User, reason: str, notes: Iterable[Note] = ()
) -> Organisation:
    """Say of a profile that was handed in that it will not be listed, and why.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked_to_decide(organisation)
    words = _write_notes_of_profile(organisation, notes, by, reason)
    return services.reject_listing(organisation=organisation, by=by, reason=words)


def locked_to_decide(organisation: Organisation) -> Organisation:
    """A profile that waits for a decision, which nobody else changes until the transaction ends."""
    organisation = locked(organisation)
    services.check_decision(organisation, ListingState.RETURNED)
    return organisation


def seen_offer(offer: Offer) -> str:
    """Stands for what a reader of an offer has before them."""
    text = f"{offer.state} {offer.updated_at}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def publish_offer(*, offer: Offer, read_as: str, by: User, reason: str = "") -> Offer:
    """Approve an offer that was handed in by itself, if it is what was read; tell its owners.

    Raises:
        CannotPublish: it does not wait for a decision, is not as it was read, or one of the six
            facts is missing.
    """
    offer = _locked_offer(offer)
    if seen_offer(offer) != read_as:
        raise ChangedMeanwhile(
            f"{offer} was changed while you read it. Read it again: nothing was published."
        )
    offer = services.approve_offer(offer=offer, by=by, reason=reason)
    settle_notes(offer)
    emails.post_offer_decision(offer, reason)
    return offer


@transaction.atomic
def return_offer(*, offer: Offer, by: User, reason: str, notes: Iterable[Note] = ()) -> Offer:
    """Send an offer that was handed in back to its owners: it is a draft again.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    return _close_offer(_locked_offer(offer), OfferState.DRAFT, by, reason, notes)


@transaction.atomic
def reject_offer(*, offer: Offer, by: User, reason: str, notes: Iterable[Note] = ()) -> Offer:
    """Say of an offer that was handed in that schools will not see it, and why: it is withdrawn.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    return _close_offer(_locked_offer(offer), OfferState.WITHDRAWN, by, reason, notes)


def _locked_offer(offer: Offer) -> Offer:
    """An offer that waits for a decision, which nobody else changes meanwhile."""
    target = locked_target(offer)
    services.check_decision(target, OfferState.DRAFT)
    return cast(Offer, target)


def _close_offer(
    offer: Offer, state: OfferState, by: User, reason: str, notes: Iterable[Note]
) -> Offer:
    """The reason in general is a note, too, beside no field."""
    in_general = [Note("", ReasonCode.OTHER, reason)] if reason else []
    words = "\n".join(write_notes(offer, [*notes, *in_general], by))
    offer = services.set_offer_state(offer, state, by, words)
    emails.post_offer_decision(offer, words)
    return offer


def write_notes(target: Target, notes: Iterable[Note], by: User) -> list[str]:
    """Put notes beside fields, and say each in a line; older ones are settled."""
    settle_notes(target)
    offer = target if isinstance(target, Offer) else None
    organisation = target.organisation if isinstance(target, Offer) else target
    lines = []
    for note in notes:
        ReviewNote.objects.create(
            organisation=organisation,
            offer=offer,
            field=note.field,
            code=note.code,
            words=note.words,
            by=by,
        )
        lines.append(_in_a_line(target, note))
    return lines


def _in_a_line(target: Target, note: Note) -> str:
    """“What the cost depends on: The price is unclear”; without a field the words alone."""
    return f"{label(target, note.field)}: {note.words}" if note.field else note.words


def _locked_to_decide(revision: Revision) -> tuple[Revision, Target]:
    target = locked_target(revision.target)
    revision = locked(revision)
    if revision.state != RevisionState.WAITING:
        how = RevisionState(revision.state).label.lower()
        raise CannotPublish(f"{revision} no longer waits: {how}. Nothing was done.")
    return revision, target


def _write(target: Target, values: Values) -> None:
    try:
        write(target, values)
    except DoesNotFit as reason:
        raise CannotPublish(f"{target} cannot be changed like this: {reason}") from reason


def _check_still_complete(organisation: Organisation) -> None:
    if missing := lacking(organisation):
        raise CannotPublish(f"{organisation} would lack {', '.join(missing)}.")


def _decide(revision: Revision, state: RevisionState, by: User, reason: str) -> None:
    before = revision.state
    close(revision, state, by, reason)
    if state != RevisionState.UNDONE:
        settle_notes(revision.target)
    record(revision.target, "change", before, state, by, reason)
    emails.post_decision(revision)
