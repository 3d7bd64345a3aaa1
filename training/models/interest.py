"""That somebody would come to a session, if there were one that suits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.history import kept
from partners.models import Organisation
from reference.models import ArtForm, LocalAuthority
from training.choices import STILL_INTERESTED, InterestState
from training.models.booking import new_nonce
from training.querysets import InterestQuerySet


@kept(private=("name", "email", "nonce", "organisation_name", "suits"))
class InterestRegistration(models.Model):
    """Kept until a session is found, asked again after a year, and deleted unless they say yes.

    Nothing is sent to an address before somebody who reads its mail pressed the button.
    """

    State = InterestState

    state = models.CharField(max_length=8, choices=InterestState, default=InterestState.OPEN)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    organisation_name = models.CharField("organisation", max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    authority = models.ForeignKey(
        LocalAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="local authority",
    )
    art_forms = models.ManyToManyField(ArtForm, blank=True, related_name="+")
    in_person = models.BooleanField("in person suits", default=True)
    online = models.BooleanField("online suits", default=True)
    suits = models.TextField("days and times that suit", max_length=500, blank=True)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    still_asked_at = models.DateTimeField(
        null=True, editable=False, help_text="When they were asked whether they still would."
    )
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="training_interest_once_an_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=InterestState.values), name="training_interest_state_known"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(email="", name="", organisation_name=""),
                name="training_interest_forgotten_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"Interest of {self.organisation_name or 'somebody'}"

    @property
    def is_waiting(self) -> bool:
        """Whether they are told of sessions, as `waiting()` says of all."""
        said_yes = self.confirmed_at is not None and self.forgotten_at is None
        return said_yes and self.state in STILL_INTERESTED
