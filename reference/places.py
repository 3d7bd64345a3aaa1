"""From what somebody typed to a place in England, or to a sentence that says why not.

`resolve` reads a whole text as a place; `split_place` and `split_town` find one inside a search.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from reference.address_text import partial_postcode_at_the_end
from reference.found_places import (
    PROMPT,
    Answer,
    Located,
    NotLocated,
    PlaceOption,
    SeveralPlaces,
    is_shared,
    quoted,
)
from reference.place_in_words import (
    HERE,
    has_word_before_place,
    miles_said,
    split_place,
    split_town,
)
from reference.postcode_places import (
    for_schools_in_england,
    locate_postcode,
    not_a_postcode,
)
from reference.postcode_text import (
    PostcodePart,
    find_postcode,
    is_postcode_area,
    looks_like_a_postcode,
    outside_ordnance_survey,
    read_postcode,
)
from reference.town_places import locate_town, locate_town_for_each

__all__ = [
    "Answer",
    "Located",
    "NotLocated",
    "PlaceOption",
    "SeveralPlaces",
    "has_word_before_place",
    "is_shared",
    "miles_said",
    "resolve",
    "resolve_for_each",
    "split_place",
    "split_town",
]

_LONGEST = 200
_HERE = {*HERE, *(f"near {here}" for here in HERE), "home"}
_ANYWHERE = {"england", "uk", "anywhere", "everywhere", "any", "all", "nationwide", "none", "n/a"}
# A telephone number, a school's number, a pair of coordinates: digits and what stands around them.
_NUMBER = re.compile(r"(?:urn|tel|no)?[\s:.]*[-+(]*\d[\d\s.,;:()/+°-]*[nesw]?", re.IGNORECASE)
_ON_THE_NET = re.compile(r"\S*@\S*|(?:https?:|www\.)\S*", re.IGNORECASE)


def resolve(text: str, *, region: str = "", is_home: bool = False) -> Answer:
    """The place that `text` names: a postcode, its beginning, a town, or an address's town.

    Of places that share the name those in `region`, a slug, are meant; and if it `is_home`, the
    region somebody came from, one elsewhere is asked about.

    One query when it is known, a handful when it is not. Never raises, whatever is typed.
    """
    shown = printable(text)
    return _of_no_region(shown) or locate_town(shown, region, is_home=is_home)


def resolve_for_each(text: str, regions: Iterable[str]) -> dict[str, Answer]:
    """The same in no region (""), and in each where that makes a difference, in one query."""
    shown = printable(text)
    if answer := _of_no_region(shown):
        return dict.fromkeys(["", *regions], answer)
    return locate_town_for_each(shown, regions)


def _of_no_region(shown: str) -> Answer | None:
    """For what means the same wherever one asks: all but the name of a town."""
    if not shown:
        return NotLocated(PROMPT)
    if len(shown) > _LONGEST:
        return NotLocated(f"{quoted(shown)} is too long for the name of a place. {PROMPT}")
    if sentence := _no_place(shown):
        return NotLocated(sentence)
    if where := outside_ordnance_survey(shown):
        return NotLocated(for_schools_in_england(f"{shown.upper()} is {where}"))
    if parts := read_postcode(shown):
        return locate_postcode(parts)
    if found := find_postcode(shown):
        return resolve(str(found[0]))
    if looks_like_a_postcode(shown):
        return not_a_postcode(shown.upper())
    if found_at_the_end := partial_postcode_at_the_end(shown):
        return _located_by_its_end(*found_at_the_end)
    return None


def _no_place(shown: str) -> str:
    """The sentence for what is no name at all; else ""."""
    if shown.casefold() in _HERE:
        return "We cannot tell where you are. Type your school's postcode or town."
    if shown.casefold().removeprefix("the ") in _ANYWHERE:
        return "Leave the place empty to search all of England, or type a postcode or a town."
    if _ON_THE_NET.fullmatch(shown):
        return f"{quoted(shown)} is an address on the internet, not a place. {PROMPT}"
    if _NUMBER.fullmatch(shown):
        return f"We cannot find a place by the number {quoted(shown)}. {PROMPT}"
    if is_postcode_area(shown):
        area = shown.upper()
        return f"Many postcodes begin with {area}. Type the number behind it too, or a town."
    return ""


def _located_by_its_end(name: str, part: PostcodePart) -> Answer:
    """For “Leeds LS1”: the district, unless there is none and “LS1” is something else."""
    answer = locate_postcode([part])
    if isinstance(answer, Located):
        return answer
    town = locate_town(name)
    if isinstance(town, Located):
        return replace(town, note=f"We search from {town.label}: we do not know {part}.")
    return town


def printable(text: str) -> str:
    """As it is stored, compared and shown: NUL, lone surrogates, line breaks and characters
    without any width left out, full-width letters and digits made ordinary ones.
    """
    ordinary = unicodedata.normalize("NFKC", text[: 2 * _LONGEST])
    visible = (c for c in ordinary if unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isprintable() else " " for c in visible).split())
