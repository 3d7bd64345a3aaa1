"""What changes who looks after an organisation: each under the organisation's lock, on record."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.choices import JoinKind, JoinState, MemberRole
from partners.members import emails, limits
from partners.members.signals import taken_over
from partners.models import Invitation, JoinRequest, Membership, Organisation
from partners.querysets import OWNERS_HAVE


class CannotChangeMembers(Exception):
    """Why not, worded for the person who tried."""


# --- Inviting -------------------------------------------------------------------------------


@transaction.atomic
def invite(*, organisation: Organisation, email: str, role: str, by: User) -> None:
    """Ask a colleague by e-mail; asked again, the two weeks begin anew.

    Raises:
        CannotChangeMembers: they are a member, `by` is no owner, or as many as may be were
            invited within a day.
    """
    organisation = _locked(organisation)
    _check_owner(organisation, by)
    if organisation.members.filter(user__email=email.lower()).exists():
        raise CannotChangeMembers(f"{email} is a member already.")
    if refusal := limits.why_not_invite(organisation, email, by):
        raise CannotChangeMembers(refusal)
    organisation.invitations.filter(email__iexact=email).delete()
    invitation = organisation.invitations.create(email=email, role=role, invited_by=by)
    record(organisation, "invited", "", MemberRole(role).label, by)
    emails.post_invitation(invitation)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Its link ends at once."""
    _check_owner(_locked(invitation.organisation), by)
    invitation.delete()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Organisation:
    """Become a member. Twice: no harm.

    Raises:
        CannotChangeMembers: it was sent to another address, or has ended.
    """
    organisation = _locked(invitation.organisation)
    if not invitation.is_for(user):
        raise CannotChangeMembers(
            "This invitation went to another address. Sign in with that one, or ask to be invited "
            f"at {user.email}."
        )
    still_open = organisation.invitations.open(timezone.now()).filter(pk=invitation.pk)
    if not still_open.exists():
        raise CannotChangeMembers("This invitation has ended. Ask your colleague for another.")
    _add(organisation, user, invitation.role, by=user)
    invitation.delete()
    return organisation


@transaction.atomic
def take_over(*, organisation: Organisation, user: User) -> Organisation:
    """Become the owner of an entry that nobody looks after; staff invited their address.

    Raises:
        CannotChangeMembers: somebody else looks after it meanwhile.
    """
    organisation = _locked(organisation)
    if organisation.members.filter(user=user).exists():
        return organisation
    if organisation.members.exists():
        raise CannotChangeMembers(f"Somebody looks after {organisation} already.")
    _add(organisation, user, MemberRole.OWNER, user)
    _note_claim(organisation)
    return organisation


# --- Asking to join -------------------------------------------------------------------------


@transaction.atomic
def ask_to_join(*, organisation: Organisation, user: User, message: str = "") -> JoinRequest:
    """Ask its owners, or, where nobody looks after it yet, the regional body. Twice: no harm.

    Raises:
        CannotChangeMembers: they are a member, or wait for as many answers as anybody may.
    """
    organisation = _locked(organisation)
    if organisation.members.filter(user=user).exists():
        raise CannotChangeMembers(f"You are a member of {organisation} already.")
    if refusal := limits.why_not_ask(organisation, user):
        raise CannotChangeMembers(refusal)
    return let_ask(organisation=organisation, user=user, message=message)


def let_ask(*, organisation: Organisation, user: User, message: str) -> JoinRequest:
    """The same for an organisation that is locked and that they are no member of."""
    waiting = organisation.join_requests.filter(user=user, state=JoinState.WAITING).first()
    if waiting:
        return waiting
    owners = list(Membership.objects.acting_owners_of(organisation).select_related("user"))
    kind = JoinKind.JOIN if owners else JoinKind.CLAIM
    request = organisation.join_requests.create(user=user, kind=kind, message=message)
    for owner in owners:
        emails.post_join_request(request, to=owner.user)
    return request


