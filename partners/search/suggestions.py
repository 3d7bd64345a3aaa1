"""What to try when a search finds nobody, or hardly anybody: each with its exact number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from partners.search.each_word import Word, each_word, offers_with, without
from partners.search.facets import FACETS
from partners.search.planes import Offers
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.radius import RADII
from partners.search.reasons import in_miles
from partners.search.search import Search
from partners.search.wording import labels, listed, radius_in_words
from partners.search.words import Understood

ENOUGH = 3
MOST_WORDS_OFFERED = 3
MOST_TOGETHER = 3
MOST_VALUES_NAMED = 3
MOST_TRIED = 300


@dataclass(frozen=True)
class Suggestion:
    """A link, and the total of exactly that link."""

    text: str
    count: int
    url: str


@dataclass(frozen=True)
class Help:
    """What leaves the search empty, in a sentence if it can be told, and what to try."""

    sentence: str = ""
    suggestions: Sequence[Suggestion] = ()


@dataclass(frozen=True)
class _Part:
    """Something that a search asks for, and may do without. `name` is that of its parameter."""

    name: str
    label: str

    def left_out_of(self, query: SearchQuery) -> SearchQuery:
        match self.name:
            case "q":
                return query.without_words()
            case "near":
                return query.without_place()
            case "within":
                return query.changed(within=ANY_DISTANCE)
        return query.with_values(self.name, ())


def help_with(search: Search) -> Help:
    """For fewer than three results: without one word or filter, then farther, online, anywhere.

    Only what brings more than there is. If none does, the fewest filters that do together.
    """
    if search.total >= ENOUGH:
        return Help()
    words = () if search.total else each_word(search)
    of_parts = [(part, one) for part in _parts(search) for one in _without_one(search, part)]
    farther = [*_farther(search)]
    found = [
        *_broader(search, words),
        *_fewer_words(search, words),
        *(one for _, one in of_parts),
        *farther,
    ]
    found += _online(search)
    found += _anywhere(search, most=max((one.count for one in found), default=search.total))
    if search.total:
        return Help(suggestions=found or _without_several(search))
    if not found:
        together = _without_several(search)
        return Help("No one change would bring results." if together else "", together)
    blocking = [part.label for part, _ in of_parts]
    blocking += [radius_in_words(search)] if farther else []
    return Help(_about_words(search, words) or _about_parts(blocking), found)


# --- Words, one by one --------------------------------------------------------------------------


def _fewer_words(search: Search, words: tuple[Word, ...]) -> list[Suggestion]:
    """Without one of the words; where that brings nobody, with one of them alone."""
    telling = [number for number, word in enumerate(words, 1) if word.offers is not None]
    if len(telling) < 2:
        return []
    others = [without(words, number, number) for number in telling]
    alone = [words[number - 1 : number] for number in telling]
    return _best(search, [one for one in others if one]) or _best(search, alone)


def _broader(search: Search, words: tuple[Word, ...]) -> Iterator[Suggestion]:
    """The art form that a word nobody says belongs to, in its stead: Dance for “ballet”."""
    for number, word in enumerate(words, 1):
        others = without(words, number, number) if len(words) > 1 else ()
        if word.offers is None or any(word.offers) or others is None:
            continue
        text = " ".join(other.text for other in others)
        query = search.query.changed(q=text) if others else search.query.without_words()
        for slug, option in search.index.options["art_form"].items():
            if word.text.casefold() in option.finer:
                broader = query.with_values("art_form", [slug])
                total = _total(search, broader, offers_with(others))
                if total > search.total:
                    text = f"{option.label} instead of “{word.text}”"
                    yield Suggestion(text, total, broader.url)


def _best(search: Search, choices: Sequence[Sequence[Word]]) -> list[Suggestion]:
    found = []
    for words in choices:
        text = " ".join(word.text for word in words)
        query = search.query.changed(q=text)
        total = _total(search, query, offers_with(words))
        if total > search.total:
            alone = " alone" if len(words) == 1 else ""
            found.append(Suggestion(f"Search for “{text}”{alone}", total, query.url))
    once = dict.fromkeys(found)  # somebody may have typed a word twice
    return sorted(once, key=lambda one: -one.count)[:MOST_WORDS_OFFERED]


def _total(search: Search, query: SearchQuery, offers: Offers | None) -> int:
    """The total of a search with the same place as this, and with words that these offers hold."""
    return replace(search, query=query, words=Understood(offers)).total


# --- Without one thing --------------------------------------------------------------------------


def _parts(search: Search) -> list[_Part]:
    """The words and the filters in use."""
    q = search.query.q
    words = [_Part("q", f"the {'words' if ' ' in q else 'word'} “{q}”")] if q else []
    chosen = [name for name in FACETS if search.query.chosen(name)]
    return [*words, *(_Part(name, _chosen(search, name)) for name in chosen)]


def _chosen(search: Search, name: str) -> str:
    """“Dance or Music”, “9 of Art form”."""
    values = labels(search, name)
    many = len(values) > MOST_VALUES_NAMED
    return f"{len(values)} of {FACETS[name].legend}" if many else listed(values, "or")


def _without_one(search: Search, part: _Part) -> Iterator[Suggestion]:
    yield from _if_more(search, f"Without {part.label}", part.left_out_of(search.query))


def _farther(search: Search) -> Iterator[Suggestion]:
    """Wider radii, each of which adds to the one before."""
    if search.place is None or search.reach is None or search.reach.miles is None:
        return
    most = search.total
    for miles in (*(miles for miles in RADII if miles > search.reach.miles), None):
        within = ANY_DISTANCE if miles is None else str(miles)
        wider = search.query.changed(within=within)
        count = search.total_of(wider)
        if count > most:
            where = "At any distance from" if miles is None else f"Within {in_miles(miles)} of"
            yield Suggestion(f"{where} {search.place.label}", count, wider.url)
            most = count


def _online(search: Search) -> Iterator[Suggestion]:
    if search.place is not None and not search.query.online:
        text = "With partners who work online"
        yield from _if_more(search, text, search.query.changed(online=True))


def _anywhere(search: Search, most: int) -> list[Suggestion]:
    """The place, too, is left out if that brings more than all else."""
    if search.place is None:
        return []
    found = _if_more(search, "Anywhere in England", search.query.without_place())
    return [one for one in found if one.count > most]


def _if_more(search: Search, text: str, query: SearchQuery) -> Iterator[Suggestion]:
    count = search.total_of(query)
    if count > search.total:
        yield Suggestion(text, count, query.url)


# --- Without several ----------------------------------------------------------------------------


def _without_several(search: Search) -> list[Suggestion]:
    """The fewest filters that bring somebody together; then words, distance and place, too."""
    parts = _parts(search)
    filters = [part for part in parts if part.name in FACETS]
    if search.place is not None:
        if search.reach is not None and search.reach.miles is not None:
            parts.append(_Part("within", "a limit of distance"))
        parts.append(_Part("near", f"the place {search.place.label}"))
    return _fewest(search, filters) or _fewest(search, parts) or _everybody(search)


def _fewest(search: Search, parts: list[_Part]) -> list[Suggestion]:
    """The best of the smallest sets of `parts` whose absence brings more than there is.

    Sets are tried by size, the smallest first, and not more than a page has time for; the set of
    all of them is the last resort.
    """
    if len(parts) < 2 or search.total_of(_without(search, parts)) <= search.total:
        return []
    tried = 0
    for size in range(2, len(parts)):
        found: list[Suggestion] = []
        for left_out in combinations(parts, size):
            tried += 1
            if tried > MOST_TRIED:
                break
            found += _if_more(search, _all_of(left_out), _without(search, left_out))
        if found:
            return sorted(found, key=lambda one: -one.count)[:MOST_TOGETHER]
    return [*_if_more(search, _all_of(parts), _without(search, parts))]


def _without(search: Search, parts: Sequence[_Part]) -> SearchQuery:
    query = search.query
    for part in parts:
        query = part.left_out_of(query)
    return query


def _all_of(parts: Sequence[_Part]) -> str:
    return f"Without {', without '.join(part.label for part in parts)}"


def _everybody(search: Search) -> list[Suggestion]:
    return [*_if_more(search, "All partners", SearchQuery())]


# --- What leaves it empty -----------------------------------------------------------------------


def _about_words(search: Search, words: Sequence[Word]) -> str:
    telling = [word for word in words if word.offers is not None]
    if unheard := [f"“{word.text}”" for word in telling if not any(word.offers or ())]:
        return f"No partner's offers say {listed(unheard, 'or')}."
    if len(telling) > 1 and not any(search.words.offers or ()):
        return f"No one offer says {listed([f'“{word.text}”' for word in telling])}."
    unmet = [word for word in telling if not _total(search, search.query, word.offers)]
    if unmet and len(unmet) < len(telling):
        named = listed([f"“{word.text}”" for word in unmet], "or")
        return f"No offer that fits the rest says {named}."
    return ""


def _about_parts(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return f"No partner that fits the rest fits this: {labels[0]}."
    return f"No partner fits these together: {'; '.join(labels)}." if labels else ""
