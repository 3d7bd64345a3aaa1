"""Letters about who looks after an organisation's pages."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.choices import JoinKind, JoinState
from partners.launch import in_words
from partners.members.links import token_for
from partners.models import Invitation, JoinRequest, Membership, Organisation

INVITATION = "partners.invitation"
JOIN_REQUEST, JOIN_DECISION = "partners.join_request", "partners.join_decision"
REMOVED = "partners.member_removed"
MADE_AN_OWNER, ACCESS_ENDED = "partners.made_owner", "partners.access_ended"
OWNERS_TOLD = "partners.owners_told"
# What staff did about somebody, of which the owners are told.
JOINED, MADE_OWNER, ENDED = "joined", "made an owner", "access ended"
_SUBJECTS = {
    JOINED: "{} joined {}",
    MADE_OWNER: "{} owns the pages of {} now",
    ENDED: "{} no longer looks after {}",
}


def post_invitation(invitation: Invitation) -> None:
    post(INVITATION, to=invitation.email, about=invitation)


@writes(INVITATION)
def write_invitation(record: MailRecord) -> Letter | None:
    invitation = record.about
    if not isinstance(invitation, Invitation):
        return None
    path = reverse("my-organisation:invitation", args=[invitation.pk, token_for(invitation)])
    name = invitation.organisation.name
    return Letter(
        subject=f"Will you look after the pages of {name}?",
        template="emails/invitation.txt",
        context={
            "organisation": name,
            "by": str(invitation.invited_by or "A colleague"),
            "address": settings.SITE_ADDRESS + path,
            "ends_on": in_words(timezone.localdate(invitation.ends_at)),
        },
    )


def post_join_request(request: JoinRequest, *, to: User) -> None:
    post(JOIN_REQUEST, to=to.email, about=request)


@writes(JOIN_REQUEST)
def write_join_request(record: MailRecord) -> Letter | None:
    request = record.about
    if not isinstance(request, JoinRequest) or request.state != JoinState.WAITING:
        return None
    path = reverse("my-organisation:members", args=[request.organisation_id])
    return Letter(
        subject=f"{request.user.name or 'Somebody'} asks to join {request.organisation}",
        template="emails/join_request.txt",
        context={
            "organisation": request.organisation.name,
            "who": request.user.name,
            "email": request.user.email,
            "message": request.message,
            "address": settings.SITE_ADDRESS + path,
        },
    )


def post_join_decision(request: JoinRequest) -> None:
    post(JOIN_DECISION, to=request.user.email, about=request)


@writes(JOIN_DECISION)
def write_join_decision(record: MailRecord) -> Letter | None:
    request = record.about
    if not isinstance(request, JoinRequest) or request.state == JoinState.WAITING:
        return None
    accepted = request.state == JoinState.ACCEPTED
    path = reverse("my-organisation:tasks", args=[request.organisation_id])
    name = request.organisation.name
    return Letter(
        subject=f"You look after {name} now" if accepted else f"You cannot join {name}",
        template="emails/join_decision.txt",
        context={
            "organisation": name,
            "accepted": accepted,
            "is_claim": request.kind == JoinKind.CLAIM,
            "address": settings.SITE_ADDRESS + path,
        },
    )


def post_removed(organisation: Organisation, *, to: User) -> None:
    post(REMOVED, to=to.email, about=organisation)


@writes(REMOVED)
def write_removed(record: MailRecord) -> Letter | None:
    """Not written to somebody who was taken in again meanwhile."""
    organisation = record.about
    if not isinstance(organisation, Organisation):
        return None
    if organisation.members.filter(user__email=record.to.lower()).exists():
        return None
    return Letter(
        subject=f"You no longer look after {organisation}",
        template="emails/member_removed.txt",
        context={"organisation": organisation.name, "led_by": organisation.led_by},
    )


def post_made_owner(organisation: Organisation, *, to: User) -> None:
    post(MADE_AN_OWNER, to=to.email, about=organisation)


@writes(MADE_AN_OWNER)
def write_made_owner(record: MailRecord) -> Letter | None:
    """Not written when they no longer are."""
    organisation = record.about
    if not isinstance(organisation, Organisation):
        return None
    owners = Membership.objects.acting_owners_of(organisation)
    if not owners.filter(user__email=record.to.lower()).exists():
        return None
    return _by_staff(
        organisation,
        f"You own the pages of {organisation} now",
        "emails/made_owner.txt",
        address=_members_page(organisation),
    )


def post_access_ended(organisation: Organisation, *, to: User) -> None:
    post(ACCESS_ENDED, to=to.email, about=organisation)


@writes(ACCESS_ENDED)
def write_access_ended(record: MailRecord) -> Letter | None:
    """Not written to somebody who was taken in again meanwhile."""
    organisation = record.about
    if not isinstance(organisation, Organisation):
        return None
    if organisation.members.filter(user__email=record.to.lower()).exists():
        return None
    return _by_staff(
        organisation, f"You no longer look after {organisation}", "emails/access_ended.txt"
    )


def post_to_owners(organisation: Organisation, what: str, *, about: User) -> None:
    """What staff did about somebody, to the owners, other than themselves, who can sign in."""
    others = Membership.objects.acting_owners_of(organisation).exclude(user=about)
    for owner in others.select_related("user"):
        facts = {"what": what, "user": about.pk}
        post(OWNERS_TOLD, to=owner.user.email, about=organisation, facts=facts)


@writes(OWNERS_TOLD)
def write_to_owners(record: MailRecord) -> Letter | None:
    """Not written when the account is gone, whose name it would tell."""
    organisation = record.about
    who = User.objects.filter(pk=record.facts["user"]).first()
    if not isinstance(organisation, Organisation) or who is None:
        return None
    what = record.facts["what"]
    return _by_staff(
        organisation,
        _SUBJECTS[what].format(who.name or "Somebody", organisation),
        "emails/owners_told.txt",
        who=who.name or who.email,
        what=what,
        address=_members_page(organisation),
    )


def _by_staff(organisation: Organisation, subject: str, template: str, **facts: str) -> Letter:
    led_by = organisation.led_by
    return Letter(
        subject=subject,
        template=template,
        context={"organisation": organisation.name, "led_by": led_by, **facts},
        reply_to=led_by.contact_email if led_by else "",
    )


def _members_page(organisation: Organisation) -> str:
    path = reverse("my-organisation:members", args=[organisation.pk])
    return settings.SITE_ADDRESS + path
