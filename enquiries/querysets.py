"""Which enquiries somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from enquiries.choices import RecipientState

if TYPE_CHECKING:
    from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport  # noqa: F401
    from partners.models import Organisation


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def of_sender(self, user: User) -> EnquiryQuerySet:
        """What they sent, or are writing, with their account."""
        return self.filter(by=user)


class EnquiryRecipientQuerySet(models.QuerySet["EnquiryRecipient"]):
    def sent(self) -> EnquiryRecipientQuerySet:
        """Those that were written to."""
        return self.exclude(state=RecipientState.CHOSEN)

    def to_members(self, user: User) -> EnquiryRecipientQuerySet:
        """What was sent to the organisations that they look after."""
        return self.sent().filter(organisation__members__user=user)


class EnquiryReportQuerySet(models.QuerySet["EnquiryReport"]):
    def of(self, organisation: Organisation) -> EnquiryReportQuerySet:
        return self.filter(organisation=organisation)
