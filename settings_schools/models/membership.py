"""Who belongs to a setting, since when, and what made it certain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.history import kept
from accounts.models import User
from settings_schools.choices import LIVE, ConfirmedBy, ConnectionState, SettingRole
from settings_schools.models.setting import EducationSetting
from settings_schools.querysets import SettingMembershipQuerySet


@kept(of="setting")
class SettingMembership(models.Model):
    """The connection of a person to a setting; only a confirmed one opens its pages."""

    Role, State, How = SettingRole, ConnectionState, ConfirmedBy

    setting = models.ForeignKey(EducationSetting, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="setting_memberships")
    role = models.CharField(max_length=8, choices=SettingRole, default=SettingRole.MEMBER)
    state = models.CharField(
        max_length=10, choices=ConnectionState, default=ConnectionState.ASKED, editable=False
    )
    how = models.CharField(max_length=10, choices=ConfirmedBy, blank=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SettingMembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["setting", "user"],
                condition=Q(state__in=LIVE),
                name="settingmembership_once",
                violation_error_message="They belong to this setting already, or asked to.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConnectionState.values), name="settingmembership_state_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=SettingRole.values), name="settingmembership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["", *ConfirmedBy.values]), name="settingmembership_how_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False) & ~Q(how=""),
                name="settingmembership_confirmed_somehow",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | ~Q(state="ended") & Q(ended_at=None),
                name="settingmembership_ended_at_a_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} of {self.setting}"
