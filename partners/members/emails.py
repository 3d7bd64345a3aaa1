"""Letters about who looks after an organisation's pages."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.choices import JoinKind, JoinState
from partners.launch import in_words
from partners.members.links import token_for
from partners.models import Invitation, JoinRequest, Organisation

INVITATION = "partners.invitation"
JOIN_REQUEST, JOIN_DECISION = "partners.join_request", "partners.join_decision"
REMOVED = "partners.member_removed"


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
