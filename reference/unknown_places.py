"""What to say of the name of no place: an area, a misspelt town, or nothing that we know."""

from itertools import chain

from reference import address_text
from reference.area_names import with_article
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
_MOST_SHARING = 3
_SHORTEST_SHARED = 4
# Words that many names have, wherever they lie.
_SAYS_NOTHING = {"east", "great", "little", "lower", "north", "south", "upper", "west"}


def answer_unknown(text: str, keys: list[str], places: list[Place], region: str = "") -> Answer:
    """An answer for `text`, whose readings `keys` name none of `places`.

    `places` have a name that it begins with, but with another area behind it. What lies in
    `region`, a slug, is offered first; where nothing there is like it, that is said.
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
    if not is_a_slip and (akin := _akin(places, keys, region)):
        return _offered(list(map(str, akin)), unknown + _unless_there(akin, region, areas))
    guess = whole if is_a_slip else _of_the_first_part(text, keys, whole, region)
    if like := area_like(barest, areas, guess.likeness):
        name, answer = like
        sentence = f"{unknown} Did you mean {name}? {answer.sentence}"
        return NotLocated(sentence, answer.suggestions, answer.areas)
    if like_it := _places_of(guess):
        texts = _texts_finding(like_it, guess, region)
        return _offered(texts, unknown + _unless_there(like_it, region, areas))
    return _ends_in_an_area(text, areas, unknown) or NotLocated(f"{unknown} {INSTEAD}")


def _akin(places: list[Place], keys: list[str], region: str) -> list[Place]:
    """Those whose name the whole text begins with, rather than an ending of it; in the region
    those, too, that share a word with it: what is near each other is often called alike.
    """
    begun = [
        place
        for place in places
        if place.nation == "E"
        and any(key.startswith(f"{name} ") for key in keys for name in place.keys)
    ]
    begun.sort(key=lambda place: (-place.population, place.pk))
    there = [place for place in begun if is_in(place, region)]
    sharing = _sharing_a_word(min(keys, key=len), region) if region else []
    return list(dict.fromkeys([*there, *sharing, *begun]))


def _sharing_a_word(key: str, region: str) -> list[Place]:
    """First those with the word that fewest there have: of Longbridge Deverill, not Kingston."""
    words = {word for word in key.split() if len(word) >= _SHORTEST_SHARED} - _SAYS_NOTHING
    if not words:
        return []
    alike = Place.objects.english_in_region(region).with_a_word_of(sorted(words))
    found = list(alike.select_related("authority__region"))
    by_word = [[place for place in found if word in place.main_key.split()] for word in words]
    by_word.sort(key=lambda group: (len(group), [place.pk for place in group]))
    return list(dict.fromkeys(chain.from_iterable(by_word)))[:_MOST_SHARING]


def _of_the_first_part(text: str, keys: list[str], whole: Guess, region: str) -> Guess:
    """What is like the name before a comma, where that is more alike than the whole."""
    first = (address_text.parts(text) or keys[:1])[0]
    if first == min(keys, key=len):
        return whole
    return max(whole, places_like(first, region), key=lambda guess: guess.likeness)


def _places_of(guess: Guess) -> list[Place]:
    """All that have the names that are alike, in one query."""
    return places_named(list(guess.names)) if guess.names else []


def _texts_finding(places: list[Place], guess: Guess, region: str) -> list[str]:
    """What finds those with the names that are alike, namesakes and all; the region's first."""
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


def _unless_there(places: list[Place], region: str, areas: list[Area]) -> str:
    """That none of the places is in the region, where one is asked for."""
    if any(is_in(place, region) for place in places):
        return ""
    names = (area.name for area in areas if (area.kind, area.slug) == ("region", region))
    return next((f" We know nothing like it in {with_article(name)}." for name in names), "")


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
