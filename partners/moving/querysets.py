"""Which moves somebody may see, and which they may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partners.choices import MoveState

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models.bridge_move import BridgeMove  # noqa: F401


class BridgeMoveQuerySet(models.QuerySet["BridgeMove"]):
    def readable_by(self, user: User) -> BridgeMoveQuerySet:
        """Those from or to a body that they work for."""
        if user.is_superuser:
            return self
        return self.filter(Q(from_bridge__in=user.bridges) | Q(to_bridge__in=user.bridges))

    def writable_by(self, user: User) -> BridgeMoveQuerySet:
        """Those that wait for an answer of theirs. Nobody decides about where they belong."""
        waiting = self.filter(state=MoveState.WAITING).exclude(organisation__members__user=user)
        return waiting if user.is_superuser else waiting.filter(answer_by__in=user.bridges)
