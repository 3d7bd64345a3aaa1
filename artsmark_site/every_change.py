"""Every change of a row, of its lists and of what belongs to it, in words: when, who, which fields.

Read from the tables that triggers write (`accounts.history`), whoever or whatever made the change.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import (
    CASCADE,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.utils import timezone
from django.utils.formats import date_format
from pghistory.core import event_models

from accounts.history import DELETED, FOUND, INSERTED, UPDATED
from accounts.models import User
from partners.revisions.words import Difference, marked

ON_A_PAGE = 50
_WHOLE = (INSERTED, UPDATED, FOUND)  # labels of events that tell what the row is from then on
_CALLED_BY = ("title", "name", "alt_text")
_DONE = {INSERTED: "added", DELETED: "deleted", FOUND: "was there when its history began"}


class Change(NamedTuple):
    """One event: of what, what was done, and its fields: as they changed, or as they were."""

    subject: str
    done: str
    differences: list[Difference]
    values: list[Difference]


class Occasion(NamedTuple):
    """Changes made together, in one request or by one run of a program."""

    at: datetime
    who: str
    request: str
    changes: list[Change]


def is_kept(model: type[Model]) -> bool:
    """Whether its rows have a history."""
    return hasattr(model, "pgh_event_model")


def pages_of(model: type[Model], pk: int) -> Paginator:
    """Where the events lie, the latest first: the number of their table, and their own."""
    tables = list(_events_about(model, pk))
    places = [
        events.annotate(table=Value(number, IntegerField())).values_list(
            "table", "pgh_id", "pgh_created_at"
        )
        for number, events in enumerate(tables)
    ]
    together = places[0].union(*places[1:], all=True)
    return Paginator(together.order_by("-pgh_created_at", "-table", "-pgh_id"), ON_A_PAGE)


def occasions(model: type[Model], pk: int, places: Iterable[tuple[int, int, Any]]) -> list[Any]:
    """The events of one page in words, those together that were made together."""
    places = list(places)
    numbers = defaultdict(list)
    for table, number, _ in places:
        numbers[table].append(number)
    found = {}
    for table, events in enumerate(_events_about(model, pk)):
        for event in _with_previous(events.model, numbers[table]) if numbers[table] else ():
            found[table, event.pgh_id] = event
    events_here = [found[table, number] for table, number, _ in places]
    names = _Names(events_here)
    return [
        Occasion(
            at=together[0].pgh_created_at,
            who=names.of_who(together[0].pgh_context or {}),
            request=(together[0].pgh_context or {}).get("request", ""),
            changes=[_change(event, model, names) for event in together],
        )
        for together in (list(some) for _, some in groupby(events_here, _made_with))
    ]


def _made_with(event: Any) -> tuple[str, str]:
    minute = f"{event.pgh_created_at:%Y%m%d%H%M}"
    return json.dumps(event.pgh_context, sort_keys=True), minute


def _events_about(model: Any, pk: int) -> Iterator[QuerySet]:
    """Of the row itself first; then of its lists, and of the rows that go when it goes."""
    yield model.pgh_event_model.objects.filter(pgh_obj_id=pk)
    tables: list[Any] = sorted(event_models(), key=lambda events: events.__name__)
    for events in tables:
        for field in events._meta.concrete_fields:
            if field.related_model is model and not field.name.startswith("pgh_"):
                source = events.pgh_tracked_model._meta.get_field(field.name)
                if source.remote_field.on_delete is CASCADE:
                    yield events.objects.filter(**{field.attname: pk})


def _with_previous(events: Any, numbers: list[int]) -> list[Any]:
    """Each with the event that told the same row's values before it, if there is one."""
    chosen = events.objects.filter(pgh_id__in=numbers)
    if not _is_of_rows(events):
        return list(chosen)
    earlier = events.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"), pgh_label__in=_WHOLE
    )
    latest = earlier.order_by("-pgh_id").values("pgh_id")[:1]
    rows = list(chosen.annotate(previous_id=Subquery(latest)))
    before = events.objects.in_bulk([row.previous_id for row in rows if row.previous_id])
    for row in rows:
        row.previous = before.get(row.previous_id)
    return rows


def _is_of_rows(events: Any) -> bool:
    """Not of a list, whose events have no row that they would be a change of."""
    return hasattr(events, "pgh_obj")


def _fields(event: Any) -> list[Field]:
    return [field for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]


