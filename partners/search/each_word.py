"""Which of several words leave a search empty: the offers that hold each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db import connection

from partners.search.index import DirectoryIndex
from partners.search.planes import Offers, both
from partners.search.search import Search
from partners.search.words import FOR_EVERYBODY, IS_A_WORD, numbers, place_of

MOST_WORDS = 12

# Words that mean something together, such as “year 4”, stand together: the search reads them
# otherwise when they are apart. What is asked for is made out before documents are looked at: not
# MATERIALIZED, it would be made out again for each of them. Ids come as bytes, as in `words`.
# `apart` are the words that can be left out together without joining others: “key stage 2”.
_FIND = f"""
    WITH entire AS MATERIALIZED (
        SELECT search_typed(%(typed)s) AS whole
    ), split AS MATERIALIZED (
        SELECT word, place, whole,
            search_typed(array_to_string((%(words)s::text[])[:place - 1], ' ')) AS before,
            search_typed(array_to_string((%(words)s::text[])[place:], ' ')) AS after
        FROM entire, unnest(%(words)s::text[]) WITH ORDINALITY AS typed(word, place)
    ), numbered AS (
        SELECT word, place, count(*) FILTER (
            WHERE array_remove(regexp_split_to_array(whole, '\\s+'), '') = array_remove(
                regexp_split_to_array(before || ' ' || after, '\\s+'), '')
        ) OVER (ORDER BY place) AS number
        FROM split
    ), together AS MATERIALIZED (
        SELECT number, text, coalesce(%(mended)s::jsonb ->> lower(text), text) AS spelt
        FROM (
            SELECT number, string_agg(word, ' ' ORDER BY place) AS text
            FROM numbered GROUP BY number
        ) texts
    ), reading AS MATERIALIZED (
        SELECT number, search_typed(spelt) AS reading FROM together
    ), apart AS (
        SELECT first.number, array_agg(last.number) AS lasts
        FROM together first JOIN together last ON last.number >= first.number
        WHERE (
            SELECT btrim(regexp_replace(
                search_typed(string_agg(spelt, ' ' ORDER BY number)), '\\s+', ' ', 'g'))
            FROM together WHERE number NOT BETWEEN first.number AND last.number
        ) = (
            SELECT btrim(regexp_replace(
                string_agg(reading, ' ' ORDER BY number), '\\s+', ' ', 'g'))
            FROM reading WHERE number NOT BETWEEN first.number AND last.number
        )
        GROUP BY first.number
    ), asked AS MATERIALIZED (
        SELECT number, text, spelt, (
            SELECT string_agg('(' || lexemes::text || ')', ' & ')::tsquery
            FROM ts_parse('default', search_typed(text)),
                search_asked(coalesce(%(mended)s::jsonb ->> token, token)) lexemes
            WHERE {IS_A_WORD}
                AND numnode(lexemes) > 0
        ) AS lexemes FROM together
    )
    SELECT text, spelt, lasts, lexemes IS NOT NULL, found.organisations, found.offers
    FROM asked LEFT JOIN apart USING (number) CROSS JOIN LATERAL (
        SELECT string_agg(int8send(organisation_id), '') AS organisations,
            string_agg(int8send(coalesce(offer_id, 0)), '') AS offers
        FROM search_searchdocument WHERE document @@ lexemes
    ) found
    ORDER BY number
"""  # noqa: S608


@dataclass(frozen=True)
class Word:
    """A word, or a few that belong together, as typed and as it is spelt.

    `offers` is none if it says nothing. `lasts` are the numbers of the words, from this one on, up
    to which all may be left out and the others still mean what they did; the first word is 1.
    """

    typed: str
    text: str
    offers: Offers | None
    lasts: frozenset[int]


def each_word(search: Search) -> tuple[Word, ...]:
    """The words in their order, none if they are too many to look at. One query, kept."""
    words = search.query.q.split()
    if search.words.offers is None or len(words) > MOST_WORDS:
        return ()
    found = search.index.answer(("each word", *words), lambda: _find(search, words))
    # What is understood otherwise apart than together cannot be told word by word.
    return found if offers_with(found) == search.words.offers else ()


def offers_with(words: Sequence[Word]) -> Offers | None:
    """Offers that hold all of these; none if the words say nothing."""
    sets = [word.offers for word in words if word.offers is not None]
    return reduce(both, sets) if sets else None


def without(words: tuple[Word, ...], first: int, last: int) -> tuple[Word, ...] | None:
    """The words but those from one number to another.

    None if the others mean something else then: “hip Hull hop” without “Hull”.
    """
    return words[: first - 1] + words[last:] if last in words[first - 1].lasts else None


def _find(search: Search, words: list[str]) -> tuple[Word, ...]:
    values: dict[str, Any] = {
        "typed": " ".join(words),
        "words": words,
        "mended": json.dumps(dict(search.words.corrections)),
        "for_everybody": list(FOR_EVERYBODY),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        rows = cursor.fetchall()
    return tuple(
        Word(
            text,
            spelt,
            _offers(search.index, organisations, offers) if says else None,
            frozenset(lasts or ()),
        )
        for text, spelt, lasts, says, organisations, offers in rows
    )


def _offers(index: DirectoryIndex, organisations: bytes | None, offers: bytes | None) -> Offers:
    ids = zip(numbers("q", organisations), numbers("q", offers), strict=True)
    places = (place_of(index, *one) for one in ids)
    return index.layout.offers(place for place in places if place is not None)
