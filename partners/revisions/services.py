"""Changes of what is listed: written by members, decided by staff, each in one transaction.

Rows are locked in one order everywhere: the organisation, its offer, the change itself.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners import images, services
from partners.choices import ListingState, OfferState, ReasonCode, RevisionState
from partners.listing_needs import lacking
from partners.models import Offer, Organisation, OrganisationImage, ReviewNote, Revision
from partners.revisions import emails
from partners.revisions.values import DoesNotFit, Values, label, read, write
from partners.revisions.waiting import WITH_THE_POSTCODE, waits
from partners.services import CannotPublish, locked

type Target = Organisation | Offer

# Personal, and of no use once a mistake would have been noticed.
CONTACT = ("contact_name", "contact_email", "phone")


class Saved(NamedTuple):
    """Which fields of an edit are live now, and which wait for staff."""

    at_once: list[str]
    waiting: list[str]


class Note(NamedTuple):
    """What is to be changed: of which field (empty: of all), why by its code, and in words."""

    field: str
    code: str
    words: str


# --- By members -----------------------------------------------------------------------------


@transaction.atomic
def save_edit(*, target: Target, wanted: Values, by: User) -> Saved:
    """Take an edit of something listed: some of it goes live now, the rest waits.

    `wanted` holds every field of the form, changed or not: one that is as the public sees it
    waits no longer.
    """
    target = _locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    proposed = dict(revision.proposed) if revision else {}
    at_once = {}
    moves = "postcode" in wanted and wanted["postcode"] != read(target, "postcode")
    for name, value in wanted.items():
        proposed.pop(name, None)
        if value == read(target, name):
            continue
        with_postcode = moves and name in WITH_THE_POSTCODE
        if with_postcode or waits(name, _last_let_through(target, name), value):
            proposed[name] = value
        else:
            at_once[name] = value
    if not _publish_at_once(target, at_once, by):
        proposed |= at_once  # what is allowed only together with what waits waits with it
        at_once = {}
    _keep_waiting(target, revision, proposed, by)
    return Saved(list(at_once), [name for name in wanted if name in proposed])


@transaction.atomic
def now_written(*, target: Target, names: Iterable[str], by: User) -> None:
    """A draft's form showed what waited and saved it: these fields wait no longer."""
    target = _locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision:
        written = set(names)
        left = {name: v for name, v in revision.proposed.items() if name not in written}
        _keep_waiting(target, revision, left, by)


@transaction.atomic
def take_back(*, target: Target, by: User) -> None:
    """Drop what waits; the public sees no difference."""
    target = _locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision:
        _remove_pictures(revision)
        _close(revision, RevisionState.TAKEN_BACK, by)
        settle_notes(target)


@transaction.atomic
def send_again(*, target: Target, by: User) -> None:
    """Hand a returned change to staff once more. Does nothing if none is returned."""
    target = _locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision and revision.state == RevisionState.RETURNED:
        revision.state, revision.sent_at = RevisionState.WAITING, timezone.now()
        revision.version, revision.author = revision.version + 1, by
        revision.save()
        settle_notes(target)


@transaction.atomic
def keep_picture_waiting(
    *, organisation: Organisation, picture: OrganisationImage, by: User
) -> None:
    """Let a picture wait with what else waits of a profile."""
    organisation = locked(organisation)
    revision = Revision.objects.of(organisation).open().select_for_update(no_key=True).first()
    if revision is None:
        revision = _new(organisation, RevisionState.WAITING, {}, {}, by)
    else:
        revision.version, revision.author = revision.version + 1, by
        revision.save()
    picture.is_waiting, picture.revision = True, revision
    picture.save(update_fields=["is_waiting", "revision"])


@transaction.atomic
def drop_what_is_empty(*, target: Target, by: User) -> None:
    """A change of which nothing is left, because its picture was removed, waits no longer."""
    target = _locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision and not revision.proposed and not revision.pictures_that_came().exists():
        _close(revision, RevisionState.TAKEN_BACK, by)


