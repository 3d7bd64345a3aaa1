"""What waits for a member of staff: the piles of their start page, the oldest first."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import StatusChange, User
from partners.choices import JoinKind, ListingState, OfferState, PartnerStatus
from partners.models import Addressee, JoinRequest, Offer, Organisation, Revision, StaffNote
from reference.working_days import working_days_before

SHOWN = 10
A_YEAR = timedelta(days=365)
OWNERS_HAVE = 5  # working days to answer who asks to join; then it is for staff
_GONE = (ListingState.REJECTED, ListingState.ARCHIVED)


class Item(NamedTuple):
    """One thing to do: what it is, where it is done, and since when it waits."""

    text: str
    address: str
    since: date | datetime | None


class Pile(NamedTuple):
    """Things of one kind: the first of them, how many there are, and where all are listed."""

    title: str
    items: list[Item]
    number: int
    address: str


class Kind(NamedTuple):
    """A pile of organisations: which they are, and since when each is one of them."""

    title: str
    rows: Callable[[QuerySet, date], QuerySet]
    since: Any
    page: str = "admin:partners_organisation_change"


def _handed_in(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(listing_state=ListingState.SUBMITTED)


def _renewals(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(partner_status=PartnerStatus.RENEWAL_DUE)


def _trained_not_listed(rows: QuerySet, today: date) -> QuerySet:
    stays = rows.filter(trained_on__isnull=False, merged_into=None)
    return stays.exclude(listing_state__in=(ListingState.APPROVED, ListingState.SUBMITTED, *_GONE))


def _to_chase(rows: QuerySet, today: date) -> QuerySet:
    said = Coalesce("confirmed_on", TruncDate("first_listed_at"))
    listed = rows.filter(listing_state=ListingState.APPROVED)
    return listed.alias(said=said).filter(said__lte=today - A_YEAR)


def _dates_passed(rows: QuerySet, today: date) -> QuerySet:
    passed = Q(insurance_expires_on__lt=today) | Q(safeguarding_reviewed_on__lt=today - A_YEAR)
    return rows.filter(passed, listing_state=ListingState.APPROVED)


def _unclaimed(rows: QuerySet, today: date) -> QuerySet:
    imported = rows.exclude(source="").filter(members=None, merged_into=None, is_demo=False)
    return imported.exclude(listing_state__in=_GONE)


def _last_handed_in() -> Subquery:
    """By the record of decisions: its own times change with every edit."""
    changes = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=OuterRef("pk"),
        field="listing_state",
        after=ListingState.SUBMITTED,
    )
    return Subquery(changes.order_by("-at").values("at")[:1])


# By their name in the address of the list.
KINDS = {
    "handed-in": Kind(
        "Profiles to read", _handed_in, _last_handed_in, "admin:partners_organisation_review"
    ),
    "renewal": Kind("Renewals due", _renewals, F("renewal_due_on")),
    "trained": Kind("Trained, not listed", _trained_not_listed, F("trained_on")),
    "chase": Kind(
        "To chase: not confirmed for a year",
        _to_chase,
        Coalesce("confirmed_on", TruncDate("first_listed_at")),
    ),
    "dates": Kind(
        "Safeguarding or insurance dates passed", _dates_passed, F("insurance_expires_on")
    ),
    "unclaimed": Kind("Imported, nobody looks after it yet", _unclaimed, F("created_at")),
}


def piles_of(user: User) -> list[Pile]:
    """What waits for somebody in their own area; empty piles are left out."""
    piles = [*_of_members(user), *_of_letters(user), *_of_organisations(user)]
    return [pile for pile in piles if pile.number]


def _of_organisations(user: User) -> Iterator[Pile]:
    own, today = Organisation.objects.writable_by(user), timezone.localdate()
    where = reverse("admin:partners_organisation_changelist")
    for name, kind in KINDS.items():
        since = kind.since() if callable(kind.since) else kind.since
        rows = kind.rows(own, today)
        first = rows.annotate(since=since).order_by(F("since").asc(nulls_first=True), "pk")
        items = [
            Item(row.name, reverse(kind.page, args=[row.pk]), row.since) for row in first[:SHOWN]
        ]
        yield Pile(kind.title, items, rows.count(), f"{where}?todo={name}")


def _of_members(user: User) -> Iterator[Pile]:
    waiting = Revision.objects.writable_by(user).waiting()
    yield _pile("Changes to read", waiting, "revision", "sent_at", "?state__exact=waiting")
    offers = Offer.objects.writable_by(user).filter(
        state=OfferState.SUBMITTED, organisation__listing_state=ListingState.APPROVED
    )
    ordered = offers.select_related("organisation").order_by("updated_at", "pk")
    yield _pile("Offers to read", ordered, "offer", "updated_at", "?state__exact=submitted")
    asked = JoinRequest.objects.writable_by(user).waiting()
    turn = working_days_before(timezone.localdate(), OWNERS_HAVE)
    ours = asked.filter(Q(kind=JoinKind.CLAIM) | Q(asked_at__date__lte=turn))
    yield _pile("People who ask to join", ours, "joinrequest", "asked_at", "")
    notes = StaffNote.objects.writable_by(user).to_follow_up(timezone.localdate())
    yield _pile("To follow up", notes, "staffnote", "follow_up_on", "?todo=due")
    week = timezone.now() - timedelta(days=7)
    changed = Revision.objects.writable_by(user).at_once_since(week)
    filtered = f"?{urlencode({'state__exact': 'at-once', 'decided_at__gte': str(week)})}"
    yield _pile("Changed this week, live already", changed, "revision", "decided_at", filtered)


def _of_letters(user: User) -> Iterator[Pile]:
    """Who was invited to an entry, and said that it is not theirs."""
    own = Organisation.objects.writable_by(user)
    answers = Addressee.objects.not_them().filter(organisation__in=own)
    page = "admin:partners_organisation_change"
    items = [
        Item(
            f"{row.organisation}: {row.answer_words}"
            if row.answer_words
            else str(row.organisation),
            reverse(page, args=[row.organisation_id]),
            row.answered_at,
        )
        for row in answers[:SHOWN]
    ]
    title = "Invited, and said that it is not them"
    yield Pile(title, items, answers.count(), reverse("admin:partners_mailing_changelist"))


def _pile(title: str, rows: QuerySet, model: str, since: str, filtered: str) -> Pile:
    change, where = f"admin:partners_{model}_change", f"admin:partners_{model}_changelist"
    items = [
        Item(str(row), reverse(change, args=[row.pk]), getattr(row, since)) for row in rows[:SHOWN]
    ]
    return Pile(title, items, rows.count(), reverse(where) + filtered)
