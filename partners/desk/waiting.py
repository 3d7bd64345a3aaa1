"""What waits for an answer of staff; and what waits there for too long."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import BridgeStaff, User
from partners.choices import ListingState, OfferState
from partners.desk.ages import age_of
from partners.desk.kinds import KINDS, last_handed_in
from partners.models import JoinRequest, Offer, Organisation, Revision
from reference.working_days import working_days_before

STAFF_HAVE = 5  # working days; then the cover sees it, too
COVER_HAS = 5  # working days more; then national staff


class Item(NamedTuple):
    """One thing to do: what it is, where it is done, and since when it waits."""

    text: str
    address: str
    since: date | datetime | None

    @property
    def age(self) -> str:
        return age_of(self.since) if self.since else ""


class Waiting(NamedTuple):
    """Things of one kind that wait for an answer of staff; each row has its `since`."""

    title: str
    rows: Any  # a queryset that knows `led_by`
    page: str
    all_of_them: str
    in_words: Callable[[Any], str] = str

    def items(self, rows: QuerySet) -> list[Item]:
        return [
            Item(self.in_words(row), reverse(self.page, args=[row.pk]), row.since) for row in rows
        ]


# Of apps above this one: what waits there, of the rows that are narrowed to somebody's own.
type Own = Callable[[Any], Any]
type Source = Callable[[Own], Waiting]
_registered: list[Source] = []


def register(source: Source) -> None:
    """Let what waits in another app be shown with the rest; called as Django starts."""
    if source not in _registered:
        _registered.append(source)


def waiting_for(user: User, bridges: Collection[int] | None = None) -> Iterator[Waiting]:
    """All that waits of what somebody may decide about; with `bridges`, of what those lead."""

    def own(rows: Any) -> Any:
        rows = rows.writable_by(user)
        return rows if bridges is None else rows.led_by(bridges)

    lists = "admin:partners_{}_changelist".format
    handed_in = KINDS["handed-in"]
    profiles = handed_in.rows(own(Organisation.objects), timezone.localdate())
    yield Waiting(
        handed_in.title,
        profiles.annotate(since=Coalesce(handed_in.since(), "created_at")),
        handed_in.page,
        reverse(lists("organisation")) + "?todo=handed-in",
    )
    yield Waiting(
        "Changes to read",
        own(Revision.objects).waiting().annotate(since=F("sent_at")),
        "admin:partners_revision_change",
        reverse(lists("revision")) + "?state__exact=waiting",
    )
    offers = own(Offer.objects).filter(
        state=OfferState.SUBMITTED, organisation__listing_state=ListingState.APPROVED
    )
    yield Waiting(
        "Offers to read",
        offers.select_related("organisation").annotate(
            since=Coalesce(last_handed_in(Offer, "state"), "created_at")
        ),
        "admin:partners_offer_review",
        reverse(lists("offer")) + "?state__exact=submitted",
    )
    yield Waiting(
        "People who ask to join",
        _asked(own(JoinRequest.objects).waiting()),
        "admin:partners_joinrequest_change",
        reverse(lists("joinrequest")) + "?state__exact=waiting",
    )
    for source in _registered:
        yield source(own)


def _asked(rows: Any) -> QuerySet:
    """Claims at once; the rest when the owners had their time."""
    return rows.for_staff(timezone.localdate()).annotate(since=F("asked_at"))


def too_long_for_cover(user: User) -> Iterator[Waiting]:
    """What waits for five working days or more with the bodies that somebody covers for."""
    turn = working_days_before(timezone.localdate(), STAFF_HAVE)
    for waiting in waiting_for(user, user.covered_bridges):
        yield waiting._replace(rows=_since(waiting.rows, turn))


def too_long_for_national(user: User) -> Iterator[Waiting]:
    """What waits for ten, or for five where no cover was named, or is led by nobody."""
    today = timezone.localdate()
    turn = working_days_before(today, STAFF_HAVE)
    late = working_days_before(today, STAFF_HAVE + COVER_HAS)
    covered = list(
        BridgeStaff.objects.filter(only_covers=True).values_list("bridge", flat=True).distinct()
    )
    for waiting in waiting_for(user):
        rows = waiting.rows
        with_cover = rows.led_by(covered).order_by().values("pk")
        long = Q(day__lte=late) | Q(day__lte=turn) & ~Q(pk__in=with_cover)
        dated = rows.annotate(day=TruncDate("since"))
        yield waiting._replace(rows=dated.filter(long | _led_by_nobody(rows)))


def _since(rows: QuerySet, turn: date) -> QuerySet:
    return rows.filter(since__date__lte=turn)


def _led_by_nobody(rows: QuerySet) -> Q:
    prefix = "" if rows.model is Organisation else "organisation__"
    return Q(**{f"{prefix}lead_bridge__isnull": True, f"{prefix}authority__bridge__isnull": True})
