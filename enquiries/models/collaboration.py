"""What an education setting did together with a partner, and what it can help to evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from enquiries.choices import CollaborationState, GapState, Party
from enquiries.collaborations.querysets import (
    CollaborationPictureQuerySet,
    CollaborationQuerySet,
    NameToInviteQuerySet,
)
from enquiries.models.enquiry import new_nonce
from enquiries.models.recipient import EnquiryRecipient
from partners.models import Offer, Organisation
from reference.models import ArtsmarkCriterion, QualityPrinciple, SmscStrand
from settings_schools.models import EducationSetting

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from enquiries.models.collaboration import NameToInvite as _Name

_WORKS_WITH_ONE = "Say with whom: a partner from the directory, or the name of somebody else."


class Collaboration(models.Model):
    """Begun by either side and confirmed by both; names no pupil.

    With somebody who is not in the directory (`other_name`) it is the setting's own entry: nobody
    else reads it. The days are London's; it belongs to the Journey in whose time its first day is.
    """

    State = CollaborationState

    setting = models.ForeignKey(
        EducationSetting, on_delete=models.PROTECT, related_name="collaborations"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="collaborations",
        verbose_name="partner",
    )
    other_name = models.CharField("somebody else", max_length=120, blank=True)
    recipient = models.OneToOneField(
        EnquiryRecipient,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="collaboration",
        help_text="The enquiry that it came of, until that is erased.",
    )
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)

    # What it was
    title = models.CharField("what you did together", max_length=120)
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_on = models.DateField("first day")
    last_on = models.DateField("last day", null=True, blank=True)
    classes = models.CharField("which classes", max_length=120, blank=True)
    pupils = models.PositiveSmallIntegerField(
        "how many pupils",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
    )

    # What it can help to evidence
    criteria = models.ManyToManyField(ArtsmarkCriterion, blank=True, related_name="+")
    quality_principles = models.ManyToManyField(QualityPrinciple, blank=True, related_name="+")
    smsc_strands = models.ManyToManyField(
        SmscStrand, blank=True, related_name="+", verbose_name="SMSC strands"
    )
    learnt = models.TextField(
        "what was learnt", max_length=4000, blank=True, help_text="The setting's own notes."
    )

    # How it stands
    state = models.CharField(
        max_length=12, choices=CollaborationState, default=CollaborationState.WAITING
    )
    begun_side = models.CharField(max_length=8, choices=Party)
    begun_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    setting_confirmed_at = models.DateTimeField(null=True, blank=True)
    partner_confirmed_at = models.DateTimeField(null=True, blank=True)
    denied_side = models.CharField(max_length=8, choices=Party, blank=True)
    asked_on = models.DateField(
        null=True, blank=True, help_text="When the side that was silent was asked; once."
    )
    emptied_on = models.DateField(
        null=True, blank=True, help_text="When its words were erased; what was counted stays."
    )

    objects: ClassVar = CollaborationQuerySet.as_manager()

    if TYPE_CHECKING:
        name_to_invite: _Name
        pictures: RelatedManager[CollaborationPicture]

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["setting", "-first_on"], name="collaboration_of_setting"),
            models.Index(fields=["organisation", "-first_on"], name="collaboration_of_partner"),
            models.Index(fields=["state", "begun_at"], name="collaboration_waiting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, other_name="")
                | Q(organisation__isnull=True) & ~Q(other_name=""),
                name="collaboration_with_one",
                violation_error_message=_WORKS_WITH_ONE,
            ),
            models.CheckConstraint(
                condition=Q(offer__isnull=True) | Q(organisation__isnull=False),
                name="collaboration_offer_is_a_partners",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="collaboration_has_title"),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="collaboration_days_in_order",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(pupils__isnull=True) | Q(pupils__gte=1, pupils__lte=5000),
                name="collaboration_pupils_likely",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CollaborationState.values), name="collaboration_state_known"
            ),
            models.CheckConstraint(
                condition=Q(begun_side__in=Party.values), name="collaboration_begun_by_a_side"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(setting_confirmed_at__isnull=False)
                & (Q(organisation__isnull=True) | Q(partner_confirmed_at__isnull=False)),
                name="collaboration_confirmed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting")
                | Q(organisation__isnull=False)
                & (Q(setting_confirmed_at__isnull=True) | Q(partner_confirmed_at__isnull=True)),
                name="collaboration_waits_for_a_side",
            ),
            models.CheckConstraint(
                condition=Q(state="denied", denied_side__in=Party.values)
                | ~Q(state="denied") & Q(denied_side=""),
                name="collaboration_denied_by_a_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.setting.name} with {self.partner_name}"

    @property
    def partner_name(self) -> str:
        return self.organisation.name if self.organisation else self.other_name

    @property
    def is_own_entry(self) -> bool:
        """With somebody who is not in the directory: the setting alone says that it happened."""
        return self.organisation_id is None

    @property
    def waits_for(self) -> Party | None:
        """The side that has not said whether it happened."""
        if self.state != CollaborationState.WAITING:
            return None
        return Party.PARTNER if self.setting_confirmed_at else Party.SETTING

    @property
    def is_to_come(self) -> bool:
        return self.first_on > timezone.localdate()

    @property
    def last_day(self) -> date:
        return self.last_on or self.first_on


class CollaborationPicture(models.Model):
    """A picture for the setting's evidence, which it alone sees; rebuilt from its pixels.

    The file is in the row, so that it goes with it, and no address but the setting's leads to it.
    """

    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="pictures"
    )
    webp = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt_text = models.CharField(
        "description for people who cannot see it",
        max_length=250,
        help_text="What the picture shows, without names of people.",
    )
    permission_confirmed = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = CollaborationPictureQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=~Q(alt_text=""), name="evidence_picture_described"),
            models.CheckConstraint(
                condition=Q(permission_confirmed=True), name="evidence_picture_agreed_to"
            ),
        )

    def __str__(self) -> str:
        return self.alt_text


class NameToInvite(models.Model):
    """An organisation that a setting worked with, as it lets its Bridge know: to be invited.

    Staff see its name and who named it, and nothing of what the two did. What this row is called
    in lists and logs does not say it, so that the setting can take it back.
    """

    collaboration = models.OneToOneField(
        Collaboration, on_delete=models.CASCADE, related_name="name_to_invite"
    )
    named_at = models.DateTimeField("named", default=timezone.now)
    state = models.CharField(max_length=8, choices=GapState, default=GapState.OPEN)

    objects: ClassVar = NameToInviteQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = "name to invite"
        verbose_name_plural = "names to invite"
        indexes = (models.Index(fields=["state", "named_at"], name="name_oldest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=GapState.values), name="name_to_invite_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"Name to invite {self.pk}"

    @property
    def in_words(self) -> str:
        """For staff who may read it."""
        return f"{self.collaboration.other_name}, named by {self.collaboration.setting.name}"
