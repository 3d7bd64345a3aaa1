"""What can be said about changes, and about what staff ask to be changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from partners.choices import RevisionState
from partners.querysets import OfAreas

if TYPE_CHECKING:
    from partners.models.offer import Offer
    from partners.models.organisation import Organisation
    from partners.models.revision import ReviewNote, Revision  # noqa: F401


class RevisionQuerySet(OfAreas["Revision"]):
    def of(self, target: Organisation | Offer) -> RevisionQuerySet:
        """Those of a profile, or of one offer."""
        if target._meta.model_name == "offer":
            return self.filter(offer=target.pk)
        return self.filter(organisation=target.pk, offer__isnull=True)

    def open(self) -> RevisionQuerySet:
        """Those that staff or the owners still have to do with."""
        return self.filter(state__in=(RevisionState.WAITING, RevisionState.RETURNED))

    def waiting(self) -> RevisionQuerySet:
        """Those that wait for staff, the oldest first."""
        waiting = self.filter(state=RevisionState.WAITING)
        return waiting.select_related("organisation", "offer").order_by("sent_at", "pk")

    def at_once_since(self, moment: datetime) -> RevisionQuerySet:
        """What went live without staff since then, the last one first."""
        since = self.filter(state=RevisionState.AT_ONCE, decided_at__gte=moment)
        rows = since.select_related("organisation", "offer").prefetch_related("pictures")
        return rows.order_by("-decided_at", "-pk")

    def lived(self) -> RevisionQuerySet:
        """Those that changed what the public sees, the last one first."""
        states = (RevisionState.APPROVED, RevisionState.AT_ONCE)
        return self.filter(state__in=states).order_by("-decided_at", "-pk")


class ReviewNoteQuerySet(OfAreas["ReviewNote"]):
    def unsettled(self, target: Organisation | Offer) -> ReviewNoteQuerySet:
        """What staff still ask of a profile, or of one offer."""
        is_offer = target._meta.model_name == "offer"
        about = Q(offer=target.pk) if is_offer else Q(organisation=target.pk, offer=None)
        return self.filter(about, settled_at__isnull=True).order_by("pk")

    def unsettled_by_offer(self, organisation: Organisation) -> dict[int | None, list[ReviewNote]]:
        """What staff still ask of each offer, by its number."""
        notes: dict[int | None, list[ReviewNote]] = {}
        about = self.filter(organisation=organisation, offer__isnull=False)
        for note in about.filter(settled_at__isnull=True).order_by("pk"):
            notes.setdefault(note.offer_id, []).append(note)
        return notes
