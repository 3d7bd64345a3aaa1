"""Who looks after an organisation's pages: members, and those who are asked or ask to be."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.history import kept
from accounts.models import User
from partners.choices import JoinKind, JoinState, MemberRole
from partners.models.organisation import Organisation
from partners.querysets import (
    INVITATION_LASTS,
    InvitationQuerySet,
    JoinRequestQuerySet,
    MembershipQuerySet,
)


@kept(of="organisation")
class Membership(models.Model):
    """That somebody may write an organisation's pages; owners also decide who else may."""

    Role = MemberRole

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=8, choices=MemberRole, default=MemberRole.EDITOR)
    since = models.DateTimeField(default=timezone.now)
    gets_figures = models.BooleanField(
        "gets the monthly figures",
        default=True,
        db_default=True,
        help_text="An e-mail each month: how often it was seen, saved and asked.",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"],
                name="membership_once",
                violation_error_message="They are a member already.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole.values), name="membership_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"

    @property
    def is_owner(self) -> bool:
        return self.role == MemberRole.OWNER


@kept(private=("email", "nonce"), of="organisation")
class Invitation(models.Model):
    """That a colleague is asked, by e-mail, to look after an organisation's pages too."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=8, choices=MemberRole, default=MemberRole.EDITOR)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                name="invitation_once",
                violation_error_message="They are invited already.",
            ),
        )

    def __str__(self) -> str:
        return f"Invitation to {self.organisation}"

    @property
    def ends_at(self) -> datetime:
        return self.invited_at + INVITATION_LASTS

    def is_for(self, user: User) -> bool:
        return user.email.lower() == self.email.lower()


@kept(private=("message",), of="organisation")
class JoinRequest(models.Model):
    """That somebody asks to look after an organisation's pages: its owners decide, or staff."""

    Kind, State = JoinKind, JoinState

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="join_requests"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    kind = models.CharField(max_length=8, choices=JoinKind)
    message = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=JoinState, default=JoinState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state="waiting"),
                name="join_request_waits_once",
                violation_error_message="You asked already.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="join_request_decided_or_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} asks to join {self.organisation}"
