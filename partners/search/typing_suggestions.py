"""What somebody may be typing: places of England, art forms and crafts, topics, names of partners.

Nothing that was typed is kept or logged. Letters are looked for at the beginning of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.http import QueryDict

from partners.search.index import DirectoryIndex
from partners.search.known_words import known_words, that_find_somebody
from reference.models import Place
from reference.names import name_key
from reference.namesakes import is_in

FEWEST_LETTERS = 2
MOST_LETTERS = 60
MOST = 8
_MOST_OF_A_FILTER = 3
_MOST_LOOKED_FOR = 12  # words, to see whether they find anybody
type Names = tuple[tuple[str, str], ...]
"""How each is compared, and how it is written; in the order of the alphabet."""


def suggestions(index: DirectoryIndex, address: QueryDict) -> list[str]:
    """For `place` (in the region `around`) or `words` as far as they are typed, at most eight."""
    if (typed := address.get("place")) is not None:
        return places(typed, address.get("around", ""))
    return words(index, address.get("words", ""))


def places(typed: str, region: str = "") -> list[str]:
    """Places whose names begin so, those of the region before bigger ones. One query.

    Those that share their name, or lie outside the region, have what tells them apart behind it.
    """
    key = name_key(typed)
    if not FEWEST_LETTERS <= len(key) <= MOST_LETTERS:
        return []
    beginning_so = Place.objects.english_beginning_with(key).nearest_the_wish(key, region)
    found = list(beginning_so.select_related("authority__region")[:MOST])
    names = [place.name for place in found]
    return [
        str(place)
        if names.count(place.name) > 1 or (region and not is_in(place, region))
        else place.name
        for place in found
    ]


def words(index: DirectoryIndex, typed: str) -> list[str]:
    """A few art forms and topics, then words for crafts that find somebody, then names of partners.

    No query once it was asked before, and one where it was not.
    """
    wanted = " ".join(typed.casefold().split())
    if not FEWEST_LETTERS <= len(wanted) <= MOST_LETTERS:
        return []
    found: list[str] = []
    for name in ("art_form", "theme"):
        labels = _comparable(option.label for option in index.options[name].values())
        found += islice(_with_a_word_that_begins(wanted, labels), _MOST_OF_A_FILTER)
    found += _known_words(index, wanted, offered=set(found))
    partners = index.answer(("names", "typing"), lambda: _names_of_partners(index))
    found += islice(_with_a_word_that_begins(wanted, partners), MOST)
    return list(dict.fromkeys(found))[:MOST]


def _known_words(index: DirectoryIndex, wanted: str, offered: set[str]) -> list[str]:
    """Without words for an art form that is offered already: “dancing” beside “Dance”."""
    known = index.answer(("known words", "typing"), known_words)
    names = index.answer(
        ("known words", "compared"), lambda: _comparable(known.finer) + _comparable(known.others)
    )
    shown = {text.casefold() for text in offered}
    begun = (
        word
        for word in _with_a_word_that_begins(wanted, names)
        if offered.isdisjoint(known.others.get(word, ())) and word.casefold() not in shown
    )
    return that_find_somebody(index, list(islice(begun, _MOST_LOOKED_FOR)))[:_MOST_OF_A_FILTER]


def _names_of_partners(index: DirectoryIndex) -> Names:
    return _comparable(facts.name for facts in index.facts if facts)


def _comparable(names: Iterable[str]) -> Names:
    return tuple(sorted((f" {' '.join(name.casefold().split())}", name) for name in names))


def _with_a_word_that_begins(wanted: str, names: Names) -> Iterator[str]:
    beginning = f" {wanted}"
    return (name for compared, name in names if beginning in compared)
