"""Words for art forms and crafts that teachers type, and which of them find anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connection

from partners.search.index import DirectoryIndex
from partners.search.words import FOR_EVERYBODY, IS_A_WORD, place_of

# Of so many documents with a word, one is public unless it is hardly worth suggesting.
_MOST_DOCUMENTS = 200

_FINER, _SYNONYM, _CRAFT = range(3)
_KNOWN = f"""
    SELECT {_FINER} AS kind, word, '' FROM reference_artform, unnest(sub_forms) word WHERE is_active
    UNION ALL
    SELECT {_SYNONYM}, word, label FROM reference_artform, unnest(synonyms) word WHERE is_active
    UNION ALL SELECT {_CRAFT}, word, '' FROM search_alike(), unnest(members) word
    ORDER BY kind
"""  # noqa: S608
# As `words` understands what is typed, but with no mistake put right.
_FOUND = f"""
    WITH asked AS MATERIALIZED (
        SELECT word, (
            SELECT string_agg('(' || lexemes::text || ')', ' & ')::tsquery
            FROM ts_parse('default', search_typed(word)), search_asked(token) lexemes
            WHERE {IS_A_WORD}
                AND numnode(lexemes) > 0) AS lexemes
        FROM unnest(%(words)s::text[]) word
    )
    SELECT word, organisation_id, coalesce(offer_id, 0) FROM asked CROSS JOIN LATERAL (
        SELECT organisation_id, offer_id FROM search_searchdocument
        WHERE document @@ lexemes LIMIT %(most)s
    ) found
"""  # noqa: S608


class KnownWords(NamedTuple):
    """Finer forms, as “printmaking”; and other words, with the art forms that they only rename."""

    finer: Collection[str]
    others: Mapping[str, Collection[str]]


def known_words() -> KnownWords:
    """Each word once, however often and in whatever letters it stands there. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN)
        rows = cursor.fetchall()
    finer: list[str] = []
    others: dict[str, set[str]] = defaultdict(set)
    spelt: dict[str, str] = {}
    for kind, word, label in rows:
        as_first = spelt.setdefault(word.casefold(), word)
        if kind == _FINER:
            finer += [word] if as_first is word else []
        elif as_first not in finer:
            others[as_first].update({label} - {""})
    return KnownWords(finer, others)


def that_find_somebody(index: DirectoryIndex, words: Collection[str]) -> list[str]:
    """Those of the words that a search finds a partner by; each looked for once. One query."""
    answers: dict[str, bool] = index.answer(("known words", "finding"), dict)
    if new := [word for word in words if word not in answers]:
        finding = _finding(index, new)
        answers.update((word, word in finding) for word in new)
    return [word for word in words if answers[word]]


def _finding(index: DirectoryIndex, words: list[str]) -> set[str]:
    values: dict[str, Any] = {
        "words": words,
        "for_everybody": list(FOR_EVERYBODY),
        "most": _MOST_DOCUMENTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        found = cursor.fetchall()
    return {word for word, *document in found if place_of(index, *document) is not None}
