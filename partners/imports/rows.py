"""Turning the text of one row into checked values, or saying what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import get_text_list

from partners.choices import ListingState, OrganisationType, PartnerStatus
from partners.imports.limits import broken_limits, quoted, refusal
from partners.locating import tidy_postcode
from partners.validators import validate_postcode
from reference.area_names import AreaNames
from reference.models import ArtForm, BridgeOrganisation
from reference.names import name_key

_YES, _NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y")
# Their values are looked up, so that no limit of a field can be broken.
_LOOKED_UP = {"authority", "art_forms", "covers", "lead_bridge"}


class BadValue(Exception):
    """What is wrong with a value, worded for the keeper of the list."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, and in which of our columns."""

    columns: tuple[str, ...]
    reason: str


@dataclass
class Row:
    """A row of the list: its line in the file, and plain values by our column names.

    Values are as JSON has them (dates as text, lookups and areas as slugs), so that they can be
    kept and compared with those of the next import. With faults it stays out; it then has only
    those values that are right.
    """

    line: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)


class RowReader:
    """Reads rows; knows the lookups and areas, which it loads once."""

    def __init__(self) -> None:
        self.areas = AreaNames()
        art_forms = list(ArtForm.objects.order_by("sort_order", "pk"))
        self._art_forms = {
            name_key(word): row.slug
            for row in art_forms
            for word in (*row.synonyms, row.slug, row.label)
        }
        self._our_art_forms = ", ".join(row.slug for row in art_forms if row.is_active)
        bridges = list(BridgeOrganisation.objects.order_by("name"))
        self._bridges = {
            name_key(word): row.slug for row in bridges for word in (row.slug, row.name)
        }
        self._our_bridges = ", ".join(row.name for row in bridges if row.is_active)
        self._readers: dict[str, Callable[[str], Any]] = {
            "postcode": _postcode,
            "website": _website,
            "charity_number": lambda text: text.replace(" ", ""),
            "type": lambda text: _choice(text, OrganisationType),
            "listing_state": lambda text: _choice(text, ListingState),
            "partner_status": lambda text: _choice(text, PartnerStatus),
            "travel_miles": _miles,
            "receives_visits": _yes_or_no,
            "online": _yes_or_no,
            "partner_since": _past_date,
            "trained_on": _past_date,
            "code_accepted_on": _past_date,
            "authority": self._authority,
            "art_forms": self._art_form_slugs,
            "covers": self._covers,
            "lead_bridge": self._bridge,
        }

    def read(self, line: int, texts: dict[str, str]) -> Row:
        """Check every value of a row, and note all that is missing or wrong."""
        row = Row(line, {})
        if not texts.get("name"):
            row.faults.append(Fault(("name",), "The name is missing."))
        self.read_values(texts, row)
        if not texts.get("postcode") and not texts.get("authority"):
            needed = Fault(("postcode", "authority"), "It needs a postcode or a local authority.")
            row.faults.append(needed)
        return row

    def read_values(self, texts: dict[str, str], row: Row) -> None:
        """Check these values alone, without asking what is missing."""
        for column, text in texts.items():
            try:
                value = self._readers.get(column, str)(text)
            except BadValue as problem:
                row.faults.append(Fault((column,), str(problem)))
                continue
            broken = [] if column in _LOOKED_UP else broken_limits(column, value, text)
            row.faults += [Fault((column,), reason) for reason in broken]
            if not broken:
                row.values[column] = value

    def _authority(self, text: str) -> str:
        # “Dorset, Purbeck”: the last part is the smallest area.
        for part in (text, *reversed(text.split(", "))):
            authority = self.areas.authority(part)
            if authority is not None:
                return authority.slug
        raise BadValue(f"{quoted(text)} is not a local authority of England that we know.")

    def _art_form_slugs(self, text: str) -> list[str]:
        found = {word: self._art_forms.get(name_key(word)) for word in _split(text)}
        _refuse_unknown(found, f"not among our art forms ({self._our_art_forms})")
        return sorted({slug for slug in found.values() if slug})

    def _covers(self, text: str) -> list[str]:
        found = {word: self._area(word) for word in _split(text)}
        _refuse_unknown(found, "neither a region nor a local authority of England")
        return sorted({area for area in found.values() if area})

    def _area(self, word: str) -> str | None:
        kind, _, name = word.rpartition(":")
        if name_key(name) in {"england", "england wide", "all england"}:
            return "england"
        region = self.areas.region(name) if kind in {"", "region"} else None
        if region is not None:
            return f"region:{region.slug}"
        authority = self.areas.authority(name)
        return f"authority:{authority.slug}" if authority else None

    def _bridge(self, text: str) -> str:
        slug = self._bridges.get(name_key(text))
        if slug is None:
            raise BadValue(f"{quoted(text)} is not a regional body. Ours are {self._our_bridges}.")
        return slug


def _split(text: str) -> Iterable[str]:
    return [word.strip() for word in text.split("|") if word.strip()]


def _refuse_unknown(found: dict[str, str | None], what: str) -> None:
    """Say of a list in one cell everything that is unknown, not its first word alone."""
    unknown = [quoted(word) for word, slug in found.items() if slug is None]
    if unknown:
        verb = "is" if len(unknown) == 1 else "are"
        raise BadValue(f"{get_text_list(unknown, 'and')} {verb} {what}.")


def _postcode(text: str) -> str:
    postcode = tidy_postcode(text)
    try:
        validate_postcode(postcode)
    except ValidationError:
        raise BadValue(f"{quoted(text)} is not a postcode like PL4 8AA.") from None
    return postcode


def _website(text: str) -> str:
    return text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"


def _choice(text: str, choices: Any) -> str:
    by_words = {
        name_key(word): value for value, label in choices.choices for word in (value, label)
    }
    found = by_words.get(name_key(text))
    if found is None:
        raise BadValue(f"{quoted(text)} is none of {', '.join(choices.values)}.")
    return str(found)


def _miles(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadValue(refusal("travel_miles", text))
    return int(text[:9])


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise BadValue(f"{quoted(text)} is neither yes nor no.")
    return text.casefold() in _YES


def _past_date(text: str) -> str:
    """A date in one of the usual spellings, of something that has happened."""
    for pattern in _DATE_FORMATS:
        try:
            day = _as_date(text, pattern)
        except ValueError:
            continue
        if day > timezone.localdate():
            raise BadValue(f"{quoted(text)} is still to come.")
        return day.isoformat()
    raise BadValue(f"{quoted(text)} is not a date like 2024-09-30 or 30/09/2024.")


def _as_date(text: str, pattern: str) -> date:
    return datetime.strptime(text, pattern).date()
