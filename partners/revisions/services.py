"""Changes of what is listed, as members write them: each edit in one transaction.

What staff decide about them is in `decisions`. Rows are locked in one order everywhere: the
organisation, its offer, the change itself.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners import images
from partners.choices import RevisionState
from partners.models import Offer, Organisation, OrganisationImage, ReviewNote, Revision
from partners.revisions.values import DoesNotFit, Values, read, write
from partners.revisions.waiting import WITH_THE_POSTCODE, waits
from partners.services import locked

type Target = Organisation | Offer

# Personal, and of no use once a mistake would have been noticed.
CONTACT = ("contact_name", "contact_email", "phone")


class Saved(NamedTuple):
    """Which fields of an edit are live now, and which wait for staff."""

    at_once: list[str]
    waiting: list[str]


@transaction.atomic
def save_edit(*, target: Target, wanted: Values, by: User) -> Saved:
    """Take an edit of something listed: some of it goes live now, the rest waits.

    `wanted` holds every field of the form, changed or not: one that is as the public sees it
    waits no longer.
    """
    target = locked_target(target)
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
    target = locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision:
        written = set(names)
        left = {name: v for name, v in revision.proposed.items() if name not in written}
        _keep_waiting(target, revision, left, by)


@transaction.atomic
def take_back(*, target: Target, by: User) -> None:
    """Drop what waits; the public sees no difference."""
    target = locked_target(target)
    revision = Revision.objects.of(target).open().select_for_update(no_key=True).first()
    if revision:
        remove_pictures(revision)
        close(revision, RevisionState.TAKEN_BACK, by)
        settle_notes(target)


@transaction.atomic
def send_again(*, target: Target, by: User) -> None:
    """Hand a returned change to staff once more. Does nothing if none is returned."""
    target = locked_target(target)
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
def note_picture_at_once(
    *, organisation: Organisation, picture: OrganisationImage, by: User
) -> None:
    """A picture that schools see already: staff find it among what changed, and may undo it."""
    organisation, now = locked(organisation), timezone.now()
    picture.revision = _new(organisation, RevisionState.AT_ONCE, {}, {}, by, decided_at=now)
    picture.save(update_fields=["revision"])


@transaction.atomic
def drop_if_empty(*, revision: Revision, by: User) -> None:
    """Of a change whose picture its owner removed, and of which nothing else is left.

    It waits no longer, and there is nothing in it that staff could undo.
    """
    locked_target(revision.target)
    revision = locked(revision)
    droppable = (RevisionState.WAITING, RevisionState.RETURNED, RevisionState.AT_ONCE)
    if revision.state in droppable and revision.is_empty:
        close(revision, RevisionState.TAKEN_BACK, by)


def locked_target(target: Target) -> Target:
    """The row as it is now, locked after the organisation that it belongs to."""
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
        close(revision, RevisionState.TAKEN_BACK, by)
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


def remove_pictures(revision: Revision) -> None:
    """Those that came with a change, and their files."""
    for picture in revision.pictures_that_came():
        images.delete_picture(picture)


def close(revision: Revision, state: RevisionState, by: User, reason: str = "") -> None:
    """Write how a change ended, and who ended it."""
    revision.state, revision.decided_by, revision.reason = state, by, reason
    revision.decided_at = timezone.now()
    revision.save()