def _locked_target(target: Target) -> Target:
    if isinstance(target, Offer):
        locked(target.organisation)
    return locked(target)


def _last_let_through(target: Target, name: str) -> object:
    """A field's value when staff last decided about it: before all that went live at once."""
    value = read(target, name)
    for revision in Revision.objects.of(target).lived()[:200]:
        if name not in revision.proposed:
            continue
        if revision.state == RevisionState.APPROVED:
            break
        value = revision.before[name]
    return value


def _publish_at_once(target: Target, values: Values, by: User) -> bool:
    """Write the values and note them for staff; false if the row may not hold them."""
    if not values:
        return True
    before = {name: read(target, name) for name in values}
    try:
        write(target, values)
    except DoesNotFit:
        target.refresh_from_db()
        return False
    _new(target, RevisionState.AT_ONCE, before, values, by, decided_at=timezone.now())
    return True


def _keep_waiting(target: Target, revision: Revision | None, proposed: Values, by: User) -> None:
    before = {name: read(target, name) for name in proposed}
    if revision is None:
        if proposed:
            _new(target, RevisionState.WAITING, before, proposed, by)
    elif not proposed and not revision.pictures_that_came().exists():
        _close(revision, RevisionState.TAKEN_BACK, by)
        settle_notes(target)
    elif (proposed, before) != (revision.proposed, revision.before):
        revision.proposed, revision.before = proposed, before
        revision.version, revision.author = revision.version + 1, by
        revision.save()


def _new(
    target: Target,
    state: RevisionState,
    before: Values,
    proposed: Values,
    by: User,
    decided_at: datetime | None = None,
) -> Revision:
    offer = target if isinstance(target, Offer) else None
    organisation = target.organisation if isinstance(target, Offer) else target
    return Revision.objects.create(
        organisation=organisation,
        offer=offer,
        state=state,
        before=before,
        proposed=proposed,
        author=by,
        decided_at=decided_at,
    )


