"""The start page of staff, pile by pile."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord, User
from partners.desk.kinds import KINDS
from partners.desk.waiting import (
    Item,
    Waiting,
    too_long_for_cover,
    too_long_for_national,
    waiting_for,
)
from partners.models import Addressee, BridgeMove, Membership, Organisation, Revision, StaffNote
from partners.revisions import pictures
from partners.revisions.values import label

SHOWN = 10


class Pile(NamedTuple):
    """Things of one kind: the first of them, how many there are, and where all are listed."""

    title: str
    items: list[Item]
    number: int
    address: str


# Of apps above this one: what they have for a member of staff.
type Source = Callable[[User], Iterable[Pile]]
_registered: list[Source] = []
_first: list[Source] = []


def register(source: Source, *, first: bool = False) -> None:
    """Let the start page show what another app has waiting; called as Django starts.

    With `first` before everything else: what must not wait for a day.
    """
    sources = _first if first else _registered
    if source not in sources:
        sources.append(source)


def piles_of(user: User) -> list[Pile]:
    """What waits for somebody; empty piles are left out.

    Whoever only covers for a body sees of it what its own staff left for too long, and no more.
    """
    piles = list(_too_long(user))
    if user.is_superuser or user.own_bridges:
        piles = [*(pile for source in _first for pile in source(user)), *piles]
        bridges = None if user.is_superuser else user.own_bridges
        piles += _of_waiting(waiting_for(user, bridges))
        piles += [_of_moves(user), *_of_notes(user), *_of_letters(user), *_of_organisations(user)]
        piles += [pile for source in _registered for pile in source(user)]
    return [pile for pile in piles if pile.number]


def _too_long(user: User) -> Iterator[Pile]:
    if user.covered_bridges:
        yield _together("You cover: waiting for five working days", too_long_for_cover(user))
    if user.is_superuser:
        yield _together("Waiting for too long, now for national staff", too_long_for_national(user))


def _together(title: str, kinds: Iterable[Waiting]) -> Pile:
    """Things of several kinds on one pile, the oldest first."""
    items, number = [], 0
    for waiting in kinds:
        found = waiting.items(_oldest(waiting.rows))
        items += found
        number += how_many(waiting.rows, found)
    items.sort(key=lambda item: str(item.since))
    return Pile(title, items[:SHOWN], number, "")


def _of_waiting(kinds: Iterable[Waiting]) -> Iterator[Pile]:
    for waiting in kinds:
        items = waiting.items(_oldest(waiting.rows))
        yield Pile(waiting.title, items, how_many(waiting.rows, items), waiting.all_of_them)


def _oldest(rows: QuerySet) -> QuerySet:
    return rows.order_by(F("since").asc(nulls_first=True), "pk")[:SHOWN]


def how_many(rows: QuerySet, found: list[Item]) -> int:
    """Counted only where more may be than are shown."""
    return len(found) if len(found) < SHOWN else rows.count()


def looked_after(user: User, rows: Any) -> Any:
    """What somebody looks after by themselves, not as a cover."""
    rows = rows.writable_by(user)
    return rows if user.is_superuser else rows.led_by(user.own_bridges)


def _of_moves(user: User) -> Pile:
    moves = BridgeMove.objects.writable_by(user)
    if not user.is_superuser:
        moves = moves.filter(answer_by__in=user.own_bridges)
    ordered = moves.select_related("organisation", "from_bridge", "to_bridge")
    ordered = ordered.order_by("asked_at", "pk")
    return pile_of("To agree to", ordered, "asked_at", "?state__exact=waiting")


def _of_notes(user: User) -> Iterator[Pile]:
    notes = looked_after(user, StaffNote.objects).to_follow_up(timezone.localdate())
    yield pile_of("To follow up", notes, "follow_up_on", "?todo=due")
    week = timezone.now() - timedelta(days=7)
    changed = looked_after(user, Revision.objects).at_once_since(week)
    filtered = f"?{urlencode({'state__exact': 'at-once', 'decided_at__gte': str(week)})}"
    title = "Changed this week, live already"
    yield pile_of(title, changed, "decided_at", filtered, what_changed)


def what_changed(revision: Revision) -> str:
    """“Profile of Millbrook Mill: Website, Picture “Hands at a loom.””."""
    names = [label(revision.target, name) for name in revision.proposed]
    names += [pictures.named(picture) for picture in revision.pictures.all()]
    return f"{revision}: {', '.join(names)}".removesuffix(": ")


def pile_of(
    title: str,
    rows: QuerySet,
    since: str | None,
    filtered: str = "",
    line: Callable[[Any], str] = str,
) -> Pile:
    """Of rows in an order of their own; `filtered` is the query of the list that shows them all.

    `line` says what stands there of each.
    """
    model = f"admin:{rows.model._meta.app_label}_{rows.model._meta.model_name}"
    change, where = f"{model}_change", f"{model}_changelist"
    items = [
        Item(line(row), reverse(change, args=[row.pk]), getattr(row, since) if since else None)
        for row in rows[:SHOWN]
    ]
    return Pile(title, items, how_many(rows, items), reverse(where) + filtered)


def _of_letters(user: User) -> Iterator[Pile]:
    """Who was invited to an entry, and said that it is not theirs."""
    mine = looked_after(user, Organisation.objects)
    answers = Addressee.objects.not_them().filter(organisation__in=mine.values("pk"))
    page = "admin:partners_organisation_change"
    items = [
        Item(
            f"{row.organisation}: {row.answer_words}".removesuffix(": "),
            reverse(page, args=[row.organisation_id]),
            row.answered_at,
        )
        for row in answers[:SHOWN]
    ]
    where = reverse("admin:partners_mailing_changelist")
    title = "Invited, and said that it is not them"
    yield Pile(title, items, how_many(answers, items), where)
    yield _of_lost_letters(mine)


def _of_lost_letters(mine: Any) -> Pile:
    """Letters of the last month to their people that no mail server took."""
    people = Membership.objects.filter(organisation__in=mine.values("pk"))
    known = dict(people.values_list("user__email", "organisation"))
    contacts = mine.exclude(contact_email="").annotate(written_to=Lower("contact_email"))
    known |= dict(contacts.values_list("written_to", "pk"))
    month = timezone.now() - timedelta(days=30)
    lost = MailRecord.objects.annotate(written_to=Lower("to")).filter(
        state=MailRecord.State.UNDELIVERABLE, settled_at__gte=month, written_to__in=known
    )
    page = "admin:partners_organisation_change"
    rows = list(lost.order_by("settled_at", "pk")[:SHOWN])
    items = [
        Item(
            f"{row.to}: {row.problem}",
            reverse(page, args=[known[row.written_to]]),
            row.settled_at,
        )
        for row in rows
    ]
    return Pile("Letters that could not be delivered", items, how_many(lost, items), "")


def _of_organisations(user: User) -> Iterator[Pile]:
    mine, today = looked_after(user, Organisation.objects), timezone.localdate()
    where = reverse("admin:partners_organisation_changelist")
    for name, kind in KINDS.items():
        if name == "handed-in":
            continue  # among what waits for an answer
        rows = kind.rows(mine, today).annotate(since=kind.since)
        items = [
            Item(row.name, reverse(kind.page, args=[row.pk]), row.since) for row in _oldest(rows)
        ]
        yield Pile(kind.title, items, how_many(rows, items), f"{where}?todo={name}")
