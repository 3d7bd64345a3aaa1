"""A member's venues: those that are live, those that wait for staff, and what becomes of them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from partners.models import Organisation, ReviewNote, Revision, Venue
from partners.my import services
from partners.my.forms import MemberVenueForm
from partners.revisions.services import now_written, save_edit
from partners.revisions.venues import FIELDS as FACTS
from partners.revisions.venues import (
    Says,
    field_of,
    is_venue,
    next_number,
    number_of,
    what_becomes,
)


class Entry(NamedTuple):
    """A venue as its members know it. `live` is None for one that is still to be approved."""

    number: int
    live: Says | None
    wanted: Says | None
    notes: list[ReviewNote]

    @property
    def shown(self) -> Says:
        """What schools see; of one that they do not see yet, what they will."""
        return self.live or self.wanted or {}

    @property
    def names(self) -> list[str]:
        """Those that no other venue may have."""
        return [says["name"] for says in (self.live, self.wanted) if says]

    @property
    def becomes(self) -> str:
        """What waits of one that is live, in words."""
        return what_becomes(self.live, self.wanted) if self.live and self.wanted else ""


def entries_of(organisation: Organisation) -> list[Entry]:
    """By their names. Three queries, however many there are."""
    live = {venue.pop("pk"): venue for venue in organisation.venues.values("pk", *FACTS)}
    waiting = dict(_waiting(organisation))
    notes = list(ReviewNote.objects.unsettled(organisation))
    entries = [
        Entry(
            number,
            live.get(number),
            waiting.get(number),
            [note for note in notes if note.field == field_of(number)],
        )
        for number in {**live, **waiting}
    ]
    return sorted(entries, key=lambda entry: (entry.shown["name"].lower(), entry.number))


def _waiting(organisation: Organisation) -> Iterator[tuple[int, Says]]:
    revision = Revision.objects.of(organisation).open().first()
    for name, says in (revision.proposed if revision else {}).items():
        if is_venue(name):
            yield number_of(name), says


def row_of(organisation: Organisation, entry: Entry) -> Venue:
    """Its row, or one not yet written."""
    row = organisation.venues.filter(pk=entry.number).first()
    return row or Venue(pk=entry.number, organisation=organisation)


@transaction.atomic
def save(*, organisation: Organisation, form: MemberVenueForm, by: User) -> bool:
    """Keep what was typed of a venue; whether it waits for staff. A draft's is written at once."""
    if services.may_write(organisation):
        venue = form.save()
        now_written(target=organisation, names=[field_of(venue.pk)], by=by)
        return False
    field = field_of(form.instance.pk or next_number(organisation))
    wanted = {field: form.plain_values()}
    return bool(save_edit(target=organisation, wanted=wanted, by=by).waiting)


@transaction.atomic
def remove(*, organisation: Organisation, number: int, by: User) -> None:
    """At once, also of what is listed; with it goes what waited of it."""
    if services.may_write(organisation):
        organisation.venues.filter(pk=number).delete()
        now_written(target=organisation, names=[field_of(number)], by=by)
    else:
        save_edit(target=organisation, wanted={field_of(number): None}, by=by)
