"""What is counted in a period, and which rows are behind each number: the table of the report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import StatusChange
from partners.choices import PartnerStatus
from partners.models import CodeAcceptance, Organisation
from partners.search.current import current
from partners.search.models import SearchedOrganisation
from reference.models import LocalAuthority
from training.choices import TRAINS, BookingState
from training.models import Booking, InterestRegistration, TrainingSession
from training.report import names

# In the place of an authority, where there is none.
NOWHERE = 0
_RENEWED_FROM = (PartnerStatus.RENEWAL_DUE, PartnerStatus.LAPSED)


class Item(NamedTuple):
    """A row that counts. Those of the same `once` are one.

    `bodies` are the regional bodies in whose report it is. Without a type, say, it is in no number
    by type. `number` is what it counts for, as one collaboration does for many pupils; `settings`
    are kinds of education settings.
    """

    row: int
    once: str | int
    authorities: tuple[int, ...]
    types: tuple[str, ...]
    bodies: tuple[int, ...]
    number: int = 1
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """The moments between which things count: `until` is none of them."""

    first: datetime
    until: datetime
    organisations: Organisations


class Figure(NamedTuple):
    """One column. `named` finds the names of rows for somebody: `training.report.names`."""

    slug: str
    label: str
    items: Callable[[Span], Iterable[Item]]
    named: names.Finder
    says: str


class _Facts(NamedTuple):
    type: str
    authority: int | None
    body: int | None


@dataclass
class Organisations:
    """Where organisations are counted. One that was merged is its heir."""

    _heirs: dict[int, int] | None = None
    _facts: dict[int, _Facts] = field(default_factory=dict)

    def items(self, numbers: Iterable[tuple[int, int, str | int]]) -> Iterator[Item]:
        """Of rows, each with its organisation and with what is counted once."""
        found = [(row, self._heir(of), once) for row, of, once in numbers]
        self._read({of for _, of, _ in found})
        for row, of, once in found:
            if facts := self._facts.get(of):
                where = (facts.authority or NOWHERE,)
                yield Item(row, once, where, (facts.type,), (facts.body or NOWHERE,))

    def themselves(self, numbers: Iterable[int]) -> Iterator[Item]:
        """Organisations, each counted once."""
        heirs = {self._heir(number) for number in numbers}
        return self.items((heir, heir, heir) for heir in sorted(heirs))

    def _heir(self, number: int) -> int:
        if self._heirs is None:
            merged = Organisation.objects.filter(merged_into__isnull=False)
            pairs = merged.values_list("pk", "merged_into")
            self._heirs = {pk: heir for pk, heir in pairs if heir is not None}
        seen = {number}
        while (heir := self._heirs.get(number)) and heir not in seen:
            seen.add(heir)
            number = heir
        return number

    def _read(self, numbers: set[int]) -> None:
        rows = Organisation.objects.filter(pk__in=numbers - self._facts.keys())
        fields = ("pk", "type", "authority", "lead_bridge", "authority__bridge")
        for pk, kind, authority, lead, by_place in rows.values_list(*fields):
            self._facts[pk] = _Facts(kind, authority, lead or by_place)


def _interest(span: Span) -> Iterator[Item]:
    """By the first time that they confirmed it: after a year they are asked again."""
    history = apps.get_model("training", "InterestRegistrationEvent")._default_manager
    said = history.filter(pgh_obj=OuterRef("pk"), confirmed_at__isnull=False).order_by(
        "confirmed_at"
    )
    first = Coalesce(Subquery(said.values("confirmed_at")[:1]), "confirmed_at")
    rows = InterestRegistration.objects.alias(first=first).filter(
        first__gte=span.first, first__lt=span.until
    )
    fields = ("pk", "authority", "authority__bridge", "organisation__type")
    for pk, authority, body, kind in rows.values_list(*fields):
        yield Item(pk, pk, (authority,), (kind or "",), (body or NOWHERE,))


def _sessions(span: Span) -> Iterator[Item]:
    held = TrainingSession.objects.held(timezone.now())
    rows = held.filter(starts_at__gte=span.first, starts_at__lt=span.until)
    for pk, authority, body in rows.values_list("pk", "authority", "bridge"):
        yield Item(pk, pk, (authority or NOWHERE,), (), (body,))


def _attended(span: Span) -> QuerySet[Booking]:
    return Booking.objects.filter(
        state=BookingState.ATTENDED,
        session__kind__in=TRAINS,
        session__starts_at__gte=span.first,
        session__starts_at__lt=span.until,
    ).order_by("session__starts_at", "pk")


def _people(span: Span) -> Iterator[Item]:
    """Who has no address any more is somebody of their own at each session."""
    rows = _attended(span).values_list("pk", "organisation", "email")
    return span.organisations.items((pk, of, email.lower() or pk) for pk, of, email in rows)


def _trained(span: Span) -> Iterator[Item]:
    return span.organisations.themselves(_attended(span).values_list("organisation", flat=True))


def _trained_that_work_there(span: Span) -> Iterator[Item]:
    """By where they work: in each authority, and in the report of each of its bodies."""
    trained = {item.row: item for item in _trained(span)}
    current()  # what was written since is reckoned with
    leads = dict(LocalAuthority.objects.values_list("pk", "bridge"))
    rows = SearchedOrganisation.objects.filter(pk__in=trained)
    for pk, authorities in rows.values_list("pk", "authorities").order_by("pk"):
        bodies = sorted({leads.get(one) or NOWHERE for one in authorities})
        where = tuple(sorted(authorities))
        yield trained[pk]._replace(authorities=where, bodies=tuple(bodies))


def _code_accepted(span: Span) -> Iterator[Item]:
    rows = CodeAcceptance.objects.filter(accepted_at__gte=span.first, accepted_at__lt=span.until)
    return span.organisations.themselves(rows.values_list("organisation", flat=True))


def _listed(span: Span) -> Iterator[Item]:
    rows = Organisation.objects.filter(
        first_listed_at__gte=span.first, first_listed_at__lt=span.until, merged_into=None
    )
    return span.organisations.themselves(rows.values_list("pk", flat=True))


def _renewed(span: Span) -> Iterator[Item]:
    rows = _status_changes(span).filter(before__in=_RENEWED_FROM, after=PartnerStatus.ACTIVE)
    return span.organisations.themselves(rows.values_list("object_id", flat=True))


def _lapsed(span: Span) -> Iterator[Item]:
    rows = _status_changes(span).filter(after=PartnerStatus.LAPSED)
    return span.organisations.themselves(rows.values_list("object_id", flat=True))


def _status_changes(span: Span) -> QuerySet[StatusChange]:
    return StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        field="partner_status",
        at__gte=span.first,
        at__lt=span.until,
    )


FIGURES: list[Figure] = [
    Figure(
        "interest",
        "Interest registered",
        _interest,
        names.of_interest,
        "Who asked to be told of sessions and confirmed it, on that day, by their authority.",
    ),
    Figure(
        "sessions",
        "Sessions held",
        _sessions,
        names.of_sessions,
        "By the London date on which they began, and by the authority of the venue.",
    ),
    Figure(
        "people",
        "People trained",
        _people,
        names.of_people,
        "Who attended partner training or a refresher, each once in a period, by their "
        "organisation. Whose name was erased counts once a session.",
    ),
    Figure(
        "trained",
        "Organisations trained",
        _trained,
        names.of_organisations,
        "Each once in a period, by the regional body that leads it and where it is based.",
    ),
    Figure(
        "working-there",
        "Organisations trained that work there",
        _trained_that_work_there,
        names.of_organisations,
        "The same by where they work, in each authority, whoever leads them. These do not add up.",
    ),
    Figure(
        "code",
        "Code accepted",
        _code_accepted,
        names.of_organisations,
        "Organisations that accepted a version of the Code of Practice here.",
    ),
    Figure(
        "listed",
        "Listed",
        _listed,
        names.of_organisations,
        "Organisations that the public saw in the directory for the first time.",
    ),
    Figure(
        "renewed",
        "Renewed",
        _renewed,
        names.of_organisations,
        "Partners that were due for renewal, or had lapsed, and stay.",
    ),
    Figure(
        "lapsed",
        "Lapsed",
        _lapsed,
        names.of_organisations,
        "Partners whose renewal date passed.",
    ),
]


# What is said as a share: the slug of the part, of the whole, and what follows the per cent.
SHARES: list[tuple[str, str, str]] = []


def register(figure: Figure) -> None:
    """Let the report count something of an app above this one; called as Django starts."""
    if figure.slug not in {one.slug for one in FIGURES}:
        FIGURES.append(figure)


def register_share(part: str, whole: str, says: str) -> None:
    """Let it say how many of the whole are in the part."""
    if (part, whole, says) not in SHARES:
        SHARES.append((part, whole, says))


def finder_of(slug: str) -> names.Finder | None:
    """How rows behind a figure are named; none if it is counted no more."""
    return next((figure.named for figure in FIGURES if figure.slug == slug), None)


def count(
    first: datetime, until: datetime, body: int | None
) -> Iterator[tuple[Figure, list[Item]]]:
    """Each figure with its rows, those of one body's report alone if it is given."""
    span = Span(first, until, Organisations())
    here = _authorities_of(body)
    for figure in FIGURES:
        items = figure.items(span)
        if body is not None:
            items = (_of_body(item, here) for item in items if body in item.bodies)
        yield figure, list(items)


def _authorities_of(body: int | None) -> Collection[int]:
    return set(LocalAuthority.objects.filter(bridge=body).values_list("pk", flat=True))


def _of_body(item: Item, here: Collection[int]) -> Item:
    """Of one that works in many authorities, those of the report alone."""
    if len(item.authorities) < 2:
        return item
    return item._replace(authorities=tuple(one for one in item.authorities if one in here))
