"""The e-mail domains that prove that somebody belongs to a setting."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.history import kept
from accounts.models import User
from settings_schools.models.setting import EducationSetting
from settings_schools.public_mail import is_anybodys
from settings_schools.querysets import SettingDomainQuerySet

# `millhouse.devon.sch.uk`; what comes after the @ of an address.
_DOMAIN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"


def validate_nobody_elses(domain: str) -> None:
    """That not everybody can have an address there."""
    if is_anybodys(domain):
        raise ValidationError(
            "Anybody can have an address there. Give a domain of the setting's own."
        )


@kept(of="setting")
class SettingDomain(models.Model):
    """Whoever reads mail at this domain belongs to the setting: staff said so.

    One domain may be of several settings: all schools of a trust.
    """

    setting = models.ForeignKey(EducationSetting, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        "e-mail domain",
        max_length=120,
        help_text="What comes after the @, such as millhouse.devon.sch.uk.",
        validators=[
            RegexValidator(_DOMAIN, "Enter a domain like millhouse.devon.sch.uk."),
            validate_nobody_elses,
        ],
    )
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = SettingDomainQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["setting", "domain"],
                name="settingdomain_once",
                violation_error_message="This domain is there already.",
            ),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")), name="settingdomain_lower_case"
            ),
        )

    def __str__(self) -> str:
        return f"{self.domain} of {self.setting}"
