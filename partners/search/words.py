"""What a visitor typed, understood: which offers its words are found in.

Documents, stems, years and words that mean the same are the database's (`migrations/sql`); here
the words are looked up, and a word that nothing public holds gives way to the nearest that does.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from partners.models import Offer, Organisation
from partners.search.index import DirectoryIndex
from partners.search.planes import Offers

SHORTEST_TO_MEND = 5  # letters; shorter words have too many neighbours
SHORTEST_WITH_TWO_SLIPS = 8
SHORTEST_BY_SOUND = 9
SHORTEST_NAME_TO_MEND = 8
LONGEST_NAME_TO_MEND = 60
# What every partner is for, so that these words leave out nobody but those who do not say so; and
# “near”, where no place stands behind it.
FOR_EVERYBODY = (
    *("school", "schools", "pupil", "pupils", "child", "children", "class", "classes"),
    "near",
)

# The documents that hold each word of what was typed, their ids and ranks as bytes: thousands of
# numbers are read at once. {typed} are the words to look for in their order, with what they were
# taken as.
_FIND = """
    WITH typed (word, taken, place) AS ({typed}),
    asked AS MATERIALIZED (
        SELECT string_agg('(' || lexemes::text || ')', ' & ')::tsquery AS lexemes
        FROM typed, search_asked(taken) lexemes WHERE numnode(lexemes) > 0
    )
    SELECT
        (SELECT array_agg(ARRAY[word, taken] ORDER BY place) FROM typed WHERE taken <> word),
        (SELECT lexemes::text FROM asked),
        found.organisations, found.offers, found.ranks
    FROM (
        SELECT string_agg(int8send(organisation_id), '') AS organisations,
            string_agg(int8send(coalesce(offer_id, 0)), '') AS offers,
            {ranks} AS ranks
        FROM search_searchdocument WHERE document @@ (SELECT lexemes FROM asked)
    ) found
"""
_RANKS = "string_agg(float4send(ts_rank(document, (SELECT lexemes FROM asked))), '')"
_NO_RANKS = "NULL::bytea"

# Of what `ts_parse` takes a text apart to.
IS_A_WORD = "tokid IN (1, 2, 3, 9, 10, 11, 22) AND token <> ALL (%(for_everybody)s)"
_TYPED = f"""
    SELECT token, token, min(ordinality)
    FROM ts_parse('default', search_typed(%(typed)s)) WITH ORDINALITY
    WHERE {IS_A_WORD}
    GROUP BY token
"""  # noqa: S608
# If no public document holds a word: the word most like it that one does hold. One slip of the
# hand, or two letters swapped; two in a word of eight letters that begins alike; four in a longer
# one that sounds the same. Nobody who typed “ballet” meant “ballad”, nor “graphite” by “graffiti”,
# and “year 14” is no slip for “year”. A word that has others like it says what is meant. But
# first: all of it as an organisation's name.
_MENDED = """
    WITH named AS MATERIALIZED (
        {named}
    )
    SELECT word, CASE
        WHEN numnode(search_asked(word)) = 0 OR length(word) < %(shortest)s OR word ~ '[0-9]'
            OR search_asked(word)::text ~ '\\|' OR {word_seen} THEN word
        ELSE coalesce((
            SELECT alike.word FROM (
                SELECT known.word FROM search_searchword known WHERE known.word !~ '\\s'
                ORDER BY known.word <-> mistyped.word LIMIT 30
            ) alike
            WHERE levenshtein_less_equal(alike.word, mistyped.word, 4) <= CASE
                WHEN length(mistyped.word) >= %(shortest_by_sound)s
                    AND abs(length(alike.word) - length(mistyped.word)) <= 1
                    AND dmetaphone(alike.word) = dmetaphone(mistyped.word) THEN 4
                WHEN search_letters(alike.word) = search_letters(mistyped.word) THEN 2
                WHEN length(mistyped.word) >= %(shortest_with_two)s
                    AND left(alike.word, 1) = left(mistyped.word, 1) THEN 2
                ELSE 1 END
              AND {alike_seen}
            ORDER BY search_letters(alike.word) <> search_letters(mistyped.word),
                levenshtein(alike.word, mistyped.word), alike.word <-> mistyped.word, alike.word
            LIMIT 1
        ), word) END, place
    FROM ({words}) mistyped (word, same, place)
    WHERE NOT EXISTS (SELECT FROM named)
    UNION ALL
    SELECT %(typed)s, name, 0 FROM named
"""
# The public name most like it, with two slips at most. Names of drafts are kept, too, and their
# words may all be found with others.
_NAMED = """
    SELECT alike.word AS name FROM (
        SELECT known.word FROM search_searchword known
        WHERE known.word ~ '\\s'
          AND length(%(typed)s) BETWEEN %(shortest_name)s AND %(longest_name)s
        ORDER BY known.word <-> %(typed)s LIMIT 5
    ) alike
    WHERE levenshtein_less_equal(unaccent(lower(alike.word)), unaccent(%(typed)s), 2)
        BETWEEN 1 AND 2 AND {alike_seen}
        AND EXISTS (
            SELECT FROM partners_organisation o WHERE o.name = alike.word AND o.id IN ({listed}))
    ORDER BY levenshtein(unaccent(lower(alike.word)), unaccent(%(typed)s)), alike.word
    LIMIT 1
