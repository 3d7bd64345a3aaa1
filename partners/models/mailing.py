"""Letters to a chosen list of organisations, at a set pace, and what came of each."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import MailRecord, User
from partners.choices import InvitedAnswer, MailingKind, MailingState
from partners.letters.querysets import INVITED_FOR, AddresseeQuerySet, MailingQuerySet
from partners.models.organisation import Organisation
from reference.models import BridgeOrganisation

FASTEST = 600  # letters an hour


class Mailing(models.Model):
    """One letter to many, from one regional body. Its words do not change once it has begun."""

    Kind, State = MailingKind, MailingState

    bridge = models.ForeignKey(
        BridgeOrganisation, on_delete=models.PROTECT, related_name="mailings", verbose_name="from"
    )
    kind = models.CharField(max_length=12, choices=MailingKind, default=MailingKind.SERVICE)
    subject = models.CharField(max_length=150)
    body = models.TextField("text", max_length=4000)
    an_hour = models.PositiveSmallIntegerField(
        "letters an hour",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(FASTEST)],
    )
    state = models.CharField(max_length=8, choices=MailingState, default=MailingState.GOING)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    form = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="The form that began it: sent twice, it begins one letter.",
    )

    objects = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = "letter to a list"
        verbose_name_plural = "letters to lists"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=MailingKind.values), name="mailing_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailingState.values), name="mailing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(an_hour__gte=1, an_hour__lte=FASTEST), name="mailing_pace_possible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} ({date_format(timezone.localtime(self.begun_at))})"


class Addressee(models.Model):
    """One of them: an address, for an organisation. The address is forgotten after 90 days.

    Whoever owns several is in there once for each, and gets one letter about them all.
    """

    Answer = InvitedAnswer

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField("e-mail address", blank=True)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    posted_at = models.DateTimeField(null=True, blank=True, help_text="The last time it was sent.")
    record = models.ForeignKey(MailRecord, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(max_length=8, choices=InvitedAnswer, blank=True)
    answer_words = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "mailing",
                "organisation",
                Lower("email"),
                condition=~Q(email=""),
                name="addressee_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="addressee_answered_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.mailing}"

    @property
    def ends_at(self) -> datetime | None:
        """When the link of an invitation ends."""
        return self.posted_at + INVITED_FOR if self.posted_at else None


class NewsRefusal(models.Model):
    """That an address gets no more news. Service letters, of what it needs to know, still come."""

    email = models.EmailField("e-mail address")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="news_refusal_once"),)

    def __str__(self) -> str:
        return f"No news since {date_format(timezone.localtime(self.since))}"