# --- By staff -------------------------------------------------------------------------------


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
        raise CannotPublish(
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
def reject(*, revision: Revision, by: User, reason: str) -> Revision:
    """Say that it will not be published, and why.

    Raises:
        CannotPublish: it was decided meanwhile.
    """
    revision, _ = _locked_to_decide(revision)
    _remove_pictures(revision)
    _decide(revision, RevisionState.REJECTED, by, reason)
    return revision


@transaction.atomic
def undo(*, revision: Revision, by: User, reason: str = "Undone by staff.") -> Revision:
    """Put back what was there before a change went live.

    Raises:
        CannotPublish: it never was live, or one of its fields was changed again since.
    """
    target = _locked_target(revision.target)
    revision = locked(revision)
    if revision.state not in (RevisionState.APPROVED, RevisionState.AT_ONCE):
        raise CannotPublish(f"{revision} is not live: there is nothing to undo.")
    later = [name for name, value in revision.proposed.items() if read(target, name) != value]
    if later:
        names = ", ".join(label(target, name) for name in later)
        raise CannotPublish(f"{revision} was changed again since ({names}): undo that first.")
    _write(target, revision.before)
    _remove_pictures(revision)
    _decide(revision, RevisionState.UNDONE, by, reason)
    return revision


@transaction.atomic
def return_profile(
    *, organisation: Organisation, notes: Iterable[Note], by: User, reason: str = ""
) -> Organisation:
    """Send a profile that was handed in back to its owners, with notes beside its fields.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked_to_decide(organisation)
    lines = write_notes(organisation, notes, by)
    words = "\n".join([*lines, *([reason] if reason else [])])
    return services.return_listing(organisation=organisation, by=by, reason=words)


def seen_profile(organisation: Organisation) -> str:
    """Stands for what a reader of a profile has before them: it, its offers, and their states."""
    offers = organisation.offers.order_by("pk").values_list("pk", "state", "updated_at")
    text = f"{organisation.listing_state} {organisation.updated_at} {list(offers)}"
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
        raise CannotPublish(
            f"{organisation} was changed while you read it. Read it again: nothing was published."
        )
    organisation = services.approve_listing(organisation=organisation, by=by, reason=reason)
    settle_notes(organisation)
    for offer in offers:
        services.approve_offer(offer=offer, by=by, reason=reason)
        settle_notes(offer)
    return organisation


@transaction.atomic
def reject_profile(*, organisation: Organisation, by: User, reason: str) -> Organisation:
    """Say of a profile that was handed in that it will not be listed, and why.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked_to_decide(organisation)
    return services.reject_listing(organisation=organisation, by=by, reason=reason)


def locked_to_decide(organisation: Organisation) -> Organisation:
    """A profile that waits for a decision, which nobody else changes until the transaction ends."""
    organisation = locked(organisation)
    if organisation.listing_state != ListingState.SUBMITTED:
        how = ListingState(organisation.listing_state).label.lower()
        raise CannotPublish(f"{organisation} no longer waits: {how}. Nothing was done.")
    return organisation


@transaction.atomic
def publish_offer(*, offer: Offer, by: User, reason: str = "") -> Offer:
    """Approve an offer that was handed in by itself, and tell its owners.

    Raises:
        CannotPublish: one of the six facts is missing.
    """
    was_handed_in = offer.state == OfferState.SUBMITTED
    offer = services.approve_offer(offer=offer, by=by, reason=reason)
    settle_notes(offer)
    if was_handed_in:
        emails.post_offer_decision(offer, reason)
    return offer


@transaction.atomic
def return_offer(*, offer: Offer, by: User, reason: str) -> Offer:
    """Send an offer that was handed in back to its owners: it is a draft again.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    offer = locked(offer)
    if offer.state != OfferState.SUBMITTED:
        raise CannotPublish(f"{offer} does not wait for a decision.")
    write_notes(offer, [Note("", ReasonCode.OTHER, reason)], by)
    offer = services.set_offer_state(offer, OfferState.DRAFT, by, reason)
    emails.post_offer_decision(offer, reason)
    return offer


def write_notes(target: Target, notes: Iterable[Note], by: User) -> list[str]:
    """Put notes beside fields, and say each in a line; older ones are settled."""
    settle_notes(target)
    offer = target if isinstance(target, Offer) else None
    organisation = target.organisation if isinstance(target, Offer) else target
    lines = []
    for field, code, words in notes:
        note = {"field": field, "code": code, "words": words, "by": by}
        ReviewNote.objects.create(organisation=organisation, offer=offer, **note)
        lines.append(f"{label(target, field)}: {words}" if field else words)
    return lines


def settle_notes(target: Target) -> None:
    """They were answered, or no longer matter."""
    ReviewNote.objects.unsettled(target).update(settled_at=timezone.now())


def forget_contacts(*, before: datetime) -> int:
    """Take names, addresses and numbers out of changes that went live by then; how many changes."""
    changes = Revision.objects.lived().filter(decided_at__lte=before)
    rows = list(changes.filter(before__has_any_keys=list(CONTACT)))
    for revision in rows:
        for name in CONTACT:
            revision.before.pop(name, None)
            revision.proposed.pop(name, None)
        revision.save(update_fields=["before", "proposed"])
    return len(rows)


def _locked_to_decide(revision: Revision) -> tuple[Revision, Target]:
    target = _locked_target(revision.target)
    revision = locked(revision)
    if revision.state != RevisionState.WAITING:
        how = RevisionState(revision.state).label.lower()
        raise CannotPublish(f"{revision} no longer waits: {how}. Nothing was done.")
    return revision, target


def _remove_pictures(revision: Revision) -> None:
    for picture in revision.pictures_that_came():
        images.delete_picture(picture)


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
    _close(revision, state, by, reason)
    if state != RevisionState.UNDONE:
        settle_notes(revision.target)
    record(revision.target, "change", before, state, by, reason)
    emails.post_decision(revision)


def _close(revision: Revision, state: RevisionState, by: User, reason: str = "") -> None:
    revision.state, revision.decided_by, revision.reason = state, by, reason
    revision.decided_at = timezone.now()
    revision.save()
