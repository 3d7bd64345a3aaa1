"""What somebody may have meant who typed the name of no place: an area, or a misspelt town."""

from collections import defaultdict
from difflib import SequenceMatcher
from typing import NamedTuple

from django.db import connection

from reference.found_places import NotLocated, or_list
from reference.names import name_key

PROMPT = "Type a postcode or the name of a town in England."

_ALIKE = 0.72
_ALIKE_AREA = 0.85
_NEARLY_AS_GOOD = 0.06
_MOST_SUGGESTIONS = 3

_AREAS_AND_LIKE_PLACES = """
    SELECT 'county', slug, name, '{}'::varchar[], 0 FROM reference_county
    UNION ALL
    SELECT 'authority', slug, name, synonyms || official_name, 0 FROM reference_localauthority
    WHERE is_active
    UNION ALL
    SELECT 'region', slug, name, synonyms, 0 FROM reference_region
    UNION ALL (
        SELECT 'place', qualifier, name, '{}', population FROM reference_place
        WHERE is_active AND nation = 'E' AND main_key %% %s
        ORDER BY similarity(main_key, %s) DESC, population DESC, id
        LIMIT 30
    )
"""


class _Known(NamedTuple):
    kind: str  # county, authority, region or place
    slug: str  # a place has its qualifier here
    name: str
    words: list[str]
    people: int

    @property
    def keys(self) -> set[str]:
        return {_without_the(name_key(word)) for word in (self.name, *self.words)}


def guess(text: str, keys: list[str], namesakes: list[str]) -> NotLocated:
    """An answer for `text`, whose readings `keys` name no place.

    `namesakes` are places whose name it begins with, but with another area behind it.
    """
    key = keys[-1]
    with connection.cursor() as cursor:
        cursor.execute(_AREAS_AND_LIKE_PLACES, [key, key])
        known = [_Known(*row) for row in cursor.fetchall()]
    areas = [row for row in known if row.kind != "place"]
    if answer := _area_named(text, keys, areas):
        return answer
    suggestions = tuple(namesakes)
    if not suggestions:
        likeness, suggestions = _places_like(key, [row for row in known if row.kind == "place"])
        if area := _area_like(key, areas, likeness):
            ask = f"We do not know “{text}”. Did you mean {area.name}?"
            return NotLocated(f"{ask} {_is_an_area(area)}", area=(area.kind, area.slug))
    if suggestions:
        ask = f"Did you mean {or_list(suggestions)}?"
        return NotLocated(f"We do not know “{text}”. {ask}", suggestions)
    return NotLocated(f"We do not know “{text}”. {PROMPT}")


def _without_the(key: str) -> str:
    return key.removeprefix("the ")


def _area_named(text: str, keys: list[str], areas: list[_Known]) -> NotLocated | None:
    """A county before the authority of the same name, because it includes it."""
    wanted = {_without_the(key) for key in keys}
    named = [area for area in areas if area.keys & wanted]
    if not named:
        return None
    alike = [area for area in named if area.kind == named[0].kind]
    if len(alike) > 1:
        names = or_list([area.name for area in alike])
        return NotLocated(f"“{text}” can be {names}. Choose one of them as the area to search.")
    return NotLocated(_is_an_area(named[0]), area=(named[0].kind, named[0].slug))


def _is_an_area(area: _Known) -> str:
    noun = {"county": "a county", "authority": "a council's area", "region": "a region"}[area.kind]
    return (
        f"{area.name} is {noun}, too large to measure from. "
        "Search all of it, or type a town or a postcode."
    )


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _area_like(key: str, areas: list[_Known], better_than: float) -> _Known | None:
    best = max(areas, key=lambda area: _likeness(key, name_key(area.name)), default=None)
    if best is None:
        return None
    least = max(better_than, _ALIKE_AREA)
    return best if _likeness(key, name_key(best.name)) > least else None


def _places_like(key: str, places: list[_Known]) -> tuple[float, tuple[str, ...]]:
    """The likeness of the best, and the texts of those that are nearly as good."""
    groups: dict[str, list[_Known]] = defaultdict(list)
    for place in places:
        groups[name_key(place.name)].append(place)
    likeness = {name: _likeness(key, name) for name in groups}
    best = max(likeness.values(), default=0.0)
    if best < _ALIKE:
        return best, ()
    near = [name for name in groups if likeness[name] >= best - _NEARLY_AS_GOOD]
    near.sort(key=lambda name: (-max(place.people for place in groups[name]), name))
    return best, tuple(groups[name][0].name for name in near[:_MOST_SUGGESTIONS])
