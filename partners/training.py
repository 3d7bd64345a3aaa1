"""What training does to an organisation; who was at which session, the app above this one knows."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from accounts.services import record
from partners.choices import PartnerStatus, TrainingSource
from partners.models import Organisation
from partners.services import locked, recompute_partner_status

_ON_THE_WAY = (
    PartnerStatus.PROSPECT,
    PartnerStatus.INTEREST_REGISTERED,
    PartnerStatus.TRAINING_BOOKED,
)


class Attended(NamedTuple):
    """That somebody of an organisation was at a session, on a London date."""

    on: date
    session: str
    person: str


@transaction.atomic
def set_attended(
    *,
    organisation: Organisation,
    first: Attended | None,
    last_on: date | None,
    by: User | None,
    reason: str = "",
) -> Organisation:
    """Write what follows from the sessions of this site that somebody of it attended.

    `first` is what trained it; None, as after an undone mark, takes that back, and since when it
    is a partner. What was known before this site stays as it is. Again: no change.
    """
    organisation = locked(organisation)
    before = organisation.trained_on
    organisation.trained_again_on = last_on
    if not organisation.is_trained or organisation.training_source == TrainingSource.HERE:
        organisation.trained_on = first.on if first else None
        organisation.trained_session = first.session if first else ""
        organisation.trained_person = first.person if first else ""
        organisation.training_source = TrainingSource.HERE if first else ""
        if first is None:
            organisation.partner_since = organisation.renewal_due_on = None
    organisation.save()
    record(organisation, "trained_on", before, organisation.trained_on, by, reason)
    return recompute_partner_status(organisation=organisation, by=by, reason=reason)


@transaction.atomic
def set_on_the_way(
    *, organisation: Organisation, booked: bool, interested: bool, by: User | None
) -> None:
    """Of one that nobody was trained of yet: whether training is booked, or somebody would."""
    organisation = locked(organisation)
    before = PartnerStatus(organisation.partner_status)
    if before not in _ON_THE_WAY or organisation.is_trained:
        return
    after = PartnerStatus.PROSPECT
    if interested:
        after = PartnerStatus.INTEREST_REGISTERED
    if booked:
        after = PartnerStatus.TRAINING_BOOKED
    organisation.partner_status = after
    organisation.save(update_fields=["partner_status", "updated_at"])
    record(organisation, "partner_status", before, after, by)
