"""One of those who are asked, and what the two say to each other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from enquiries.choices import Answer, DeclineReason, RecipientState, Settlement, Side
from enquiries.models.enquiry import Enquiry, new_nonce
from enquiries.querysets import EnquiryRecipientQuerySet
from partners.models import Offer, Organisation

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class EnquiryRecipient(models.Model):
    """An organisation that is asked. It never learns who else was.

    An address of e-mail is shown to the other side only after its owner chose to show it there.
    """

    State = RecipientState

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="enquiries"
    )
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    state = models.CharField(max_length=12, choices=RecipientState, default=RecipientState.CHOSEN)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    decline_reasons = ArrayField(
        models.CharField(max_length=12, choices=DeclineReason), default=list, blank=True
    )
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    told_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the first person took over the pages, if that was after it was sent.",
    )
    overdue_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="When ten of their days were over without an answer, or nobody could answer.",
    )

    settlement = models.CharField(
        "what was done",
        max_length=12,
        choices=Settlement,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    settlement_words = models.TextField(
        "in words",
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="As the school reads it.",
    )
    settled_on = models.DateField("settled on", null=True, blank=True, editable=False)

    sender_shows_address = models.BooleanField(default=False)
    shown_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose address the partner chose to show.",
    )

    objects: ClassVar = EnquiryRecipientQuerySet.as_manager()

    if TYPE_CHECKING:
        messages: RelatedManager[Message]

    class Meta:
        verbose_name = "enquiry to an organisation"
        verbose_name_plural = "enquiries to organisations"
        indexes = (
            models.Index(fields=["organisation", "state"], name="recipient_of_organisation"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["enquiry", "organisation"], name="recipient_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RecipientState.values), name="recipient_state_known"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]), name="recipient_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="") & Q(answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="recipient_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(settlement__in=["", *Settlement.values]),
                name="recipient_settlement_known",
            ),
            models.CheckConstraint(
                condition=Q(settlement="", settlement_words="", settled_on__isnull=True)
                | ~Q(settlement="") & ~Q(settlement_words="") & Q(settled_on__isnull=False),
                name="recipient_settled_with_words_and_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enquiry} to {self.organisation}"

    @property
    def is_unanswered(self) -> bool:
        return self.state in (RecipientState.SENT, RecipientState.READ)

    @property
    def may_be_answered(self) -> bool:
        """First of all, or after they had a question."""
        return self.is_unanswered or (
            self.state == RecipientState.ANSWERED and self.answer == Answer.QUESTION
        )

    @property
    def waits(self) -> bool:
        """For an answer, or for staff who do something about it."""
        return self.is_unanswered and self.settled_on is None

    @property
    def waits_from(self) -> date | None:
        """London's day from which its days count: since then somebody could answer."""
        sent_at = self.enquiry.sent_at
        return self.told_on or (timezone.localdate(sent_at) if sent_at else None)

    @property
    def reasons(self) -> list[str]:
        """Why they cannot, in words."""
        return [str(DeclineReason(reason).label) for reason in self.decline_reasons]

    def thread(self) -> list[Message]:
        """What was said, the oldest first; out of what was read with it, if it was."""
        return sorted(self.messages.all(), key=lambda message: (message.sent_at, message.pk))

    @property
    def address_of_partner(self) -> str:
        """Of whoever chose to show it, for as long as they look after the organisation."""
        if self.shown_by is None or not self.organisation.members.filter(user=self.shown_by):
            return ""
        return self.shown_by.email

    @property
    def address_of_sender(self) -> str:
        """If they chose to show it."""
        return self.enquiry.email if self.sender_shows_address else ""


class Message(models.Model):
    """What one side wrote to the other, after the enquiry itself."""

    Side = Side

    recipient = models.ForeignKey(
        EnquiryRecipient, on_delete=models.CASCADE, related_name="messages"
    )
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=3000)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="message_has_text"),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"
