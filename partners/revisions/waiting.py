"""Which changes of something listed wait for staff, and which go live at once."""

from difflib import SequenceMatcher
from typing import Any

from partners.revisions.venues import Says, is_venue

# Of an organisation and of an offer, in one table: no name means two things.
MATERIAL = {
    "name",
    "type",
    "postcode",
    "authority",
    "receives_visits",
    "travel_miles",
    "covers_england",
    "covered_regions",
    "covered_authorities",
    "works_online",
    "art_forms",
    "art_form_tags",
    "safeguarding_statement",
    "title",
    "offer_type",
    "key_stages",
    "age_min",
    "age_max",
    "cost_basis",
    "cost_from_pence",
    "cost_to_pence",
    "vat",
    "travel_cost",
}
# These wait when more is changed than typing errors are.
TEXTS = {
    "summary",
    "description",
    "access_statement",
    "curriculum_links",
    "learning_outcomes",
    "required_resources",
}
# An address is shown with its postcode: both or neither.
WITH_THE_POSTCODE = {"address", "town"}
TYPING_ERRORS = 0.1
SPELLING = 0.8  # how alike a name and its correction are at least: 1 is the same


def waits(name: str, approved: Any, wanted: Any) -> bool:
    """Whether staff look at a change first. `approved` is the value that they last let through.

    A text that was corrected little by little is compared with that one, so that many small
    changes do not make a large one.
    """
    if is_venue(name):
        return _venue_waits(approved, wanted)
    if name in MATERIAL:
        return True
    return name in TEXTS and share_changed(approved, wanted) >= TYPING_ERRORS


def _venue_waits(approved: Says | None, wanted: Says | None) -> bool:
    """A new one waits, one that moves, and another word on visits; a removal waits for nobody."""
    if wanted is None:
        return False
    if approved is None:
        return True
    decides = ("postcode", "receives_visits")
    is_other = any(approved[name] != wanted[name] for name in decides)
    return is_other or _likeness(approved["name"], wanted["name"]) < SPELLING


def _likeness(before: str, after: str) -> float:
    return SequenceMatcher(None, before.lower(), after.lower()).ratio()


def share_changed(before: str, after: str) -> float:
    """How much of a text was changed, by words: 0 is nothing, 1 is all of it."""
    return 1 - SequenceMatcher(None, before.split(), after.split()).ratio()
