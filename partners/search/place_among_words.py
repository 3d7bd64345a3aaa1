"""A place among the words of a search, where no “near” said so: “dance Hull”, “drama Devon”."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from partners.search.each_word import MOST_WORDS, each_word, offers_with, without
from partners.search.query import SearchQuery
from partners.search.search import Search
from partners.search.suggestions import Suggestion
from partners.search.words import Understood
from reference.names import name_key
from reference.places import Located, has_word_before_place, split_town


@dataclass(frozen=True)
class PlaceAmongWords:
    """The search near that place instead of with its name, or a sentence about it."""

    sentence: str
    suggestion: Suggestion | None = None


def place_among_words(search: Search) -> PlaceAmongWords | None:
    """Never searched unasked: the word may be the name of a theatre.

    Two queries at most, and only where the page has them to spare, which may make six: results
    take two, a place that is not understood as many, and “in” among the words one.
    """
    query = search.query
    if not query.q or (query.near and search.place is None):
        return None
    rest, town = search.index.answer(("town among", query.q), lambda: split_town(query.q))
    if search.place is not None:
        return _beside_a_place(search, search.place, rest, town) if town else None
    if search.total and has_word_before_place(query.q):
        return None
    return _offer(search, rest, town) if town else _area_among_words(search)


def _beside_a_place(
    search: Search, place: Located, rest: str, town: Located
) -> PlaceAmongWords | None:
    offer = None if search.total else _offer(search, rest, town)
    if town.value == place.value:
        return offer
    sentence = (
        f"We searched near {place.label}. “{town.label}”, among your words, is another place."
    )
    return PlaceAmongWords(sentence, offer.suggestion if offer else None)


def _offer(search: Search, rest: str, town: Located) -> PlaceAmongWords | None:
    """The search for the rest of the words near the town, if that finds somebody.

    Beside a place only if it finds more than there is.
    """
    text = f"Search for “{rest}” near {town.label}" if rest else f"Partners near {town.label}"
    query = _with_words(search, rest).changed(near=town.value)
    there = replace(search, answer=town, query=query, _reaches={})
    return _if_more(search, f"“{town.label}” is a place, too.", text, there)


def _area_among_words(search: Search) -> PlaceAmongWords | None:
    """The longest name of a county, an authority or a region, a county before its namesakes."""
    tokens = search.query.q.split()
    if len(tokens) > MOST_WORDS:
        return None
    areas = {
        name_key(option.label): (option.label, name, slug)
        for name in ("region", "authority", "county")
        for slug, option in search.index.options[name].items()
    }
    for length in range(len(tokens), 0, -1):
        for start in range(len(tokens) - length + 1):
            if area := areas.get(name_key(" ".join(tokens[start : start + length]))):
                label, name, slug = area
                rest = " ".join(tokens[:start] + tokens[start + length :])
                text = f"Search for “{rest}” in {label}" if rest else f"Partners in {label}"
                query = _with_words(search, rest).with_values(name, [slug])
                there = replace(search, query=query)
                return _if_more(search, f"“{label}” is an area, too.", text, there)
    return None


def _with_words(search: Search, rest: str) -> SearchQuery:
    return search.query.changed(q=rest) if rest else search.query.without_words()


def _if_more(search: Search, sentence: str, text: str, there: Search) -> PlaceAmongWords | None:
    query = there.query
    words = _words_of(search, query.q)
    if words is None:
        return None
    total = replace(there, words=words).total
    if total <= (search.total if search.place else 0):
        return None
    return PlaceAmongWords(sentence, Suggestion(text, total, query.url))


def _words_of(search: Search, rest: str) -> Understood | None:
    """What the rest of the words is understood as; none if it cannot be told word by word."""
    if not rest:
        return Understood()
    words = each_word(search)
    for first, last in combinations_with_replacement(range(1, len(words) + 1), 2):
        kept = without(words, first, last)
        if kept and " ".join(word.typed for word in kept) == rest:
            well_spelt = all(word.typed == word.text for word in kept)
            return Understood(offers_with(kept)) if well_spelt else None
    return None
