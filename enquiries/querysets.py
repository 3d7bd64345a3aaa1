"""Which enquiries somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from enquiries.choices import EnquiryState, RecipientState

if TYPE_CHECKING:
    from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport  # noqa: F401
    from partners.models import Organisation


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def unsent(self) -> EnquiryQuerySet:
        """What is being written, or waits to be confirmed."""
        return self.exclude(state=EnquiryState.SENT)

    def sent(self) -> EnquiryQuerySet:
        return self.filter(state=EnquiryState.SENT)

    def asked_by(self, user: User) -> EnquiryQuerySet:
        """What they sent: with their account, or without one from an address that is theirs."""
        theirs = EmailAddress.objects.filter(user=user, verified=True)
        return self.sent().filter(Q(by=user) | Q(email__in=theirs.values_list(Lower("email"))))


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
