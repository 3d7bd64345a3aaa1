"""From what somebody typed to a place in England, or to a sentence that says why not.

`resolve` reads a whole text as a place; `split_place` finds the place inside a search.
"""

from reference.found_places import (
    Answer,
    Located,
    NotLocated,
    PlaceOption,
    SeveralPlaces,
)
from reference.guessed_places import PROMPT
from reference.place_in_words import split_place
from reference.postcode_places import (
    for_schools_in_england,
    locate_postcode,
    not_a_postcode,
)
from reference.postcode_text import (
    find_postcode,
    looks_like_a_postcode,
    outside_ordnance_survey,
    read_postcode,
)
from reference.town_places import locate_town

__all__ = [
    "Answer",
    "Located",
    "NotLocated",
    "PlaceOption",
    "SeveralPlaces",
    "resolve",
    "split_place",
]

_LONGEST = 80
_HERE = {"me", "us", "here", "near me", "near us", "near here", "my school", "our school"}


def resolve(text: str) -> Answer:
    """The place that `text` names: a postcode, its beginning, or a town.

    One query when it is known, two when it is not. Never raises, whatever is typed.
    """
    shown = printable(text)
    if not shown:
        return NotLocated(PROMPT)
    if len(shown) > _LONGEST:
        return NotLocated(f"“{shown[:40]}…” is too long for the name of a place. {PROMPT}")
    if shown.casefold() in _HERE:
        return NotLocated("We cannot tell where you are. Type your school's postcode or town.")
    if where := outside_ordnance_survey(shown):
        return NotLocated(for_schools_in_england(f"{shown.upper()} is {where}"))
    if parts := read_postcode(shown):
        return locate_postcode(parts)
    if found := find_postcode(shown):
        return resolve(str(found[0]))
    if looks_like_a_postcode(shown):
        return not_a_postcode(shown.upper())
    return locate_town(shown)


def printable(text: str) -> str:
    """Without what cannot be stored or shown: NUL, lone surrogates, line breaks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
