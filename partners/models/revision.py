"""Changes of what is listed: those that wait, those that went live at once, and notes on them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.history import kept
from accounts.models import User
from partners.choices import ReasonCode, RevisionState
from partners.models.image import OrganisationImage
from partners.models.offer import Offer
from partners.models.organisation import Organisation
from partners.revisions.querysets import ReviewNoteQuerySet, RevisionQuerySet

OPEN = (RevisionState.WAITING, RevisionState.RETURNED)


@kept(private=("before", "proposed", "reason"), of="organisation")
class Revision(models.Model):
    """Other values for some fields of a listed organisation, or of one of its offers.

    `before` and `proposed` hold plain values by the field's name, as `partners.revisions.values`
    reads and writes them; to them a venue is a field of its organisation. What waits changes
    nothing that the public sees; what went live at once is kept so that staff may look at it and
    undo it. `version` counts up with every edit, so that whoever approves approves what they read.
    """

    State = RevisionState

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="revisions"
    )
    offer = models.ForeignKey(
        Offer,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="revisions",
        help_text="Empty: it changes the profile.",
    )
    before = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=RevisionState, default=RevisionState.WAITING)
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="written by"
    )
    sent_at = models.DateTimeField("handed in", default=timezone.now)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "change"
        indexes = (models.Index(fields=["state", "sent_at"], name="revision_of_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(offer__isnull=True, state__in=OPEN),
                name="revision_one_open_profile",
            ),
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(offer__isnull=False, state__in=OPEN),
                name="revision_one_open_offer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values), name="revision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, decided_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(decided_at__isnull=False),
                name="revision_open_or_decided",
            ),
        )

    def __str__(self) -> str:
        if self.offer:
            return f"{self.offer} ({self.organisation})"
        return f"Profile of {self.organisation}"

    def pictures_that_came(self) -> QuerySet[OrganisationImage]:
        """With this change, whether they wait or are live."""
        return OrganisationImage.every.filter(revision=self).order_by("pk")

    @property
    def is_empty(self) -> bool:
        """It changes no field, and what pictures came with it are gone."""
        return not self.proposed and not self.pictures_that_came().exists()

    @property
    def target(self) -> Organisation | Offer:
        """The row that it changes."""
        return self.offer or self.organisation


@kept(private=("words",), of="organisation")
class ReviewNote(models.Model):
    """What staff ask to be changed, and of which field; it stands beside the field until then."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="review_notes"
    )
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.CASCADE, related_name="review_notes"
    )
    field = models.CharField(max_length=40, blank=True, help_text="Empty: about all of it.")
    code = models.CharField(max_length=20, choices=ReasonCode, default=ReasonCode.OTHER)
    words = models.TextField(max_length=1000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ReviewNoteQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organisation", "settled_at"], name="note_of_row"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__in=ReasonCode.values), name="review_note_code_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="review_note_has_words"),
        )

    def __str__(self) -> str:
        return self.words
