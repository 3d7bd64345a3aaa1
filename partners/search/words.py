"""What a visitor typed, understood: which offers its words are found in.

Documents, stems, years and key stages are the database's (`migrations/sql/words.sql`); here the
words are looked up, and a word that nothing public holds gives way to the nearest that does.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from partners.models import Offer, Organisation
from partners.search.index import DirectoryIndex
from partners.search.planes import Offers

SHORTEST_TO_MEND = 5  # letters; shorter words have too many neighbours
# What every partner is for, so that these words leave out nobody but those who do not say so.
FOR_EVERYBODY = ("school", "schools", "pupil", "pupils", "child", "children", "class", "classes")

# Each word of what was typed; if no public organisation's documents hold it, the word most like
# it that they do hold: two slips of the hand at most, one in a word whose first letter is
# another. Nobody who typed “zither” meant “gather”, and “year 14” is no slip for “year”.
_FIND = """
    WITH listed (organisation) AS MATERIALIZED ({listed}),
    offered (offer, organisation) AS MATERIALIZED ({offered}),
    typed AS (
        SELECT word, min(place) AS place FROM (
            SELECT token AS word, ordinality AS place
            FROM ts_parse('default', search_normalised(%(typed)s)) WITH ORDINALITY
            WHERE tokid IN (1, 2, 3, 9, 10, 11, 22) AND token <> ALL (%(for_everybody)s)
        ) tokens GROUP BY word
    ),
    spelt AS (
        SELECT typed.*, CASE
            WHEN numnode(plainto_tsquery('search_english', word)) = 0 THEN NULL
            WHEN EXISTS (
                SELECT FROM search_searchdocument d
                WHERE d.document @@ plainto_tsquery('search_english', word) AND {seen}
            ) THEN word
            WHEN length(word) < %(shortest)s OR word ~ '[0-9]' THEN word
            ELSE coalesce((
                SELECT alike.word FROM (
                    SELECT known.word FROM search_searchword known
                    ORDER BY known.word <-> typed.word LIMIT 30
                ) alike
                WHERE levenshtein_less_equal(alike.word, typed.word, 2)
                    <= CASE WHEN left(alike.word, 1) = left(typed.word, 1) THEN 2 ELSE 1 END
                  AND EXISTS (
                    SELECT FROM search_searchdocument d
                    WHERE d.document @@ plainto_tsquery('search_english', alike.word) AND {seen})
                ORDER BY search_letters(alike.word) <> search_letters(typed.word),
                    levenshtein(alike.word, typed.word), alike.word <-> typed.word, alike.word
                LIMIT 1
            ), word) END AS taken
        FROM typed
    ),
    asked AS MATERIALIZED (
        SELECT string_agg('(' || plainto_tsquery('search_english', taken)::text || ')', ' & ')
            ::tsquery AS lexemes
        FROM spelt WHERE taken IS NOT NULL
    )
    SELECT
        (SELECT array_agg(word ORDER BY place) FROM spelt WHERE taken <> word),
        (SELECT array_agg(taken ORDER BY place) FROM spelt WHERE taken <> word),
        (SELECT lexemes::text FROM asked),
        found.organisations, found.offers, found.ranks
    FROM (
        SELECT array_agg(organisation_id) AS organisations,
            array_agg(coalesce(offer_id, 0)) AS offers,
            {ranks} AS ranks
        FROM search_searchdocument WHERE document @@ (SELECT lexemes FROM asked)
    ) found
"""
# A document that a visitor may find: of a public offer, or of a public organisation without one.
_SEEN = """(
    d.offer_id IN (SELECT offer FROM offered)
    OR (d.offer_id IS NULL AND d.organisation_id IN (SELECT organisation FROM listed)
        AND d.organisation_id NOT IN (SELECT organisation FROM offered)))"""
_RANKS = "array_agg(ts_rank(document, (SELECT lexemes FROM asked)))"


@dataclass(frozen=True)
class Understood:
    """Words as they were taken. `offers` is none if nothing was left to look for.

    `corrections` are pairs of what was typed and what it was taken as; `ranks` say by slot how
    well the best offer fits, if that was asked.
    """

    offers: Offers | None = None
    lexemes: str = ""
    corrections: tuple[tuple[str, str], ...] = ()
    ranks: Sequence[float] = ()


def understand(index: DirectoryIndex, typed: str, *, ranked: bool = False) -> Understood:
    """Offers that hold every word, or the word most like it. One query, kept with the index.

    Words that say nothing, such as “the” and “school”, are passed over.
    """
    if not typed:
        return Understood()
    return index.answer(("words", typed, ranked), lambda: _understand(index, typed, ranked))


def _understand(index: DirectoryIndex, typed: str, ranked: bool) -> Understood:
    listed, of_listed = _as_sql(Organisation.objects.public().values("pk"), "listed")
    offered, of_offered = _as_sql(
        Offer.objects.public(index.day).values("pk", "organisation_id"), "offered"
    )
    ranks_in_sql = _RANKS if ranked else "NULL::real[]"
    sql = _FIND.format(listed=listed, offered=offered, seen=_SEEN, ranks=ranks_in_sql)
    values = {**of_listed, **of_offered, "typed": typed, "shortest": SHORTEST_TO_MEND}
    values["for_everybody"] = list(FOR_EVERYBODY)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        wrong, right, lexemes, organisations, offers, ranks = cursor.fetchone()
    if not lexemes:
        return Understood()
    found = list(zip(organisations or (), offers or (), strict=True))
    places = [place_of(index, *document) for document in found]
    return Understood(
        index.layout.offers(place for place in places if place is not None),
        lexemes,
        tuple(zip(wrong or (), right or (), strict=True)),
        _best_ranks(index, found, ranks) if ranks else (),
    )


def place_of(index: DirectoryIndex, organisation: int, offer: int) -> tuple[int, int] | None:
    """Where a document's offer stands; none if it is not public today.

    The document without an offer (0) counts for an organisation without a public one.
    """
    slot = index.slot_of.get(organisation)
    if slot is None:
        return None
    own = index.offer_ids[slot]
    if offer in own:
        return index.layout.position(slot, own.index(offer))
    return index.layout.position(slot, 0) if not own and not offer else None


def _best_ranks(
    index: DirectoryIndex, found: Sequence[tuple[int, int]], ranks: Sequence[float]
) -> Sequence[float]:
    """By slot, the rank of the organisation's best document."""
    best = array("f", bytes(4 * len(index.ids)))
    for (organisation, offer), rank in zip(found, ranks, strict=True):
        if place_of(index, organisation, offer) is not None:
            slot = index.slot_of[organisation]
            best[slot] = max(best[slot], rank)
    return best


def _as_sql(rows: QuerySet[Any, Any], name: str) -> tuple[str, dict[str, Any]]:
    """A query with named parameters, so that the one definition of public serves here, too."""
    sql, values = rows.order_by().query.sql_with_params()
    names = [f"{name}{number}" for number in range(len(values))]
    return sql % tuple(f"%({one})s" for one in names), dict(zip(names, values, strict=True))
