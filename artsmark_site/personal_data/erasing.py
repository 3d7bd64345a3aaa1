"""What becomes of everything that is somebody's when their account is deleted.

`fields.toml` says by which rule; the rules of its own that a table needs are functions here.
Called by `services` inside a transaction, before the account's own row goes.
"""

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from accounts.models import MailRecord, User
from accounts.services import somebody_who_left
from accounts.typed import forget_all
from artsmark_site.personal_data import table, whose
from artsmark_site.personal_data.whose import Person
from enquiries.models import Concern, Enquiry
from partners.models import ImportedOrganisation, Organisation, Revision
from partners.revisions.services import CONTACT
from reference.models import BridgeOrganisation
from training.interest.services import forget
from training.models import Booking, InterestRegistration
from training.places import forget_person

DELETED = "[deleted]"
# Shorter numbers stand in texts for other things.
_SHORTEST_NUMBER = 6


def erase(person: Person) -> None:
    """Everything that is theirs, and at the end the account, if they have one."""
    hold_enquiries(person)
    all_held = table.held()
    named = {*person.addresses, *_long_numbers(person), *_labels(person)}
    used = {one.erased for one in all_held}
    for name, rule in RULES.items():
        if f"{table.BY_RULE}{name}" in used:
            rule(person)
    for one in all_held:
        if one.erased == table.WORDS:
            _cut_out(one, named)
        elif one.erased == table.EMPTIED:
            _empty(one, person)
        elif one.erased == table.ROW and one.table is not User:
            whose.rows_of(one, person).delete()
    if person.user:
        forget_all(person.user)
        person.user.delete()


def hold_enquiries(person: Person) -> None:
    """Wait for whoever writes in their threads; later nobody does, or posts letters about them."""
    asked_by = Q(by=person.user) if person.user else Q(pk__in=[])
    theirs = asked_by | whose.is_address("email", person.addresses)
    Enquiry.objects.filter(theirs).lock_with_threads()


def _empty(one: table.Held, person: Person) -> None:
    fields = [table.field_at(one.table, name) for name in one.fields]
    nothing = {field.name: None if field.null else field.get_default() for field in fields}
    one.table._base_manager.filter(whose.is_theirs(one, person)).update(**nothing)


# --- Where others name them -----------------------------------------------------------------


def _labels(person: Person) -> set[str]:
    """How lists and logs call their rows (“Ada Field for Mill House”), and their whole name."""
    name = person.name
    found = {name} if " " in name else set()
    for one in table.held():
        if name and one.erased == table.ROW and one.of and not one.leads_by_address:
            found |= {str(row) for row in whose.rows_of(one, person)}
    return {label for label in found if " " in label and name in label}


def _long_numbers(person: Person) -> set[str]:
    return {number for number in person.numbers if len(number) >= _SHORTEST_NUMBER}


def _cut_out(one: table.Held, named: set[str]) -> None:
    """Put `[deleted]` where a text of somebody else says any of this."""
    # Longest first: a label holds the name. Texts that are JSON spell letters like é otherwise.
    spelt = {*named, *(json.dumps(text)[1:-1] for text in named)}
    if not spelt:
        return
    pattern = _any_of(spelt)
    for name in one.fields:
        says = Q(pk__in=[])
        for text in spelt:
            says |= Q(**{f"{name}__icontains": text})
        for row in one.table._base_manager.filter(says):
            longest = row._meta.get_field(name).max_length
            setattr(row, name, pattern.sub(DELETED, getattr(row, name))[:longest])
            row.save(update_fields=[name])


