"""What becomes of a concern. Each change is on record; its words are nowhere but in its own row."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from enquiries.choices import ConcernState
from enquiries.concerns import emails
from enquiries.models import Concern
from enquiries.retention import CONCERN_MONTHS
from reference.calendar_months import months_after


@transaction.atomic
def report(concern: Concern) -> Concern:
    """Keep it, and let those who look after the partner know that there is one."""
    concern.save()
    emails.post_reported(concern)
    return concern


def note_opening(concern: Concern, *, by: User) -> None:
    """Somebody reads it now."""
    record(concern, "opened", "", "read", by)


def look_into(*, concern: Concern, by: User) -> bool:
    """Whether nobody did before."""
    return _set_state(concern, ConcernState.LOOKED_INTO, by)


def settle(*, concern: Concern, by: User) -> bool:
    """Whether it was not settled yet."""
    return _set_state(concern, ConcernState.SETTLED, by)


def open_again(*, concern: Concern, by: User) -> bool:
    """Whether it was not open."""
    return _set_state(concern, ConcernState.OPEN, by)


def erase_old(*, today: date) -> int:
    """Delete those that were settled two years ago; how many."""
    settled_by = months_after(today, -CONCERN_MONTHS)
    return Concern.objects.filter(settled_at__date__lte=settled_by).delete()[0]


@transaction.atomic
def _set_state(concern: Concern, state: ConcernState, by: User) -> bool:
    rows = Concern.objects.select_for_update(of=("self",), no_key=True)
    concern = rows.get(pk=concern.pk)
    before, concern.state = concern.state, state
    if before == state:
        return False
    concern.settled_at = timezone.now() if state == ConcernState.SETTLED else None
    concern.save(update_fields=["state", "settled_at"])
    record(concern, "state", before, state, by)
    return True
