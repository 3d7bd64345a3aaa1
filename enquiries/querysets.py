"""Which enquiries somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Lower

from accounts.models import User
from enquiries.choices import Answer, EnquiryState, RecipientState
from partners.querysets import OfAreas
from settings_schools.models import SettingMembership

if TYPE_CHECKING:
    from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport  # noqa: F401
    from partners.models import Organisation
    from settings_schools.models import EducationSetting

UNANSWERED = (RecipientState.SENT, RecipientState.READ)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def unsent(self) -> EnquiryQuerySet:
        """What is being written, or waits to be confirmed."""
        return self.exclude(state=EnquiryState.SENT)

    def sent(self) -> EnquiryQuerySet:
        return self.filter(state=EnquiryState.SENT)

    @transaction.atomic
    def delete_under_lock(self) -> int:
        """How many went. Whoever sends one just now is waited for, and what no longer fits stays.

        A plain delete first looks up what hangs on its rows, and takes that whatever they became.
        """
        numbers = self.lock_with_threads()
        _, by_table = self.model.objects.filter(pk__in=numbers).delete()
        return by_table.get(self.model._meta.label, 0)

    def lock_with_threads(self) -> list[int]:
        """Their numbers. Until the transaction ends nobody sends them, or says anything in them.

        Nor does anything new lead to them (so it is no `no_key`): they are about to be deleted.
        """
        numbers = [row.pk for row in self.select_for_update(of=("self",)).order_by("pk")]
        recipient: Any = self.model._meta.get_field("recipients").related_model
        threads = recipient.objects.filter(enquiry__in=numbers).order_by("pk")
        list(threads.select_for_update(of=("self",)).values_list("pk"))
        return numbers

    def asked_by(self, user: User) -> EnquiryQuerySet:
        """What they sent: with their account, or without one from an address that is theirs."""
        theirs = EmailAddress.objects.filter(user=user, verified=True)
        return self.sent().filter(Q(by=user) | Q(email__in=theirs.values_list(Lower("email"))))


class EnquiryRecipientQuerySet(OfAreas["EnquiryRecipient"]):
    def sent(self) -> EnquiryRecipientQuerySet:
        """Those that were written to."""
        return self.exclude(state=RecipientState.CHOSEN)

    def readable_by(self, user: User) -> Any:
        """For staff: those that were written to, of the organisations that they lead."""
        return super().readable_by(user).exclude(state=RecipientState.CHOSEN)

    def to_members(self, user: User) -> EnquiryRecipientQuerySet:
        """What was sent to the organisations that they look after."""
        return self.sent().filter(organisation__members__user=user)

    def of(self, organisation: Organisation) -> EnquiryRecipientQuerySet:
        return self.filter(organisation=organisation)

    def to_record(self) -> EnquiryRecipientQuerySet:
        """Answered, and not with a no; what came of them was not recorded yet."""
        answered = self.sent().filter(answer__in=(Answer.INTERESTED, Answer.QUESTION))
        fresh = answered.filter(collaboration=None).order_by("-enquiry__sent_at", "-pk")
        return fresh.select_related("enquiry__setting", "organisation", "offer")

    def of_setting(self, setting: EducationSetting, user: User) -> EnquiryRecipientQuerySet:
        """What was asked in its name; and what this person of it asked and named no setting."""
        enquiries: Any = self.model._meta.get_field("enquiry").related_model
        own = Q(enquiry__setting=None, enquiry__in=enquiries.objects.asked_by(user))
        return self.filter(Q(enquiry__setting=setting) | own)

    def unanswered(self) -> EnquiryRecipientQuerySet:
        return self.filter(state__in=UNANSWERED)

    def waiting(self) -> EnquiryRecipientQuerySet:
        """Those without an answer about which staff did nothing, either."""
        return self.unanswered().filter(settled_on=None)

    def waited_for(self, *, since: datetime) -> EnquiryRecipientQuerySet:
        """Open, not declined, and asked or talked about since then."""
        talked_about = Q(enquiry__sent_at__gt=since) | Q(messages__sent_at__gt=since)
        rows = self.sent().exclude(state=RecipientState.CLOSED).exclude(answer=Answer.CANNOT)
        return rows.filter(talked_about).select_related("enquiry").distinct()

    def overdue(self) -> EnquiryRecipientQuerySet:
        """Those that ten of the partner's days passed by, or that nobody can answer."""
        return self.unanswered().filter(overdue_on__isnull=False)

    def for_staff(self) -> EnquiryRecipientQuerySet:
        """Those about which staff are to do something: overdue, and not settled yet."""
        overdue = self.overdue().filter(settled_on=None)
        return overdue.select_related("enquiry", "organisation")

    def of_people_of(self, setting: EducationSetting) -> EnquiryRecipientQuerySet:
        """What people asked for a setting while they were confirmed to work for it.

        Whoever merely names a setting speaks for nobody there.
        """
        works = SettingMembership.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=OuterRef("enquiry__sent_at")),
            setting=setting,
            user=OuterRef("enquiry__by"),
            confirmed_at__isnull=False,
        )
        asked = self.sent().filter(Exists(works), enquiry__setting=setting)
        return asked.select_related("enquiry__by", "organisation")

    def for_inbox(self) -> EnquiryRecipientQuerySet:
        """What waits for an answer first, the oldest of it first; then the newest."""
        still = Q(state__in=UNANSWERED, settled_on=None)
        waits = Case(When(still, then=0), default=1)
        waits_since = Case(When(still, then="enquiry__sent_at"))
        rows = self.select_related("enquiry__authority", "enquiry__setting_type", "organisation")
        return rows.order_by(waits, waits_since, "-enquiry__sent_at", "-pk")

    def for_reading(self) -> EnquiryRecipientQuerySet:
        """With all that its page shows, in a fixed number of queries."""
        return self.select_related(
            *("enquiry__authority", "enquiry__setting_type", "enquiry__setting"),
            *("organisation", "offer", "shown_by", "collaboration"),
        ).prefetch_related("enquiry__key_stages", "enquiry__strengthens", "messages__by")


class EnquiryReportQuerySet(models.QuerySet["EnquiryReport"]):
    def of(self, organisation: Organisation) -> EnquiryReportQuerySet:
        return self.filter(organisation=organisation)

    def of_any(self, organisations: Iterable[int] | models.QuerySet) -> EnquiryReportQuerySet:
        return self.filter(organisation__in=organisations)

    def settled(self) -> EnquiryReportQuerySet:
        """Those answered, or left unanswered: not what nobody could answer, or the school ended."""
        return self.exclude(answer="", unanswered_on=None)

    def of_last_year(self, today: date) -> EnquiryReportQuerySet:
        return self.filter(sent_on__gt=today - timedelta(days=365))
