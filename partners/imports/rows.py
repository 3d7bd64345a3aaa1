"""Turning the text of one row into checked values, or saying what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from partners.choices import ListingState, OrganisationType, PartnerStatus
from partners.locating import tidy_postcode
from partners.models import Organisation
from partners.validators import validate_postcode
from reference.area_names import AreaNames
from reference.models import ArtForm, BridgeOrganisation
from reference.names import name_key

# Ours in the file -> the field of an organisation, where the two differ.
FIELDS = {"online": "works_online"}
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y")


class BadRow(Exception):
    """What is wrong with a row, worded for the keeper of the list."""


@dataclass
class Row:
    """A row that may go in: its line in the file, and plain values by our column names.

    Values are as JSON has them (dates as text, lookups and areas as slugs), so that they can be
    kept and compared with those of the next import.
    """

    line: int
    values: dict[str, Any]


class RowReader:
    """Reads rows; knows the lookups and areas, which it loads once."""

    def __init__(self) -> None:
        self.areas = AreaNames()
        self._art_forms = {
            name_key(word): row.slug
            for row in ArtForm.objects.all()
            for word in (*row.synonyms, row.slug, row.label)
        }
        self._bridges = {
            name_key(word): row.slug
            for row in BridgeOrganisation.objects.all()
            for word in (row.slug, row.name)
        }
        self._readers: dict[str, Callable[[str], Any]] = {
            "postcode": _postcode,
            "website": _website,
            "charity_number": lambda text: text.replace(" ", ""),
            "type": lambda text: _choice(text, OrganisationType),
            "listing_state": lambda text: _choice(text, ListingState),
            "partner_status": lambda text: _choice(text, PartnerStatus),
            "travel_miles": _whole_number,
            "receives_visits": _yes_or_no,
            "online": _yes_or_no,
            "partner_since": _date,
            "trained_on": _date,
            "code_accepted_on": _date,
            "authority": self._authority,
            "art_forms": self._art_form_slugs,
            "covers": self._covers,
            "lead_bridge": self._bridge,
        }

    def read(self, line: int, texts: dict[str, str]) -> Row:
        """Check each value of a row.

        Raises:
            BadRow: one is missing or wrong.
        """
        if not texts.get("name"):
            raise BadRow("The name is missing.")
        values = {}
        for column, text in texts.items():
            try:
                values[column] = self._readers.get(column, str)(text)
            except BadRow as problem:
                raise BadRow(f"{column}: {problem}") from None
        if not values.get("postcode") and not values.get("authority"):
            raise BadRow("It needs a postcode or a local authority.")
        _check_lengths(values)
        return Row(line, values)

    def _authority(self, text: str) -> str:
        # “Dorset, Purbeck”: the last part is the smallest area.
        for part in (text, *reversed(text.split(", "))):
            authority = self.areas.authority(part)
            if authority is not None:
                return authority.slug
        raise BadRow(f"“{text}” is not a local authority of England that we know.")

    def _art_form_slugs(self, text: str) -> list[str]:
        return sorted({self._art_form(word) for word in _split(text)})

    def _art_form(self, word: str) -> str:
        slug = self._art_forms.get(name_key(word)) or self._art_forms.get(word)
        if slug is None:
            raise BadRow(f"“{word}” is not one of our art forms.")
        return slug

    def _covers(self, text: str) -> list[str]:
        return sorted({self._area(word) for word in _split(text)})

    def _area(self, word: str) -> str:
        kind, _, name = word.rpartition(":")
        if name_key(name) in {"england", "england wide", "all england"}:
            return "england"
        region = self.areas.region(name) if kind in {"", "region"} else None
        if region is not None:
            return f"region:{region.slug}"
        authority = self.areas.authority(name)
        if authority is None:
            raise BadRow(f"“{word}” is neither a region nor a local authority of England.")
        return f"authority:{authority.slug}"

    def _bridge(self, text: str) -> str:
        slug = self._bridges.get(name_key(text))
        if slug is None:
            raise BadRow(f"“{text}” is not a regional body that we know.")
        return slug


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split("|") if word.strip()]


def _postcode(text: str) -> str:
    postcode = tidy_postcode(text)
    try:
        validate_postcode(postcode)
    except ValidationError:
        raise BadRow(f"“{text}” is not a postcode.") from None
    return postcode


def _website(text: str) -> str:
    return text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"


def _choice(text: str, choices: Any) -> str:
    by_words = {
        name_key(word): value for value, label in choices.choices for word in (value, label)
    }
    found = by_words.get(name_key(text))
    if found is None:
        raise BadRow(f"“{text}” is none of {', '.join(choices.values)}.")
    return str(found)


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadRow(f"“{text}” is not a whole number.")
    return int(text[:9])


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise BadRow(f"“{text}” is neither yes nor no.")
    return text.casefold() in _YES


def _date(text: str) -> str:
    for pattern in _DATE_FORMATS:
        try:
            return _as_date(text, pattern).isoformat()
        except ValueError:
            continue
    raise BadRow(f"“{text}” is not a date like 2024-09-30.")


def _as_date(text: str, pattern: str) -> date:
    return datetime.strptime(text, pattern).date()


def _check_lengths(values: dict[str, Any]) -> None:
    """What the organisation's own fields refuse: too long, no web address, out of range."""
    organisation = Organisation()
    given = {FIELDS.get(column, column): value for column, value in values.items()}
    checked = {
        item.name: given[item.name]
        for item in Organisation._meta.concrete_fields
        if item.name in given and not item.is_relation
    }
    for name, value in checked.items():
        setattr(organisation, name, value)
    others = [f.name for f in Organisation._meta.fields if f.name not in checked]
    try:
        organisation.clean_fields(exclude=others)
    except ValidationError as problem:
        name, messages = next(iter(problem.message_dict.items()))
        raise BadRow(f"{name}: {messages[0]}") from None
