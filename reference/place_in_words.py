"""Finds the place inside a search: “drama near Hull free year 4”, “dance Hull”."""

import re
from dataclasses import dataclass

from django.db import connection

from reference.found_places import Located
from reference.informal_areas import informal_areas
from reference.names import name_key
from reference.namesakes import choose, places_named
from reference.postcode_text import find_postcode, read_postcode

# Words that can stand before a place. After “near” there is one for certain; after the others
# only if we know it: “dance in primary”, “led by artists”.
_CERTAIN = frozenset({"near", "nr", "nearby"})
_BEFORE_A_PLACE = _CERTAIN | {"in", "around", "round", "by", "at", "from", "outside"}
# Other ways to write “near” and “around”.
_MILES_OF = re.compile(
    r"\b(?:within\s+)?([1-9][0-9]{0,2})\s*(?:miles?|mi)\s+(?:of|from|around)\b", re.IGNORECASE
)
_CLOSE_TO = re.compile(r"\b(?:close|next)\s+to\b|\bnot\s+far\s+from\b", re.IGNORECASE)
HERE = frozenset({"me", "us", "here", "school", "my school", "our school", "our setting"})
_LINKS = frozenset({"the", "a", "an", "my", "our", "your", "to"})

# Towns that are everyday words of a school. Written small behind “in” or “by”, they are not
# towns: “in reading” is about reading, “in Reading” and “near reading” are about the town.
_EVERYDAY_WORDS = """
    ash banks battle beer bow box bridge bugle bury church crook deal eye grain ham hill hook
    march mark moss over pool rake reading rock rugby rye sale sandwich send settle steep stock
    stone street wall ware wells wing wool worth
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
_CARBON_DIOXIDE = "CO2"
_MOST_WORDS = 60
_LONGEST_NAME = 6

# Names, and what may stand behind each: “Newport, Shropshire”.
_KNOWN = """
    SELECT place.keys, ARRAY[place.qualifier, authority.name, county.name, region.name]
    FROM reference_place AS place
    LEFT JOIN reference_localauthority AS authority ON authority.id = place.authority_id
    LEFT JOIN reference_county AS county ON county.id = authority.county_id
    LEFT JOIN reference_region AS region ON region.id = authority.region_id
    WHERE place.is_active AND place.keys && %s
    UNION ALL
    SELECT ARRAY[name] || synonyms, NULL FROM reference_localauthority WHERE is_active
    UNION ALL
    SELECT ARRAY[name] || synonyms, NULL FROM reference_region
    UNION ALL
    SELECT ARRAY[name], NULL FROM reference_county
