"""Who looks after an organisation's pages: members, and those who are asked or ask to be."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from partners.choices import MemberRole
from partners.models.organisation import Organisation
from partners.querysets import MembershipQuerySet


class Membership(models.Model):
    """That somebody may write an organisation's pages; owners also decide who else may."""

    Role = MemberRole

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=8, choices=MemberRole, default=MemberRole.EDITOR)
    since = models.DateTimeField(default=timezone.now)

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
