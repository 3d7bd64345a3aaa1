"""What to say of the name of no place: an area, a misspelt town, or nothing that we know."""

from reference import address_text
from reference.found_places import (
    INSTEAD,
    Answer,
    NotLocated,
    or_list,
    quoted,
)
from reference.guessed_places import ALMOST_THE_SAME, Guess, area_like, places_like
from reference.models import Place
from reference.named_areas import Area, all_areas, area_named
from reference.namesakes import MOST_OPTIONS, choose, options_of, places_named

_MOST_IN_A_SENTENCE = 3


def answer_unknown(text: str, keys: list[str], places: list[Place]) -> Answer:
    """An answer for `text`, whose readings `keys` name none of `places`.

    `places` have a name that it begins with, but with another area behind it.
    """
    areas = all_areas()
    if answer := area_named(keys, areas):
        return answer
    unknown = f"We do not know {quoted(text)}."
    if address_text.names_a_street(text):
        advice = "We know towns, villages and postcodes, not streets or schools."
        return _ends_in_an_area(text, areas, unknown) or NotLocated(f"{unknown} {advice}")
    first, barest = (address_text.parts(text) or keys[:1])[0], min(keys, key=len)
    whole = places_like(barest)
    is_a_slip = whole.likeness >= ALMOST_THE_SAME
    if not is_a_slip and (
        namesakes := [place for place in places if place.nation == "E" and _begins(place, keys)]
    ):
        texts = tuple(map(str, namesakes[:MOST_OPTIONS]))
        return NotLocated(f"{unknown} Did you mean {or_list(texts)}?", texts)
    guess = whole
    if first != barest and not is_a_slip:
        guess = max(whole, places_like(first), key=lambda guess: guess.likeness)
    if like := area_like(barest, areas, guess.likeness):
        name, answer = like
        sentence = f"{unknown} Did you mean {name}? {answer.sentence}"
        return NotLocated(sentence, answer.suggestions, answer.areas)
    if guess.names and (suggested := _suggest(guess, unknown)):
        return suggested
    return _ends_in_an_area(text, areas, unknown) or NotLocated(f"{unknown} {INSTEAD}")


def _begins(place: Place, keys: list[str]) -> bool:
    """The whole text begins with its name, rather than an ending of it."""
    return any(key.startswith(f"{name} ") for key in keys for name in place.keys)


def _suggest(guess: Guess, unknown: str) -> Answer | None:
    """What would be found by the names that are alike; asked once, namesakes and all."""
    places = places_named(list(guess.names))
    texts = dict.fromkeys(
        option.value
        for name in guess.names
        if (same := [place for place in places if name in place.keys])
        for option in options_of(choose(same, name))
    )
    suggestions = tuple(texts)[:MOST_OPTIONS]
    if not suggestions:
        return None
    few = len(suggestions) <= _MOST_IN_A_SENTENCE
    ask = f"Did you mean {or_list(suggestions)}?" if few else "Which of these do you mean?"
    return NotLocated(f"{unknown} {ask} Or type your school's postcode.", suggestions)


def _ends_in_an_area(text: str, areas: list[Area], unknown: str) -> NotLocated | None:
    """“Nowhere, Devon”: at least it is in Devon."""
    for ending in address_text.endings(text):
        if answer := area_named([ending], areas):
            return NotLocated(f"{unknown} {answer.sentence}", answer.suggestions, answer.areas)
    return None
