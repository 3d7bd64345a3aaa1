"""What staff do with the names of organisations that settings worked with."""

from django.db import transaction

from accounts.models import User
from accounts.services import record
from enquiries.choices import GapState
from enquiries.models import NameToInvite


def settle(*, name: NameToInvite, by: User) -> bool:
    """Whether it was open."""
    return _set_state(name, GapState.SETTLED, by)


def open_again(*, name: NameToInvite, by: User) -> bool:
    """Whether it was settled."""
    return _set_state(name, GapState.OPEN, by)


@transaction.atomic
def _set_state(name: NameToInvite, state: GapState, by: User) -> bool:
    rows = NameToInvite.objects.select_for_update(of=("self",), no_key=True)
    name = rows.get(pk=name.pk)
    before, name.state = name.state, state
    if before == state:
        return False
    name.save(update_fields=["state"])
    record(name, "state", before, state, by)
    return True
