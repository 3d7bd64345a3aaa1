"""All that the table of fields says is one person's, as one file for them."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts import typed
from accounts.models import User
from artsmark_site.information.placeholders import fill
from artsmark_site.personal_data import erasing, table, whose
from artsmark_site.personal_data.whose import Person
from partners.models import Organisation, Revision

SECRET = "secret"  # noqa: S105 (the class of a field)


def told(user: User) -> dict[str, Any]:
    """What is held about somebody with an account."""
    unsaved = typed.all_of(user)
    return {"account": user.email, **_told(whose.person_of(user)), "typed_not_saved": unsaved}


def told_at(address: str) -> dict[str, Any]:
    """The same of whoever reads the mail of an address that belongs to no account."""
    return {"address": address, **_told(whose.person_at(address))}


def _told(person: Person) -> dict[str, Any]:
    """By purpose, with how long it is kept. Secrets, which prove who somebody is, stay here."""
    parts = [
        {
            "what": str(one.table._meta.verbose_name),
            "why": one.purpose,
            "kept": fill(one.kept),
            "rows": rows,
        }
        for one in table.held()
        if one.kind != SECRET and (rows := _rows(one, person))
    ]
    return {"made_at": timezone.localtime().isoformat(), "held": parts}


def _rows(one: table.Held, person: Person) -> list[dict[str, Any]]:
    if rule := _RULES.get(one.erased.removeprefix(table.BY_RULE)):
        return rule(person)
    if not one.of:
        return []
    rows = whose.rows_of(one, person).fetch_mode(models.FETCH_PEERS)
    return [_row(row, one) for row in rows]


def _row(row: models.Model, one: table.Held) -> dict[str, Any]:
    fields = [table.field_at(one.table, name) for name in (*one.fields, *one.tells)]
    return {
        field.name: _plain(getattr(row, field.name))
        for field in fields
        if field.related_model is not User
    }


def _plain(value: Any) -> Any:
    """Other rows are told by their names alone."""
    if isinstance(value, models.Manager):
        return [str(row) for row in value.all()]
    return str(value) if isinstance(value, models.Model) else value


def _contacts(person: Person) -> list[dict[str, Any]]:
    """Where they are the contact: all of it; where only their name stands, that."""
    contact_of = Organisation.objects.filter(pk__in=person.contact_of).order_by("pk")
    names = ("name", "contact_name", "contact_email", "phone")
    by_name = Organisation.objects.filter(whose.is_name(person, "contact_name"))
    by_name = by_name.exclude(pk__in=person.contact_of).order_by("pk")
    return [*contact_of.values(*names), *by_name.values("name", "contact_name")]


def _trained_person(person: Person) -> list[dict[str, Any]]:
    rows = Organisation.objects.filter(whose.is_name(person, "trained_person"))
    return [dict(row) for row in rows.order_by("pk").values("name", "trained_person", "trained_on")]


def _contacts_in_changes(person: Person) -> list[dict[str, Any]]:
    changes = Revision.objects.filter(organisation__in=person.organisations)
    found = []
    for revision in changes.select_related("organisation").order_by("pk"):
        for values in (revision.before, revision.proposed):
            theirs = erasing.theirs(values, person, revision.organisation_id in person.contact_of)
            if theirs:
                said = {name: values[name] for name in theirs}
                found.append({"organisation": str(revision.organisation), **said})
    return found


_RULES = {
    "contacts": _contacts,
    "trained person": _trained_person,
    "contacts in changes": _contacts_in_changes,
}