"""


@dataclass(frozen=True)
class _Run:
    """Words `start` to `end` of a search, that may be a place; `before` them stands “near”."""

    before: int
    start: int
    end: int
    key: str


def split_place(words: str) -> tuple[str, str | None]:
    """What is left of a search without its place, and the place as text for `resolve`.

    “Within 10 miles of” is read as “near”, and `miles_said` has the number.

    A full postcode is a place anywhere, and so is the beginning of one that stands alone. A town,
    a county or the beginning of a postcode is one behind “near”, “in”, “around” and the like; the
    longest name wins. Behind “near” an unknown word is taken for a misspelt place, unless it is
    a “the” or the like. One query at most.
    """
    read = _with_near(words)
    if found := find_postcode(read):
        part, start, end = found
        rest = read[:start].split()
        if rest and rest[-1].casefold() in _BEFORE_A_PLACE:
            rest.pop()
        return " ".join([*rest, *read[end:].split()]), str(part)
    if (parts := read_postcode(words)) and str(parts[0]) != _CARBON_DIOXIDE:
        return "", str(parts[0])
    tokens = read.split()
    if len(tokens) > _MOST_WORDS:
        return words, None
    run = _place_run(tokens)
    if run is None:
        return words, None
    place = " ".join(tokens[run.start : run.end]).strip(" ,.;:!?")
    return " ".join(tokens[: run.before] + tokens[run.end :]), place


def miles_said(words: str) -> str:
    """The number of “within 10 miles of Leeds”; empty if there is none."""
    found = _MILES_OF.search(words)
    return found[1] if found else ""


def split_town(words: str) -> tuple[str, Located | None]:
    """What is left of a search without a town that stands anywhere in it, and the town.

    Where no “near” says that a place is meant, it may be a word like others: callers ask. The
    longest name wins, then the last. A name that towns share is none. One query at most.
    """
    tokens = words.split()
    if not tokens or len(tokens) > _MOST_WORDS:
        return words, None
    runs = [
        _Run(start, start, start + length, name_key(" ".join(tokens[start : start + length])))
        for length in range(min(len(tokens), _LONGEST_NAME), 0, -1)
        for start in reversed(range(len(tokens) - length + 1))
    ]
    runs = [run for run in runs if run.key and not _is_everyday(tokens, run)]
    places = places_named([run.key for run in runs])
    for run in runs:
        same = [place for place in places if run.key in place.keys]
        town = choose(same, run.key) if same else None
        if isinstance(town, Located):
            before = tokens[: run.start]
            if before and before[-1].casefold() in _BEFORE_A_PLACE:
                before.pop()
            return " ".join(before + tokens[run.end :]), town
    return words, None


def has_word_before_place(words: str) -> bool:
    """Whether `split_place` may have had to ask the database about these words."""
    return any(token.casefold() in _BEFORE_A_PLACE for token in _with_near(words).split())


def _with_near(words: str) -> str:
    return _CLOSE_TO.sub("around", _MILES_OF.sub("near", words))


def _place_run(tokens: list[str]) -> _Run | None:
    """The run that is the place: a postcode's beginning, a known name, or what follows “near”."""
    heads = [i for i, token in enumerate(tokens[:-1]) if token.casefold() in _BEFORE_A_PLACE]
    heads.sort(key=lambda i: tokens[i].casefold() not in _CERTAIN)
    runs = [run for head in heads for run in _runs(tokens, head)]
    if not runs:
        return None
    if partial := next((run for run in runs if _is_postcode(tokens, run)), None):
        return partial
    known = _known_keys([run.key for run in runs if run.key])
    for run in runs:
        if run.key in known and not _is_everyday(tokens, run):
            return run
    return _unknown_behind_near(tokens, runs)


def _runs(tokens: list[str], head: int) -> list[_Run]:
    """Longest first. A comma ends a name, except before what tells it from its namesakes."""
    last = min(len(tokens), head + 1 + _LONGEST_NAME)
    return [
        _Run(head, head + 1, end, name_key(" ".join(tokens[head + 1 : end])))
        for end in range(last, head + 1, -1)
    ]


def _is_postcode(tokens: list[str], run: _Run) -> bool:
    text = " ".join(tokens[run.start : run.end])
    return run.end - run.start <= 2 and bool(read_postcode(text))


def _known_keys(keys: list[str]) -> set[str]:
    """Those of `keys` that name a place, with or without its area behind it, or an area."""
    names = {
        " ".join(parts[:length])
        for parts in (key.split() for key in keys)
        for length in range(1, len(parts) + 1)
    }
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [sorted(names)])
        rows = cursor.fetchall()
    known = set(informal_areas()) | {f"the {name}" for name in informal_areas()}
    for words, behind in rows:
        these = set(map(name_key, words))
        known |= these
        if behind is not None:
            areas = {name_key(word) for word in behind if word}
            known |= {f"{name} {area}" for name in these for area in areas}
        else:
            known |= {f"the {name}" for name in these}
    return known & set(keys)


def _is_everyday(tokens: list[str], run: _Run) -> bool:
    certain = tokens[run.before].casefold() in _CERTAIN
    return not certain and run.key in _EVERYDAY and tokens[run.start].islower()


def _unknown_behind_near(tokens: list[str], runs: list[_Run]) -> _Run | None:
    for run in reversed(runs):
        certain = tokens[run.before].casefold() in _CERTAIN
        if certain and run.key in HERE:
            return run
        if certain and run.key and tokens[run.start].casefold() not in _LINKS:
            return next(other for other in reversed(runs) if other.before == run.before)
    return None
