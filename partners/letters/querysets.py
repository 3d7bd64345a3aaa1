"""What can be said about letters: whose they are, and which are still to go."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from partners.choices import InvitedAnswer, ListingState, MailingKind, MailingState

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models.letter import LetterText, Notice  # noqa: F401
    from partners.models.mailing import Addressee, Mailing  # noqa: F401
    from partners.models.organisation import Organisation

INVITED_FOR = timedelta(days=60)


class _OfBodies[Row: models.Model](models.QuerySet[Row]):
    """Rows that belong to a regional body, for its staff."""

    def readable_by(self, user: User) -> Any:
        return self if user.is_superuser else self.filter(bridge__in=user.bridges)

    def writable_by(self, user: User) -> Any:
        return self.readable_by(user)


class LetterTextQuerySet(_OfBodies["LetterText"]):
    pass


class MailingQuerySet(_OfBodies["Mailing"]):
    def going(self) -> MailingQuerySet:
        return self.filter(state=MailingState.GOING).order_by("pk")


class AddresseeQuerySet(models.QuerySet["Addressee"]):
    def invited(self, user: User, now: datetime) -> AddresseeQuerySet:
        """Their open invitations to entries that nobody looks after yet, by their own address."""
        sent = self.filter(mailing__kind=MailingKind.INVITATION, posted_at__gt=now - INVITED_FOR)
        theirs = sent.filter(email__iexact=user.email, answer="", organisation__members=None)
        return theirs.select_related("organisation").order_by("-posted_at", "pk")

    def waiting(self) -> AddresseeQuerySet:
        """Those to whom it is still to be sent, in the order in which they were chosen."""
        return self.filter(posted_at=None, answer="").exclude(email="").order_by("pk")

    def read_with(self, addressee: Addressee) -> AddresseeQuerySet:
        """It, and those of the same letter whose address it is, too: one person gets one letter.

        An invitation is for one entry alone, and so goes once for each.
        """
        if addressee.mailing.kind == MailingKind.INVITATION:
            return self.filter(pk=addressee.pk)
        theirs = self.filter(mailing=addressee.mailing_id, email__iexact=addressee.email)
        return theirs.select_related("organisation").order_by("pk")

    def not_them(self) -> AddresseeQuerySet:
        """Those who said that an entry is not theirs, while nobody else looks after it."""
        answered = self.filter(answer=InvitedAnswer.NOT_US, organisation__members=None)
        gone = (ListingState.REJECTED, ListingState.ARCHIVED)
        open_ones = answered.exclude(organisation__listing_state__in=gone)
        return open_ones.select_related("organisation").order_by("answered_at", "pk")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def told(self, organisation: Organisation, about_on: date) -> dict[str, date]:
        """What its owners were told about a date, by kind, with the day on which they were."""
        about = self.filter(organisation=organisation, about_on=about_on)
        return dict(about.values_list("kind", "told_on"))
