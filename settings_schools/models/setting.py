"""An education setting: a school of the national register, or one that somebody added."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.history import kept
from accounts.models import User
from partners.validators import validate_no_email, validate_postcode
from reference.fields import GridPointField, position_on_the_grid
from reference.models import LocalAuthority, SettingType
from settings_schools.choices import TEACHING, Phase, SettingStatus
from settings_schools.querysets import EducationSettingQuerySet, search_words

# Children's centres have five digits, all others six.
LOWEST_URN, HIGHEST_URN = 10_000, 999_999
_SEVEN_DIGITS = r"^[0-9]{7}$"


@kept(derived=("position", "pupils", "search_words", "updated_at"))
class EducationSetting(models.Model):
    """A place where children and young people learn.

    Most come from the Department for Education's register and have a URN. Others (nurseries, youth
    offending teams, home-education groups, trusts) are added by whoever misses them, and are found
    by others once staff checked them.
    """

    Phase, Status = Phase, SettingStatus

    urn = models.PositiveIntegerField(
        "URN",
        null=True,
        blank=True,
        unique=True,
        help_text="Its number in the national register; many settings have none.",
        validators=[MinValueValidator(LOWEST_URN), MaxValueValidator(HIGHEST_URN)],
    )
    dfe_number = models.CharField(
        "DfE number",
        max_length=7,
        blank=True,
        db_index=True,
        help_text="Its authority's three digits and its own four.",
        validators=[RegexValidator(_SEVEN_DIGITS, "Give seven digits, such as 3831000.")],
    )
    name = models.CharField(max_length=160, validators=[validate_no_email])
    setting_type = models.ForeignKey(SettingType, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=24, choices=Phase, blank=True)
    authority = models.ForeignKey(
        LocalAuthority,
        on_delete=models.PROTECT,
        related_name="education_settings",
        verbose_name="local authority",
    )
    town = models.CharField(max_length=80, blank=True, validators=[validate_no_email])
    postcode = models.CharField(max_length=8, blank=True, validators=[validate_postcode])
    position = GridPointField(null=True, blank=True, editable=False)
    status = models.CharField(max_length=10, choices=SettingStatus, default=SettingStatus.OPEN)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        help_text="What became of it once it closed.",
    )
    pupils = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="As the register counts them."
    )
    from_register = models.BooleanField(default=False, editable=False)
    checked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Until then nobody else finds it."
    )
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)
    # Made from name and town by save(), and by the import, which writes past it.
    search_words = models.TextField(default="", editable=False)

    objects: ClassVar = EducationSettingQuerySet.as_manager()

    class Meta:
        indexes = (
            GinIndex(OpClass("search_words", name="gin_trgm_ops"), name="setting_words_trigrams"),
            models.Index(
                fields=["postcode"], name="setting_postcode", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["created_at"], name="setting_to_check", condition=Q(checked_at=None)
            ),
        )
        constraints = (
            position_on_the_grid("educationsetting"),
            models.CheckConstraint(
                condition=Q(status__in=SettingStatus.values), name="educationsetting_status_known"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["", *Phase.values]), name="educationsetting_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(urn=None) | Q(urn__range=(LOWEST_URN, HIGHEST_URN)),
                name="educationsetting_urn_has_its_digits",
            ),
            models.CheckConstraint(
                condition=Q(dfe_number="") | Q(dfe_number__regex=_SEVEN_DIGITS),
                name="educationsetting_dfe_number_has_seven_digits",
            ),
            models.CheckConstraint(
                condition=Q(from_register=False) | Q(urn__isnull=False, checked_at__isnull=False),
                name="educationsetting_of_the_register_has_its_urn",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("pk")),
                name="educationsetting_succeeds_another",
                violation_error_message="A setting cannot be its own successor.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name

    def save(self, **kwargs: Any) -> None:
        self.search_words = search_words(self.name, self.town)
        if (only := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*only, "search_words"}
        super().save(**kwargs)

    @property
    def teaches(self) -> bool:
        return self.status in TEACHING

    @property
    def where(self) -> str:
        """Town and postcode, as far as there are any; else its authority."""
        return ", ".join(filter(None, [self.town, self.postcode])) or str(self.authority)
