"""That an organisation shall be led by another regional body: asked by one, for the other."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from partners.choices import MoveState
from partners.models.organisation import Organisation
from partners.moving.querysets import BridgeMoveQuerySet
from reference.models import BridgeOrganisation


class BridgeMove(models.Model):
    """One asks, the other answers; `answer_by` says which of the two. Empty: national staff."""

    State = MoveState

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="moves")
    from_bridge = models.ForeignKey(
        BridgeOrganisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="led by",
    )
    to_bridge = models.ForeignKey(
        BridgeOrganisation, on_delete=models.PROTECT, related_name="+", verbose_name="to be led by"
    )
    answer_by = models.ForeignKey(
        BridgeOrganisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=1000)
    state = models.CharField(max_length=12, choices=MoveState, default=MoveState.WAITING)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar = BridgeMoveQuerySet.as_manager()

    class Meta:
        verbose_name = "move to another body"
        verbose_name_plural = "moves to another body"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state="waiting"),
                name="bridge_move_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(from_bridge__isnull=True) | ~Q(from_bridge=F("to_bridge")),
                name="bridge_move_goes_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="bridge_move_decided_or_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MoveState.values), name="bridge_move_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.from_bridge or 'nobody'} → {self.to_bridge}"
