"""A row's fields as plain values that JSON can hold: read, written back, and said in words."""

from datetime import date
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Field, ForeignKey, ManyToManyField, Model
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from partners.locating import CannotLocate, locate
from partners.models import Offer, Organisation
from partners.revisions import pictures, venues

type Values = dict[str, Any]

_WHERE = {"postcode", "authority"}


class DoesNotFit(Exception):
    """Why values cannot be written, in words."""


def plain(value: Any) -> Any:
    """What a form's clean value, or a model's, is in JSON. Rows become their numbers, in order."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n")  # as browsers end the lines of a text
    if hasattr(value, "__iter__") and not isinstance(value, str):
        rows = list(value)
        if rows and isinstance(rows[0], Model):
            return sorted(row.pk for row in rows)
        return rows
    return value


def read(row: Organisation | Offer, name: str) -> Any:
    """What a row holds in a field, plain."""
    if isinstance(row, Organisation) and venues.is_venue(name):
        return venues.read(row, name)
    field = row._meta.get_field(name)
    if isinstance(field, ManyToManyField):
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return plain(getattr(row, str(getattr(field, "attname", name))))


@transaction.atomic
def write(row: Organisation | Offer, values: Values) -> None:
    """Set fields of a locked row, check the whole row, and save it; its venues, too.

    Raises:
        DoesNotFit: the row may not hold these values together; nothing was saved.
    """
    its_venues = {name: value for name, value in values.items() if venues.is_venue(name)}
    _write_fields(row, {n: value for n, value in values.items() if n not in its_venues})
    if its_venues and isinstance(row, Organisation):
        try:
            venues.write(row, its_venues)
        except ValidationError as error:
            raise DoesNotFit(" ".join(error.messages)) from error
        except CannotLocate as refusal:
            raise DoesNotFit(str(refusal)) from refusal


def _write_fields(row: Organisation | Offer, values: Values) -> None:
    fields = {name: _field(row, name) for name in values}
    lists = {name: field for name, field in fields.items() if isinstance(field, ManyToManyField)}
    for name in values.keys() - lists.keys():
        field = fields[name]
        setattr(row, str(field.attname), field.to_python(values[name]))
    _place(row, values)
    try:
        # What another field has held for long is not refused here: its own form says so.
        left = {field.name for field in row._meta.fields} - values.keys()
        row.clean_fields(exclude={*left, *(f.name for f in row._meta.fields if not f.editable)})
        row.validate_constraints()
    except ValidationError as error:
        raise DoesNotFit(" ".join(error.messages)) from error
    rows = {name: _rows(field, values[name]) for name, field in lists.items()}
    row.save()
    for name, chosen in rows.items():
        getattr(row, name).set(chosen)
    if isinstance(row, Offer):
        row.set_key_stages_from_ages()


def in_words(row: Model, name: str, value: Any) -> str:
    """A plain value as one reads it; empty where nothing is given."""
    if venues.is_venue(name):
        return venues.in_words(value)
    field = _field(row, name)
    if isinstance(field, ManyToManyField | ForeignKey):
        numbers = value if isinstance(value, list) else [value]
        return ", ".join(labels(field, [number for number in numbers if number is not None]))
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "working_days":
        return ", ".join(str(WEEKDAYS[day - 1]) for day in value)
    if isinstance(value, list):
        names = dict(getattr(field, "base_field", field).choices or ())
        return ", ".join(str(names.get(one, one)) for one in value)
    if field.get_internal_type() == "DateField":
        return date_format(date.fromisoformat(value), "j F Y")
    if name.endswith("_pence"):
        return f"£{value / 100:,.2f}"
    return str(dict(field.flatchoices).get(value, value))


def labels(field: ManyToManyField | ForeignKey, numbers: list[int]) -> list[str]:
    """Of rows by their numbers, in the order of the alphabet."""
    return sorted(map(str, field.related_model._default_manager.filter(pk__in=numbers)))


# Where the model's own word is not what a reader would say.
_SAID = {
    "travel_miles": "Travels up to (miles)",
    "receives_visits": "Schools visit them",
    "works_online": "Works online",
    "covers_england": "Works across England",
    "covered_regions": "Regions covered",
    "covered_authorities": "Authorities covered",
    "art_form_tags": "Finer art forms",
    "cost_basis": "Cost, by what",
    "cost_from_pence": "Cost from",
    "cost_to_pence": "Cost up to",
    "cost_note": "What the cost depends on",
    "insurance_pounds": "Public liability cover, in pounds",
    "insurance_expires_on": "Insured until",
    "smsc_strands": "SMSC strands",
    "arts_award_role": "Arts Award role",
    "arts_award_levels": "Arts Award levels",
    "hide_street": "Their street stays hidden",
    "lead_time_weeks": "Notice needed (weeks)",
    "not_taking_enquiries_until": "Takes no enquiries until",
    "safeguarding_reviewed_on": "Safeguarding last reviewed",
}


def label(row: Organisation | Offer, name: str) -> str:
    """What staff and members call a field."""
    if isinstance(row, Organisation) and venues.is_venue(name):
        return venues.heading(venues.read(row, name))
    if isinstance(row, Organisation) and pictures.is_picture(name):
        return pictures.heading(row, name)
    named = str(_field(row, name).verbose_name).capitalize().replace("Vat", "VAT")
    return _SAID.get(name, named)


def _field(row: Model, name: str) -> Field:
    try:
        return cast(Field, row._meta.get_field(name))
    except FieldDoesNotExist as error:
        raise DoesNotFit(f"There is no “{name}” any more.") from error


def _rows(field: ManyToManyField, numbers: list[int]) -> list[Model]:
    found = list(field.related_model._default_manager.filter(pk__in=numbers))
    if len(found) < len(numbers):
        raise DoesNotFit(f"Something chosen under “{field.verbose_name}” exists no more.")
    return found


def _place(row: Organisation | Offer, values: Values) -> None:
    """With a new postcode, only an authority that was chosen along with it counts as named."""
    if not isinstance(row, Organisation) or not _WHERE & values.keys():
        return
    try:
        locate(row, authority_will_do="postcode" not in values or "authority" in values)
    except CannotLocate as refusal:
        raise DoesNotFit(str(refusal)) from refusal