# --- In words -----------------------------------------------------------------------------------


def _change(event: Any, model: type[Model], names: "_Names") -> Change:
    tracked = event.pgh_tracked_model
    if not _is_of_rows(type(event)):
        other = next(field for field in _fields(event) if field.related_model is not model)
        done = "added" if event.pgh_label in (INSERTED, FOUND) else "removed"
        text = f"{done} {names.said(other, getattr(event, other.attname))}"
        return Change(_name_of_list(event), "", [Difference("", "", text, [])], [])
    subject = _kind(event) if tracked is model else _subject(event, names)
    if event.pgh_label in _DONE:
        values = [
            Difference(field.name, _label(event, field), names.said(field, value), [])
            for field in _fields(event)
            if (value := getattr(event, field.attname)) not in (None, "", [])
        ]
        return Change(subject, _DONE[event.pgh_label], [], values)
    if event.pgh_label != UPDATED:
        field = tracked._meta.get_field(event.pgh_label)
        text = "changed; its values are not kept here"
        return Change(subject, "", [Difference("", _label(event, field), text, [])], [])
    changed = [
        _difference(event, field, names)
        for field in _fields(event)
        if event.previous is None
        or getattr(event.previous, field.attname) != getattr(event, field.attname)
    ]
    return Change(subject, "", changed, [])


def _difference(event: Any, field: Field, names: "_Names") -> Difference:
    becomes = getattr(event, field.attname)
    was = getattr(event.previous, field.attname) if event.previous else None
    if isinstance(field, TextField) or field.name == "summary":
        return Difference("", _label(event, field), "", list(marked(was or "", becomes or "")))
    return Difference(
        "", _label(event, field), f"{names.said(field, was)} → {names.said(field, becomes)}", []
    )


def _label(event: Any, field: Field) -> str:
    own = event.pgh_tracked_model._meta.get_field(field.name)
    return str(own.verbose_name).capitalize().replace("Vat", "VAT")


def _kind(event: Any) -> str:
    return str(event.pgh_tracked_model._meta.verbose_name).capitalize()


def _subject(event: Any, names: "_Names") -> str:
    """“Offer “Clay day””, “Membership of Jo Head”; where nothing kept names the row, its number."""
    if called := next((getattr(event, name) for name in _CALLED_BY if hasattr(event, name)), ""):
        return f"{_kind(event)} “{called}”"
    whose = next((field for field in _fields(event) if field.name == "user"), None)
    if whose is not None:
        return f"{_kind(event)} of {names.said(whose, event.user_id)}"
    return f"{_kind(event)} {event.pgh_obj_id}"


def _name_of_list(event: Any) -> str:
    """What the row that has the list calls it."""
    through = event.pgh_tracked_model._meta.concrete_model
    owner = through._meta.auto_created
    lists = owner._meta.many_to_many
    name = next(field.verbose_name for field in lists if field.remote_field.through is through)
    return str(name).capitalize()


class _Names:
    """How the rows are called that events name by number: each kind is asked for once."""

    def __init__(self, events: list[Any]) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for event in events:
            wanted[User].add((event.pgh_context or {}).get("user"))
            for told in (event, getattr(event, "previous", None)):
                for field in _fields(told) if told else ():
                    if isinstance(field, ForeignKey):
                        wanted[field.related_model].add(getattr(told, field.attname))
        self._rows: dict[Any, dict[int, Any]] = {
            model: model._default_manager.in_bulk(numbers - {None})
            for model, numbers in wanted.items()
        }

    def of_who(self, context: dict[str, Any]) -> str:
        """Who did it, as far as the event knows."""
        if user := context.get("user"):
            return str(self._rows[User].get(user) or f"a former account (number {user})")
        if program := context.get("job") or context.get("command"):
            return f"the program {program}"
        return "somebody not signed in" if context else "a program, or the database itself"

    def said(self, field: Field, value: Any) -> str:
        """A value as one reads it."""
        if value in (None, "", []):
            return "nothing"
        if isinstance(field, ForeignKey):
            row = self._rows[field.related_model].get(value)
            return str(row) if row else f"number {value}, which is gone"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            choices = dict(getattr(field, "base_field", field).choices or ())
            return ", ".join(str(choices.get(one, one)) for one in value)
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "j F Y, H:i")
        if isinstance(value, date):
            return date_format(value, "j F Y")
        return str(dict(field.flatchoices).get(value, value))