@transaction.atomic
def decide_join_request(
    *, request: JoinRequest, accept: bool, by: User, as_owner: bool = False
) -> None:
    """An owner, or staff who may change the organisation, say yes or no; who asked is told.

    Staff may take somebody in as an owner where no owner can sign in; its owners are told when
    staff let somebody in.

    Raises:
        CannotChangeMembers: it was decided meanwhile, or is not for `by` to decide, or not yet.
    """
    organisation = _locked(request.organisation)
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != JoinState.WAITING:
        raise CannotChangeMembers("Somebody decided about this meanwhile.")
    is_owners = Organisation.objects.owned_by(by).filter(pk=organisation.pk).exists()
    if by == request.user or not (is_owners or is_for_staff(organisation, by)):
        raise CannotChangeMembers("This is not for you to decide.")
    if not is_owners:
        _check_staffs_turn(request, as_owner=accept and as_owner)
    request.state = JoinState.ACCEPTED if accept else JoinState.REFUSED
    request.decided_at, request.decided_by = timezone.now(), by
    request.save(update_fields=["state", "decided_at", "decided_by"])
    if accept:
        has_owner = Membership.objects.acting_owners_of(organisation).exists()
        is_claim = request.kind == JoinKind.CLAIM
        owns = not has_owner and (is_claim or as_owner)
        _add(organisation, request.user, MemberRole.OWNER if owns else MemberRole.EDITOR, by)
        if is_claim:
            _note_claim(organisation)
        if not is_owners:
            emails.post_to_owners(organisation, emails.JOINED, about=request.user)
    emails.post_join_decision(request)


def _check_staffs_turn(request: JoinRequest, *, as_owner: bool) -> None:
    """Owners who can sign in have their days first, and alone make somebody an owner."""
    if not JoinRequest.objects.for_staff(timezone.localdate()).filter(pk=request.pk).exists():
        raise CannotChangeMembers(
            f"Its owners have {OWNERS_HAVE} working days to answer; then it is for you."
        )
    if as_owner and Membership.objects.acting_owners_of(request.organisation).exists():
        raise CannotChangeMembers("It has an owner, who decides who else becomes one.")


# --- Members --------------------------------------------------------------------------------


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Somebody leaves, or is removed by an owner: from their next click on they reach nothing.

    Raises:
        CannotChangeMembers: they are the last owner or left meanwhile, or `by` is neither they
            nor an owner.
    """
    organisation, membership = both_locked(membership)
    if membership.user_id != by.pk:
        _check_owner(organisation, by)
    _check_not_last_owner(organisation, membership)
    membership.delete()
    record(organisation, "member", membership.role, "left", by)
    if membership.user_id != by.pk:
        emails.post_removed(organisation, to=membership.user)


@transaction.atomic
def set_role(*, membership: Membership, role: str, by: User) -> None:
    """Make somebody an owner, or an editor.

    Raises:
        CannotChangeMembers: no owner would be left, they left meanwhile, or `by` is no owner.
    """
    organisation, membership = both_locked(membership)
    _check_owner(organisation, by)
    if role == membership.role:
        return
    if role != MemberRole.OWNER:
        _check_not_last_owner(organisation, membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record(organisation, "member", before, role, by)


@transaction.atomic
def begin_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Keep a new organisation, whose first owner is whoever made it."""
    organisation.claimed_at = timezone.now()
    organisation.save()
    record(organisation, "listing_state", "", organisation.listing_state, by, "Made by its owner.")
    _add(organisation, by, MemberRole.OWNER, by)
    return organisation


def _add(organisation: Organisation, user: User, role: str, by: User) -> None:
    was_alone = not organisation.members.exists()
    _, is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if is_new:
        record(organisation, "member", "", role, by)
    if was_alone:
        taken_over.send(sender=Organisation, organisation=organisation)


def _note_claim(organisation: Organisation) -> None:
    if organisation.claimed_at is None:
        organisation.claimed_at = timezone.now()
        organisation.save(update_fields=["claimed_at", "updated_at"])


def _locked(organisation: Organisation) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=organisation.pk)


def both_locked(membership: Membership) -> tuple[Organisation, Membership]:
    """The organisation, and the membership as it is now: somebody may have ended or changed it."""
    organisation = _locked(membership.organisation)
    now = organisation.members.select_related("user").filter(pk=membership.pk).first()
    if now is None:
        raise CannotChangeMembers(f"{membership.user} no longer looks after {organisation}.")
    return organisation, now


def is_for_staff(organisation: Organisation, by: User) -> bool:
    """Whether `by` is staff of its area, and no member: nobody decides about what is theirs."""
    return Organisation.objects.writable_by(by).filter(pk=organisation.pk).exists()


def _check_owner(organisation: Organisation, by: User) -> None:
    if not organisation.members.filter(user=by, role=MemberRole.OWNER).exists():
        raise CannotChangeMembers("Only its owners decide who looks after these pages.")


def _check_not_last_owner(organisation: Organisation, membership: Membership) -> None:
    others = Membership.objects.acting_owners_of(organisation).exclude(pk=membership.pk)
    if membership.role == MemberRole.OWNER and not others.exists():
        raise CannotChangeMembers(
            "An organisation needs an owner. Make a colleague an owner first, then go."
        )