def _any_of(texts: Collection[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


# --- The rules of their own -----------------------------------------------------------------


def _letters(person: Person) -> None:
    """To their addresses, or about the account: nobody sends what waits, and the address goes."""
    letters = MailRecord.objects.filter(
        whose.is_address("to", person.addresses) | _about_the_account(person)
    )
    waiting = letters.filter(state=MailRecord.State.WAITING)
    # Both at once: afterwards the first would no longer be found.
    numbers = list(letters.values_list("pk", flat=True))
    waiting.update(state=MailRecord.State.NOT_NEEDED, settled_at=timezone.now())
    MailRecord.objects.filter(pk__in=numbers).update(to="", facts={})


def _about_the_account(person: Person) -> Q:
    if person.user is None:
        return Q(pk__in=[])
    account = ContentType.objects.get_for_model(User)
    address = ContentType.objects.get_for_model(EmailAddress)
    theirs = EmailAddress.objects.filter(user=person.user).values_list("pk", flat=True)
    return Q(content_type=account, object_id=person.user.pk) | Q(
        content_type=address, object_id__in=list(theirs)
    )


def _sessions(person: Person) -> None:
    """Signed in, or on the way: what a session holds can be told only by opening each."""
    if not person.addresses:
        return
    store = SessionStore()
    for session in Session.objects.iterator():
        data = store.decode(session.session_data)
        text = json.dumps(data, default=str).lower()
        signed_in = person.user and data.get(SESSION_KEY) == str(person.user.pk)
        if signed_in or any(address in text for address in person.addresses):
            session.delete()


def _log_of_staff(person: Person) -> None:
    """What they did stays, as done by somebody who left; rows that were theirs lose their names."""
    done = LogEntry.objects.filter(user=person.user or 0)
    if done.exists():
        done.update(user=somebody_who_left())
    for one in table.held():
        if one.erased == table.ROW:
            kind = ContentType.objects.get_for_model(one.table)
            numbers = [str(pk) for pk in whose.rows_of(one, person).values_list("pk", flat=True)]
            about = LogEntry.objects.filter(content_type=kind, object_id__in=numbers)
            about.update(object_repr=DELETED)


def _addresses(person: Person) -> None:
    """Also where somebody else typed theirs, and never confirmed it."""
    typed = EmailAddress.objects.filter(whose.is_address("email", person.addresses), verified=False)
    (typed | EmailAddress.objects.filter(user=person.user or 0)).delete()


def _contacts(person: Person) -> None:
    """An organisation whose contact they are has none until its members name another."""
    contact_of = Organisation.objects.filter(pk__in=person.contact_of)
    contact_of.update(contact_name="", contact_email="", phone="")
    # With an address that is not theirs, their name alone goes.
    Organisation.objects.filter(whose.is_name(person, "contact_name")).update(contact_name="")


def _contacts_of_bodies(person: Person) -> None:
    bodies = BridgeOrganisation.objects.filter(whose.is_address("contact_email", person.addresses))
    bodies.update(contact_name="", contact_email="", contact_phone="")
    if person.user and person.name:
        theirs = BridgeOrganisation.objects.filter(pk__in=person.user.bridges)
        theirs.filter(contact_name__iexact=person.name).update(contact_name="")


def _trained_person(person: Person) -> None:
    """That somebody of the organisation was trained, and when, stays."""
    rows = Organisation.objects.filter(whose.is_name(person, "trained_person"))
    rows.update(trained_person="")


def _contacts_in_changes(person: Person) -> None:
    for revision in Revision.objects.filter(organisation__in=person.organisations):
        contact = revision.organisation_id in person.contact_of
        found = [theirs(values, person, contact) for values in (revision.before, revision.proposed)]
        if any(found):
            for values, names in zip((revision.before, revision.proposed), found, strict=True):
                for name in names:
                    del values[name]
            revision.save(update_fields=["before", "proposed"])


def _contacts_in_imports(person: Person) -> None:
    """Another text stands there: the next list then leaves alone what is empty now."""
    for imported in ImportedOrganisation.objects.filter(pk__in=person.organisations):
        names = theirs(imported.values, person, imported.pk in person.contact_of)
        if names:
            imported.values |= dict.fromkeys(names, DELETED)
            imported.save(update_fields=["values"])


def theirs(values: dict[str, Any], person: Person, is_contact: bool) -> list[str]:
    """Which of an organisation's values, by name, are this person's."""
    own = {*person.addresses, *person.numbers, person.name.lower()} - {""}
    if str(values.get("contact_email", "")).lower() in person.addresses:
        is_contact = True
    names = [name for name in (*CONTACT, "trained_person") if values.get(name)]
    return [
        name
        for name in names
        if (is_contact and name in CONTACT) or str(values[name]).lower() in own
    ]


def _places_in_training(person: Person) -> None:
    """A place to come is given back; that somebody of the organisation was there stays."""
    for booking in Booking.objects.filter(whose.is_address("email", person.addresses)):
        forget_person(booking)


def _interest_in_training(person: Person) -> None:
    theirs = InterestRegistration.objects.filter(whose.is_address("email", person.addresses))
    for interest in theirs:
        forget(interest=interest, now=timezone.now())


def _reported_concerns(person: Person) -> None:
    """The name that they typed as theirs goes from what they wrote of it, too."""
    for concern in Concern.objects.filter(whose.is_address("email", person.addresses)):
        if name := concern.name.strip():
            longest = Concern._meta.get_field("words").max_length
            concern.words = _any_of([name]).sub(DELETED, concern.words)[:longest]
        concern.name = concern.email = ""
        concern.save(update_fields=["words", "name", "email"])


# In the order in which they are followed: each finds the rows that it looks for.
RULES: dict[str, Callable[[Person], Any]] = {
    "letters": _letters,
    "sessions": _sessions,
    "addresses": _addresses,
    "log of staff": _log_of_staff,
    "contacts": _contacts,
    "contacts of bodies": _contacts_of_bodies,
    "trained person": _trained_person,
    "contacts in changes": _contacts_in_changes,
    "contacts in imports": _contacts_in_imports,
    "places in training": _places_in_training,
    "interest in training": _interest_in_training,
    "reported concerns": _reported_concerns,
}
