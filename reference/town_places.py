"""Where a town or village lies: one query when it is known."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from reference import address_text
from reference.found_places import (
    PROMPT,
    Answer,
    Located,
    NotLocated,
    SeveralPlaces,
    is_shared,
    quoted,
)
from reference.models import Place
from reference.names import name_key, spelled_out
from reference.namesakes import MOST_OPTIONS, choose, options_of, places_named, qualified
from reference.positions import distance
from reference.unknown_places import answer_unknown

# A village just outside a town has far fewer people: “Preston, Hull”.
_FAR_SMALLER = 5
_OUTSIDE = 25_000  # metres

_ONE_AT_A_TIME = "We search from one place at a time. Which one?"

_NOT_OF_THE_NAME = re.compile(
    r"^(?:(?:near|in|around|by|at|nr|close to|city of|town of|village of) )+"
    r"|(?: (?:city centre|town centre|city|town|village|england|uk|gb|united kingdom"
    r"|great britain))+$"
)


def locate_town(text: str, region: str = "", *, is_home: bool = False) -> Answer:
    """The town of that name; else one that an address ends in; else what may be meant.

    Of namesakes those in `region` go first; if it `is_home`, no other is taken without asking.
    """
    return _meaning(text)(region, is_home)


def locate_town_for_each(text: str, regions: Iterable[str]) -> dict[str, Answer]:
    """What each region means by that name, in one query where it is known; "" is no region.

    Where no other place has the name, regions are left out.
    """
    meaning = _meaning(text)
    anywhere = meaning("", False)
    found = {"": anywhere}
    if is_shared(anywhere):
        found |= {region: meaning(region, False) for region in regions}
    return found


def _meaning(text: str) -> Callable[[str, bool], Answer]:
    """What a region, that somebody came from or not, means by that name; asked for once."""
    keys = _readings(name_key(text))
    if not keys:
        nothing = NotLocated(f"{quoted(text)} is not a place. {PROMPT}")
        return lambda region, is_home: nothing
    parts, ends = address_text.parts(text), address_text.endings(text)
    places = places_named([*keys, *parts, *ends], beginning=min(keys, key=len))

    def meaning(region: str, is_home: bool) -> Answer:
        if found := _named(places, keys, region, is_home) or _one_of(places, parts):
            return found
        for ending in ends:
            if found := _named(places, _readings(ending), region, is_home):
                return _noted(found, text)
        return answer_unknown(text, keys, places, region)

    return meaning


def _named(places: list[Place], keys: list[str], region: str, is_home: bool) -> Answer | None:
    for reading in keys:
        if same := [place for place in places if reading in place.keys]:
            longer = [place for place in places if place.main_key.startswith(f"{reading} ")]
            return choose(same, reading, region=region, is_home=is_home, longer=longer)
    if found := qualified(places, keys):
        return choose(found, keys[0], among=places, region=region)
    return None


def _one_of(places: list[Place], parts: list[str]) -> Answer | None:
    """For “Hull or Leeds”, which of them; for “Preston, Hull”, the Preston just outside Hull."""
    groups = [[p for p in places if part in p.keys and p.nation == "E"] for part in parts]
    if not groups or not all(groups):
        return None
    if len(groups) == 2 and (village := _just_outside(groups[0], groups[1])):
        return choose([village], parts[0], among=places)
    options = [
        option
        for group, part in zip(groups, parts, strict=True)
        for option in options_of(choose(group, part))
    ]
    return SeveralPlaces(_ONE_AT_A_TIME, tuple(options[:MOST_OPTIONS]))


def _just_outside(villages: list[Place], towns: list[Place]) -> Place | None:
    """A place much smaller than the town whose name stands behind it, and close to it."""
    return next(
        (
            village
            for village in villages
            for town in towns
            if village.population * _FAR_SMALLER <= town.population
            and distance(village.position, town.position) <= _OUTSIDE
        ),
        None,
    )


def _noted(answer: Answer, text: str) -> Answer:
    if not isinstance(answer, Located):
        return answer
    note = f"We search from {answer.label}: we do not know all of {quoted(text)}."
    return replace(answer, note=f"{note} A postcode is more exact.")


def _readings(key: str) -> list[str]:
    """The name as typed, and without words that people put around it."""
    plain = _NOT_OF_THE_NAME.sub("", key)
    bare = _NOT_OF_THE_NAME.sub("", plain)
    readings = [key, plain, bare, spelled_out(bare)]
    return [reading for reading in dict.fromkeys(readings) if reading]
