"""What somebody at a school asks, of one partner or of up to five at once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from enquiries.choices import Budget, EnquirerRole, EnquiryState
from enquiries.querysets import EnquiryQuerySet
from reference.models import ArtsmarkCriterion, KeyStage, LocalAuthority, SettingType
from settings_schools.models import EducationSetting

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from enquiries.models.recipient import EnquiryRecipient


def new_nonce() -> str:
    """What the links of a row are derived from; another one ends them. 96 bits."""
    return secrets.token_urlsafe(12)


class Enquiry(models.Model):
    """From the first word written until it is erased; partners see it once it is sent.

    The sender needs no account: whoever opens the link in the e-mail and presses the button is
    who the address belongs to. While it is being written, a cookie of that browser alone finds it.
    """

    State = EnquiryState

    state = models.CharField(max_length=12, choices=EnquiryState, default=EnquiryState.WRITING)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)

    # What is asked
    purpose = models.TextField("what for", max_length=2000, blank=True)
    key_stages = models.ManyToManyField(KeyStage, blank=True, related_name="+")
    years = models.CharField("which years", max_length=80, blank=True)
    pupils = models.PositiveSmallIntegerField(
        "how many pupils",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
    )
    when = models.CharField(max_length=200, blank=True)
    budget = models.CharField(max_length=12, choices=Budget, blank=True)
    strengthens = models.ManyToManyField(ArtsmarkCriterion, blank=True, related_name="+")

    # Who asks
    role = models.CharField(max_length=20, choices=EnquirerRole, blank=True)
    setting = models.ForeignKey(
        EducationSetting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="enquiries",
        help_text="Empty: it was not listed, and was typed.",
    )
    setting_name = models.CharField("school or setting", max_length=160, blank=True)
    setting_type = models.ForeignKey(
        SettingType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="local authority",
    )
    urn = models.CharField(
        "URN",
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5,6}$", "A URN is six digits, or five.")],
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="enquiries"
    )

    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = EnquiryQuerySet.as_manager()

    if TYPE_CHECKING:
        recipients: RelatedManager[EnquiryRecipient]

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = (
            models.Index(fields=["email", "-sent_at"], name="enquiry_of_address"),
            models.Index(fields=["state", "changed_at"], name="enquiry_left_unsent"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=EnquiryState.values), name="enquiry_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="enquiry_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="writing")
                | ~Q(email="") & ~Q(name="") & ~Q(purpose="") & ~Q(setting_name=""),
                name="enquiry_is_whole_when_sent",
            ),
        )

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"
