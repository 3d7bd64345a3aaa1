"""Whom the clock may have to do with: numbers of organisations, for steps that look again.

Where nobody looks after an entry, nobody was asked: those stay for staff to decide about.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from partners.choices import ListingState, NoticeKind
from partners.models import Notice, Organisation
from partners.querysets import PARTNER_STATUSES_LISTED
from partners.services import RENEWAL_NOTICE
from partners.upkeep import dates
from reference.calendar_months import months_after


def _numbers(rows: QuerySet) -> QuerySet:
    return rows.distinct().order_by("pk").values_list("pk", flat=True)


def _looked_after() -> QuerySet:
    return Organisation.objects.ready().filter(members__role="owner")


def _told(kind: NoticeKind, about_on: str) -> Exists:
    notices = Notice.objects.filter(organisation=OuterRef("pk"), kind=kind)
    return Exists(notices.filter(about_on=OuterRef(about_on)))


def approved_partners(today: date) -> QuerySet:
    """Partners whose renewal is near or past, whoever looks after them."""
    rows = Organisation.objects.filter(
        listing_state=ListingState.APPROVED,
        partner_status__in=PARTNER_STATUSES_LISTED,
        renewal_due_on__lte=today + RENEWAL_NOTICE,
    )
    return _numbers(rows)


def asked_if_right(today: date) -> QuerySet:
    """Seen, and not said to be right for a year."""
    said = Coalesce("confirmed_on", TruncDate("first_listed_at"))
    # A day more: a year after 29 February ends on the 28th.
    a_year_ago = months_after(today, -dates.ASKED_AFTER) + timedelta(days=1)
    return _numbers(_looked_after().alias(said=said).filter(said__lte=a_year_ago))


def late_with_safeguarding(today: date) -> QuerySet:
    """Seen, with a review that is over a year old, or none."""
    a_year_ago = months_after(today, -dates.SAFEGUARDING_HOLDS)
    late = Q(safeguarding_reviewed_on__lt=a_year_ago) | Q(safeguarding_reviewed_on=None)
    return _numbers(_looked_after().filter(late))


def late_with_insurance(today: date) -> QuerySet:
    """Seen, with a cover that ran out, and not told so yet."""
    late = _looked_after().filter(insurance_expires_on__lt=today)
    return _numbers(late.exclude(_told(NoticeKind.INSURANCE, "insurance_expires_on")))


def trained_not_listed(today: date) -> QuerySet:
    """Trained two weeks ago or more, somebody looks after it, and still a draft or returned."""
    rows = Organisation.objects.trained().filter(
        Q(trained_on=None) | Q(trained_on__lte=today - timedelta(days=14)),
        listing_state__in=(ListingState.DRAFT, ListingState.RETURNED),
        merged_into=None,
        members__role="owner",
    )
    last_one = Notice.objects.filter(organisation=OuterRef("pk"), kind=NoticeKind.NUDGE_42)
    trained = Coalesce("trained_on", Value(date.min))
    told = Exists(last_one.filter(about_on__gte=OuterRef("trained")))
    return _numbers(rows.alias(trained=trained).exclude(told))
