"""What staff of its area do about who looks after an organisation, when its owners cannot."""

from django.db import transaction

from accounts.models import User
from accounts.services import record
from partners.choices import MemberRole
from partners.members import emails
from partners.members.services import CannotChangeMembers, both_locked, is_for_staff
from partners.models import Membership, Organisation


@transaction.atomic
def make_owner(*, membership: Membership, by: User, reason: str) -> None:
    """Let a member decide from now on who else looks after it; they and its owners are told.

    Raises:
        CannotChangeMembers: it is not for `by`, they left meanwhile, own it, or cannot sign in.
    """
    organisation, membership = _for_staff(membership, by)
    if membership.role == MemberRole.OWNER:
        raise CannotChangeMembers(f"{membership.user} is an owner already.")
    if not membership.user.is_active:
        raise CannotChangeMembers(f"The account of {membership.user} is closed.")
    before, membership.role = membership.role, MemberRole.OWNER
    membership.save(update_fields=["role"])
    record(organisation, "member", before, membership.role, by, reason)
    emails.post_made_owner(organisation, to=membership.user)
    emails.post_to_owners(organisation, emails.MADE_OWNER, about=membership.user)


@transaction.atomic
def end_access(*, membership: Membership, by: User, reason: str) -> None:
    """From their next click on they reach nothing, nor does whom they invited; owners are told.

    Also of the last owner, who may have left their post: then staff take in the next.

    Raises:
        CannotChangeMembers: it is not for `by`, or they left meanwhile.
    """
    organisation, membership = _for_staff(membership, by)
    organisation.invitations.filter(invited_by=membership.user_id).delete()
    membership.delete()
    record(organisation, "member", membership.role, "access ended", by, reason)
    emails.post_access_ended(organisation, to=membership.user)
    emails.post_to_owners(organisation, emails.ENDED, about=membership.user)


def _for_staff(membership: Membership, by: User) -> tuple[Organisation, Membership]:
    organisation, membership = both_locked(membership)
    if not is_for_staff(organisation, by):
        raise CannotChangeMembers("This is not for you to decide.")
    return organisation, membership
