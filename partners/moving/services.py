"""Moving an organisation to another regional body. What waits there moves along."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.choices import MoveState
from partners.models import BridgeMove, Organisation
from partners.moving import emails
from partners.services import locked
from reference.models import BridgeOrganisation


class CannotMove(Exception):
    """Why not, worded for the person who tried."""


@transaction.atomic
def ask(
    *, organisation: Organisation, to: BridgeOrganisation, by: User, reason: str
) -> BridgeMove | None:
    """Ask the other body; where there is nobody to ask, it moves at once (None).

    That is so for national staff, and for somebody who works for both bodies.

    Raises:
        CannotMove: it is led by that body, a question waits already, or `by` works for neither.
    """
    organisation = locked(organisation)
    leads = organisation.led_by
    if leads == to:
        raise CannotMove(f"{organisation} is led by {to} already.")
    if organisation.members.filter(user=by).exists():
        raise CannotMove("You belong to it, so a colleague decides.")
    if organisation.moves.filter(state=MoveState.WAITING).exists():
        raise CannotMove(f"A move of {organisation} waits for an answer already.")
    gives, takes = leads is not None and leads.pk in by.bridges, to.pk in by.bridges
    if by.is_superuser or (gives and takes):
        _move(organisation, to, by, reason)
        return None
    if not (gives or takes):
        raise CannotMove(f"{organisation} is neither led by you, nor would it be.")
    return organisation.moves.create(
        from_bridge=leads,
        to_bridge=to,
        answer_by=to if gives else leads,
        reason=reason,
        asked_by=by,
    )


@transaction.atomic
def answer(*, move: BridgeMove, agree: bool, by: User) -> None:
    """The other body, or national staff, say yes or no.

    Raises:
        CannotMove: it was decided meanwhile, is led by another by now, or is not for `by`.
    """
    organisation = locked(move.organisation)
    move = locked(move)
    if not BridgeMove.objects.writable_by(by).filter(pk=move.pk).exists():
        raise CannotMove(f"{move}: this does not wait for an answer of yours.")
    if organisation.led_by != move.from_bridge:
        raise CannotMove(f"{organisation} is led by {organisation.led_by} by now.")
    _close(move, MoveState.AGREED if agree else MoveState.REFUSED, by)
    if agree:
        _move(organisation, move.to_bridge, by, move.reason)


def _close(move: BridgeMove, state: MoveState, by: User) -> None:
    move.state, move.decided_by, move.decided_at = state, by, timezone.now()
    move.save(update_fields=["state", "decided_by", "decided_at"])


def _move(organisation: Organisation, to: BridgeOrganisation, by: User, reason: str) -> None:
    before = organisation.led_by
    organisation.lead_bridge = to
    organisation.save(update_fields=["lead_bridge", "updated_at"])
    record(organisation, "led by", before.name if before else "", to.name, by, reason)
    emails.post_moved(organisation)
