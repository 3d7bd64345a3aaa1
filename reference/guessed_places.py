"""Which names somebody may have mistyped: of towns, and of areas."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from django.db import connection

from reference.found_places import NotLocated
from reference.informal_areas import InformalArea, informal_areas, without_the
from reference.named_areas import Area, area_answer, informal_answer
from reference.names import name_key

_ALIKE = 0.74
_ALIKE_AREA = 0.85
# A slip in one word of several: “Church Streton”.
ALMOST_THE_SAME = 0.9
_SHORT = 4
_NEARLY_AS_GOOD = 0.06
_AS_GOOD_WITHIN_THE_REGION = 0.15
_MOST_SUGGESTIONS = 3
_LONGEST = 60

# Those that share groups of three letters with it, and all large towns: of a short or jumbled
# name (“Lodnon”) too little is left to share.
_LIKE_PLACES = """
    WITH inside AS (
        SELECT authority.id FROM reference_localauthority authority
        JOIN reference_region region ON region.id = region_id WHERE region.slug = %s
    )
    SELECT keys, population, authority_id IN (TABLE inside) FROM reference_place
    WHERE is_active AND nation = 'E' AND population >= 15000
    UNION ALL (
        SELECT ARRAY[main_key], population, authority_id IN (TABLE inside) FROM reference_place
        WHERE is_active AND nation = 'E' AND main_key %% %s
        ORDER BY similarity(main_key, %s) DESC, population DESC, id
        LIMIT 30
    )
    UNION ALL (
        SELECT ARRAY[main_key], population, true FROM reference_place
        WHERE is_active AND nation = 'E' AND main_key %% %s AND authority_id IN (TABLE inside)
        ORDER BY similarity(main_key, %s) DESC, population DESC, id
        LIMIT 30
    )
"""


class Guess(NamedTuple):
    """Keys of names that are alike, and how alike the best is.

    Those of places in the region asked for go first, then the best known.
    """

    names: tuple[str, ...] = ()
    likeness: float = 0.0


def places_like(key: str, region: str = "") -> Guess:
    if not key or len(key) > _LONGEST:
        return Guess()
    with connection.cursor() as cursor:
        cursor.execute(_LIKE_PLACES, [region, key, key, key, key])
        rows = cursor.fetchall()
    people: dict[str, int] = {}
    for names, population, _ in rows:
        for name in names:
            people[name] = max(population, people.get(name, 0))
    inside = {name for names, _, is_inside in rows if is_inside for name in names}
    likeness = _likeness(key, (name for name in people if not _is_cut_short(key, name)))
    best = max(likeness.values(), default=0.0)
    there = {name: alike for name, alike in likeness.items() if name in inside}
    nearest = _nearest(there, best - _AS_GOOD_WITHIN_THE_REGION) + _nearest(likeness, best)
    names = sorted(dict.fromkeys(nearest), key=lambda n: (n not in inside, -people[n], n))
    return Guess(tuple(names[:_MOST_SUGGESTIONS]), best)


def _nearest(likeness: dict[str, float], least: float) -> list[str]:
    """Those about as much alike as the best of them, if that is alike enough."""
    best = max(likeness.values(), default=0.0)
    if best < least:
        return []
    return [name for name, alike in likeness.items() if alike >= best - _NEARLY_AS_GOOD]


def area_like(key: str, areas: list[Area], better_than: float) -> tuple[str, NotLocated] | None:
    """The name of the area that is more alike than the best town, and the answer for it."""
    known: dict[str, Area | InformalArea] = {
        without_the(name_key(area.name)): area for area in reversed(areas)
    }
    known |= informal_areas()
    likeness = _likeness(without_the(key), known)
    best = max(likeness, key=lambda name: likeness[name], default="")
    if not best or likeness[best] <= max(better_than, _ALIKE_AREA):
        return None
    area = known[best]
    if isinstance(area, InformalArea):
        return area.name, informal_answer(area)
    return area.name, area_answer(area, areas)


def _likeness(key: str, names: Iterable[str]) -> dict[str, float]:
    """Of those that are alike at all. Words that both have must not be what makes them so:
    North Kent is not at all like North Anston.
    """
    matcher = SequenceMatcher(b=key, autojunk=False)
    found = {}
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
            alike = matcher.ratio()
            if alike < ALMOST_THE_SAME:
                alike = min(alike, _likeness_of_the_rest(key, name))
            if alike >= _ALIKE:
                found[name] = alike
    return found


def _likeness_of_the_rest(key: str, name: str) -> float:
    common = set(key.split()) & set(name.split())
    rest, other = (" ".join(w for w in text.split() if w not in common) for text in (key, name))
    if not common or not rest or not other:
        return 1.0
    return SequenceMatcher(None, rest, other, autojunk=False).ratio()


def _is_cut_short(key: str, name: str) -> bool:
    """Nobody who typed “Paris” meant Par: of a name this short nothing much is mistyped."""
    return len(name) <= _SHORT and len(key) > len(name) + 1
