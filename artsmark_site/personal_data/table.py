"""Reads fields.toml, and says where it and the tables of the database part."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from pghistory.models import Event

from accounts.models import User

FILE = Path(__file__).with_name("fields.toml")
CLASSES = {"personal", "contact", "secret"}
ROW, EMPTIED, UNLINKED, WORDS, STAYS = "row", "emptied", "unlinked", "words", "stays"
BY_RULE = "by "
_NEEDS_OF = {ROW, EMPTIED, UNLINKED}
_ALL = "*"


@dataclass(frozen=True)
class Held:
    """Fields of one table that are about a person, for one purpose."""

    model: str
    fields: tuple[str, ...]
    kind: str
    purpose: str
    kept: str
    erased: str
    of: str = ""
    tells: tuple[str, ...] = ()

    @property
    def table(self) -> Any:
        return apps.get_model(self.model)

    @property
    def leads_by_address(self) -> bool:
        """Whether `of` is an address of e-mail; else it is a user."""
        return isinstance(field_at(self.table, self.of), models.EmailField)


@dataclass
class Entry:
    """What the table says of one model."""

    model: str
    public: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()
    held: list[Held] = field(default_factory=list)

    @property
    def covers_all(self) -> bool:
        return _ALL in self.public + self.technical

    @property
    def names(self) -> list[str]:
        return [*self.public, *self.technical, *(name for one in self.held for name in one.fields)]


@cache
def entries() -> dict[str, Entry]:
    """By `app.Model`, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def held() -> list[Held]:
    """All that is about people."""
    return [one for entry in entries().values() for one in entry.held]


def read(text: str) -> dict[str, Entry]:
    """The table that a text holds."""
    found = {}
    for app, tables in tomllib.loads(text).items():
        for name, said in tables.items():
            model = f"{app}.{name}"
            found[model] = Entry(
                model,
                tuple(said.get("public", ())),
                tuple(said.get("technical", ())),
                [_held(model, one) for one in said.get("held", ())],
            )
    return found


def _held(model: str, said: dict[str, Any]) -> Held:
    return Held(
        model=model,
        fields=tuple(said.get("fields", ())),
        kind=said.get("class", ""),
        purpose=said.get("purpose", ""),
        kept=said.get("kept", ""),
        erased=said.get("erased", ""),
        of=said.get("of", ""),
        tells=tuple(said.get("tells", ())),
    )


def field_at(model: Any, path: str) -> Any:
    """The field at the end of a path like `email_address__user`.

    Raises:
        FieldDoesNotExist: there is none.
    """
    found = None
    for name in path.split("__"):
        found = model._meta.get_field(name)
        model = found.related_model
    return found


def faults(table: dict[str, Entry], rules: set[str]) -> Iterator[str]:
    """Each place where the table and the models part, in a sentence. `rules` are those of code."""
    models_there = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }
    yield from (f"{name} is no longer there." for name in table.keys() - models_there.keys())
    for name, model in models_there.items():
        if issubclass(model, Event):
            yield from _copied_into_history(table, model)
            continue
        entry = table.get(name, Entry(name))
        yield from _faults_of_names(entry, {one.name for one in model._meta.concrete_fields})
        yield from _people_overlooked(entry, model)
        for one in entry.held:
            yield from (f"{name}, {', '.join(one.fields)}: {fault}" for fault in _of(one, rules))


def _copied_into_history(table: dict[str, Entry], event: Any) -> Iterator[str]:
    """History is never erased: of what is about people it may hold numbers, and no words."""
    followed = event.pgh_tracked_model
    entry = table.get(followed._meta.label, Entry(followed._meta.label))
    about_people = {name for one in entry.held for name in one.fields}
    for copied in event._meta.concrete_fields:
        has_words = isinstance(copied, models.CharField | models.TextField | models.JSONField)
        if has_words and not copied.choices and copied.name in about_people:
            yield (
                f"{entry.model}.{copied.name} is about people, and its history keeps it for good: "
                "name it under `private` where the model is `kept`."
            )


def _faults_of_names(entry: Entry, there: set[str]) -> Iterator[str]:
    if entry.covers_all:
        if len(entry.names) > 1:
            yield f"{entry.model}: “*” stands alone, for a table that holds nothing about people."
        return
    yield from (f"{entry.model}.{name} is missing." for name in sorted(there - {*entry.names}))
    gone = {*entry.names} - there
    yield from (f"{entry.model}.{name} is no longer there." for name in sorted(gone))
    twice = {name for name in entry.names if entry.names.count(name) > 1}
    yield from (f"{entry.model}.{name} is named twice." for name in sorted(twice))


def _people_overlooked(entry: Entry, model: Any) -> Iterator[str]:
    """Whatever leads to a person, or is an address of e-mail, is about somebody."""
    about = {name for one in entry.held for name in one.fields}
    for one in model._meta.concrete_fields:
        leads_to_somebody = one.related_model is User or isinstance(one, models.EmailField)
        is_named = one.name in entry.names or entry.covers_all
        if leads_to_somebody and is_named and one.name not in about:
            yield f"{entry.model}.{one.name} is about a person: it belongs under `held`."


def _of(one: Held, rules: set[str]) -> Iterator[str]:
    """What is wrong with one entry about people, its names apart."""
    if one.kind not in CLASSES:
        yield f"the class “{one.kind}” is not known."
    yield from (f"there is no {name}." for name in ("purpose", "kept") if not getattr(one, name))
    known = {ROW, EMPTIED, UNLINKED, WORDS, STAYS} | {f"{BY_RULE}{rule}" for rule in rules}
    if one.erased not in known:
        yield f"the rule “{one.erased}” of erasure is not known."
    if one.erased in _NEEDS_OF and not one.of:
        yield "say `of` whom it is."
    try:
        yield from _faults_of_paths(one)
    except FieldDoesNotExist as error:
        yield f"{error}."


def _faults_of_paths(one: Held) -> Iterator[str]:
    for path in one.tells:
        field_at(one.table, path)
    if not one.of:
        return
    end = field_at(one.table, one.of)
    is_person = end.related_model is User or (end.model is User and end.primary_key)
    if not is_person and not isinstance(end, models.EmailField):
        yield f"`of` leads to {one.of}, which is neither a user nor an address of e-mail."
    if one.erased == UNLINKED and _on_delete(end) is not models.SET_NULL:
        yield f"{one.of} is not emptied by the database (SET_NULL)."


def _on_delete(field: Any) -> Any:
    return field.remote_field.on_delete if field.remote_field else None