"""
# A public document, of an offer or of an organisation without one, holds {word}.
_SEEN = """(
    EXISTS (
        SELECT FROM search_searchdocument d JOIN ({offered}) f (offer, organisation)
        ON f.offer = d.offer_id WHERE d.document @@ search_asked({word}))
    OR EXISTS (
        SELECT FROM search_searchdocument d JOIN ({listed}) o (organisation)
        ON o.organisation = d.organisation_id AND d.offer_id IS NULL
        WHERE d.document @@ search_asked({word}) AND d.organisation_id NOT IN (
            SELECT f.organisation FROM ({offered}) f (offer, organisation)
            WHERE f.organisation = d.organisation_id)))"""
_AMOUNT = re.compile(r"£\s*[0-9][0-9,.]*")


@dataclass(frozen=True)
class Understood:
    """Words as they were taken. `offers` is none if nothing was left to look for.

    `corrections` are pairs of what was typed and what it was taken as; `amounts` are sums of
    money, which were passed over; `ranks` say by slot how well the best offer fits, if that was
    asked.
    """

    offers: Offers | None = None
    lexemes: str = ""
    corrections: tuple[tuple[str, str], ...] = ()
    ranks: Sequence[float] = ()
    amounts: tuple[str, ...] = ()


def understand(index: DirectoryIndex, typed: str, *, ranked: bool = False) -> Understood:
    """Offers that hold every word, or one like it. Kept with the index.

    Words that say nothing, such as “the” and “school”, are passed over. One query; a second one
    puts mistakes right, if nobody is found.
    """
    if not typed:
        return Understood()
    return index.answer(("words", typed, ranked), lambda: _understand(index, typed, ranked))


def _understand(index: DirectoryIndex, typed: str, ranked: bool) -> Understood:
    values = {"typed": typed, "for_everybody": list(FOR_EVERYBODY)}
    amounts = tuple(_AMOUNT.findall(typed))
    found = _Found(index, _TYPED, values, ranked)
    if not found.lexemes:
        return Understood(amounts=amounts)
    if not any(found.offers):
        found = _Found(index, *_mended(index, values), ranked)
    return Understood(
        found.offers, found.lexemes, found.corrections, found.ranks if ranked else (), amounts
    )


def _mended(index: DirectoryIndex, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The query of what was typed with its mistakes put right."""
    listed, of_listed = _as_sql(Organisation.objects.public().values("pk"), "listed")
    offered, of_offered = _as_sql(
        Offer.objects.public(index.day).values("pk", "organisation_id"), "offered"
    )
    word_seen, alike_seen = (
        _SEEN.format(word=word, listed=listed, offered=offered)
        for word in ("mistyped.word", "alike.word")
    )
    named = _NAMED.format(alike_seen=alike_seen, listed=listed)
    sql = _MENDED.format(named=named, words=_TYPED, word_seen=word_seen, alike_seen=alike_seen)
    limits = {
        "shortest": SHORTEST_TO_MEND,
        "shortest_with_two": SHORTEST_WITH_TWO_SLIPS,
        "shortest_by_sound": SHORTEST_BY_SOUND,
        "shortest_name": SHORTEST_NAME_TO_MEND,
        "longest_name": LONGEST_NAME_TO_MEND,
    }
    return sql, values | of_listed | of_offered | limits


class _Found:
    """The documents that hold all words of a query of words."""

    def __init__(
        self, index: DirectoryIndex, typed: str, values: dict[str, Any], ranked: bool
    ) -> None:
        self._index = index
        sql = _FIND.format(typed=typed, ranks=_RANKS if ranked else _NO_RANKS)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            taken, self.lexemes, organisations, offers, self._ranks = cursor.fetchone()
        self.corrections = tuple((wrong, right) for wrong, right in taken or ())
        self._organisations = numbers("q", organisations)
        self._offers = numbers("q", offers)
        self.offers = index.layout.offers(place for place in self._places() if place is not None)

    def _places(self) -> Iterator[tuple[int, int] | None]:
        """Where each document stands: as `place_of`, for thousands."""
        without = self._index.place_without_offer
        for organisation, offer, place in zip(
            self._organisations,
            self._offers,
            map(self._index.place_of_offer.get, self._offers),
            strict=True,
        ):
            yield place if offer else without.get(organisation)

    @property
    def ranks(self) -> Sequence[float]:
        """By slot, the rank of the organisation's best document."""
        best = array("f", bytes(4 * len(self._index.ids)))
        ranks = numbers("f", self._ranks)
        for organisation, place, rank in zip(
            self._organisations, self._places(), ranks, strict=True
        ):
            if place is not None:
                slot = self._index.slot_of[organisation]
                best[slot] = max(best[slot], rank)
        return best


def place_of(index: DirectoryIndex, organisation: int, offer: int) -> tuple[int, int] | None:
    """Where a document's offer stands; none if it is not public today.

    The document without an offer (0) counts for an organisation without a public one.
    """
    if offer:
        return index.place_of_offer.get(offer)
    return index.place_without_offer.get(organisation)


def numbers(kind: str, sent: bytes | None) -> Sequence[Any]:
    """What the database sent one after the other, the most significant byte first."""
    numbers = array(kind, sent or b"")
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _as_sql(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    """A query with named parameters, so that the one definition of public serves here, too."""
    sql, values = rows.order_by().query.sql_with_params()
    names = [f"{name}{number}" for number in range(len(values))]
    return sql % tuple(f"%({one})s" for one in names), dict(zip(names, values, strict=True))
