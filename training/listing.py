"""Which sessions visitors see, in which order, and how many each filter would leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from partners.models import Organisation
from reference.models import Region
from reference.places import Located, NotLocated, SeveralPlaces, resolve
from reference.positions import GridPoint, distance, miles
from training.choices import SessionFormat
from training.models import TrainingSession
from training.rules import why_not_open

_HERE = (SessionFormat.IN_PERSON, SessionFormat.HYBRID)
_ONLINE = (SessionFormat.ONLINE, SessionFormat.HYBRID)
WAYS = {"in-person": ("In person", _HERE), "online": ("Online", _ONLINE)}


@dataclass(frozen=True)
class Link:
    """One choice of a filter, with how many sessions it leaves."""

    label: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """A session in the list; `miles` from whoever looks, if it is known where they are.

    `why_not` says why they cannot book it now; it is empty if they can.
    """

    session: TrainingSession
    miles: int | None
    is_own_area: bool
    why_not: str

    @property
    def started_on(self) -> date:
        return timezone.localdate(self.session.starts_at)


class Listing:
    """Sessions to come. Of a place, or of a member's own organisation, what is near goes first."""

    def __init__(self, query: QueryDict, now: datetime, organisation: Organisation | None) -> None:
        self.query, self.now, self.organisation = query, now, organisation
        self.near_text = query.get("near", "").strip()[:80]
        self.way = query.get("format", "") if query.get("format", "") in WAYS else ""
        self.regions = list(Region.objects.in_order())
        slugs = {region.slug for region in self.regions}
        self.region = query.get("region", "") if query.get("region", "") in slugs else ""
        self.month = query.get("month", "")

    @cached_property
    def place(self) -> Located | SeveralPlaces | NotLocated | None:
        return resolve(self.near_text) if self.near_text else None

    @cached_property
    def problem(self) -> str:
        """Why a place that was typed is none, in words; or which places are meant by it."""
        if isinstance(self.place, NotLocated | SeveralPlaces):
            return self.place.sentence
        return ""

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """Places of that name, to choose from."""
        if not isinstance(self.place, SeveralPlaces):
            return ()
        return [(option.label, self._url(near=option.value)) for option in self.place.options]

    @property
    def position(self) -> GridPoint | None:
        if isinstance(self.place, Located):
            return self.place.position
        return self.organisation.position if self.organisation and not self.near_text else None

    @property
    def measured_from(self) -> str:
        if isinstance(self.place, Located):
            return self.place.label
        return str(self.organisation) if self.position else ""

    @property
    def _bridge(self) -> int | None:
        if isinstance(self.place, Located):
            return self.place.authority.bridge_id if self.place.authority else None
        body = self.organisation.led_by if self.organisation and not self.near_text else None
        return body.pk if body else None

    @cached_property
    def _all(self) -> list[TrainingSession]:
        rows = TrainingSession.objects.listed(self.now).select_related(
            "bridge", "authority__region"
        )
        return list(rows.prefetch_related("bridge__authorities__region"))

    @cached_property
    def rows(self) -> list[Row]:
        """Those that fit; near ones and those of one's own area first, if it is known where."""
        rows = [self._row(one) for one in self._fitting(self.way, self.region, self.month)]
        if self.position is None:
            return rows
        return sorted(rows, key=self._nearness)

    def _row(self, session: TrainingSession) -> Row:
        away = None
        if self.position and session.position:
            away = round(miles(distance(self.position, session.position)))
        why_not = why_not_open(session, self.organisation, self.now)
        return Row(session, away, session.bridge_id == self._bridge, why_not)

    @staticmethod
    def _nearness(row: Row) -> tuple:
        """Own area first; then what one can go to, nearest first; online ones after it."""
        away = 10_000 if row.miles is None else row.miles
        return (not row.is_own_area, away, row.session.starts_at, row.session.pk)

    @property
    def by_month(self) -> Iterator[tuple[date, list[Row]]]:
        for month, rows in groupby(self.rows, key=lambda row: row.started_on.replace(day=1)):
            yield month, list(rows)

    def _fitting(self, way: str, region: str, month: str) -> list[TrainingSession]:
        return [
            one
            for one in self._all
            if (not way or one.format in WAYS[way][1])
            and (not region or region in _regions_of(one))
            and (not month or _month_of(one) == month)
        ]

    # --- Filters ----------------------------------------------------------------------------

    @property
    def ways(self) -> list[Link]:
        links = [self._link("All", "format", "", len(self._fitting("", self.region, self.month)))]
        for value, (label, _) in WAYS.items():
            count = len(self._fitting(value, self.region, self.month))
            links.append(self._link(label, "format", value, count))
        return links

    @property
    def region_choices(self) -> list[tuple[str, str, int]]:
        return [
            (region.slug, region.name, len(self._fitting(self.way, region.slug, self.month)))
            for region in self.regions
        ]

    @property
    def month_choices(self) -> list[tuple[str, date, int]]:
        months = sorted({_month_of(one) for one in self._all})
        return [
            (
                month,
                date.fromisoformat(f"{month}-01"),
                len(self._fitting(self.way, self.region, month)),
            )
            for month in months
        ]

    @property
    def is_filtered(self) -> bool:
        return bool(self.way or self.region or self.month)

    def _link(self, label: str, name: str, value: str, count: int) -> Link:
        return Link(label, self._url(**{name: value}), count, self.way == value)

    def _url(self, **changes: str) -> str:
        kept = {
            "near": self.near_text,
            "region": self.region,
            "month": self.month,
            "format": self.way,
        }
        query = {name: value for name, value in (kept | changes).items() if value}
        start = reverse("training:list")
        return f"{start}?{urlencode(query)}" if query else start


def _month_of(session: TrainingSession) -> str:
    return f"{timezone.localdate(session.starts_at):%Y-%m}"


def _regions_of(session: TrainingSession) -> set[str]:
    """Where its venue is, or whose area it is for."""
    regions = {authority.region.slug for authority in session.bridge.authorities.all()}
    if session.authority:
        regions.add(session.authority.region.slug)
    return regions
