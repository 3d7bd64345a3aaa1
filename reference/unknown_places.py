"""What to say of the name of no place: an area, a misspelt town, or nothing that we know."""

from reference import address_text
from reference.found_places import (
    INSTEAD,
    Answer,
    Located,
    NotLocated,
    or_list,
    quoted,
)
from reference.guessed_places import ALMOST_THE_SAME, Guess, area_like, places_like
from reference.models import Place
from reference.named_areas import Area, all_areas, area_named
from reference.namesakes import MOST_OPTIONS, choose, is_in, options_of, places_named

_MOST_IN_A_SENTENCE = 3


def answer_unknown(text: str, keys: list[str], places: list[Place], region: str = "") -> Answer:
    """An answer for `text`, whose readings `keys` name none of `places`.

    `places` have a name that it begins with, but with another area behind it. What lies in
    `region`, a slug, is offered first.
    """
    areas = all_areas()
    if answer := area_named(keys, areas):
        return answer
    unknown = f"We do not know {quoted(text)}."
    if address_text.names_a_street(text):
        advice = "We know towns, villages and postcodes, not streets or schools."
        return _ends_in_an_area(text, areas, unknown) or NotLocated(f"{unknown} {advice}")
    barest = min(keys, key=len)
    whole = places_like(barest, region)
    is_a_slip = whole.likeness >= ALMOST_THE_SAME
    if not is_a_slip and (begun := _begun_with(places, keys, region)):
        return _offered(begun, unknown)
    guess = whole if is_a_slip else _of_the_first_part(text, keys, whole, region)
    if like := area_like(barest, areas, guess.likeness):
        name, answer = like
        sentence = f"{unknown} Did you mean {name}? {answer.sentence}"
        return NotLocated(sentence, answer.suggestions, answer.areas)
    if suggested := _found_by(guess, region):
        return _offered(suggested, unknown)
    return _ends_in_an_area(text, areas, unknown) or NotLocated(f"{unknown} {INSTEAD}")


def _begun_with(places: list[Place], keys: list[str], region: str) -> list[str]:
    """Those whose name the whole text begins with, rather than an ending of it."""
    begun = [
        place
        for place in places
        if place.nation == "E"
        and any(key.startswith(f"{name} ") for key in keys for name in place.keys)
    ]
    begun.sort(key=lambda place: (not is_in(place, region), -place.population, place.pk))
    return list(map(str, begun))


def _of_the_first_part(text: str, keys: list[str], whole: Guess, region: str) -> Guess:
    """What is like the name before a comma, where that is more alike than the whole."""
    first = (address_text.parts(text) or keys[:1])[0]
    if first == min(keys, key=len):
        return whole
    return max(whole, places_like(first, region), key=lambda guess: guess.likeness)


def _found_by(guess: Guess, region: str) -> list[str]:
    """What finds the places whose names are alike; asked once, namesakes and all."""
    places = places_named(list(guess.names)) if guess.names else []
    texts = [
        text
        for name in guess.names
        if (same := [place for place in places if name in place.keys])
        for text in _texts_of(choose(same, name, region=region))
    ]
    inside = {text for one in places if is_in(one, region) for text in (one.name, str(one))}
    return sorted(dict.fromkeys(texts), key=lambda text: text not in inside)


def _texts_of(answer: Answer) -> list[str]:
    """Of a place elsewhere than in the region with its county: alone it would be asked about."""
    if isinstance(answer, Located) and answer.absent_from:
        return [answer.full_label]
    return [option.value for option in options_of(answer)]


def _offered(texts: list[str], unknown: str) -> NotLocated:
    suggestions = tuple(texts[:MOST_OPTIONS])
    few = len(suggestions) <= _MOST_IN_A_SENTENCE
    ask = f"Did you mean {or_list(suggestions)}?" if few else "Which of these do you mean?"
    return NotLocated(f"{unknown} {ask} Or type your school's postcode.", suggestions)


def _ends_in_an_area(text: str, areas: list[Area], unknown: str) -> NotLocated | None:
    """“Nowhere, Devon”: at least it is in Devon."""
    for ending in address_text.endings(text):
        if answer := area_named([ending], areas):
            return NotLocated(f"{unknown} {answer.sentence}", answer.suggestions, answer.areas)
    return None
