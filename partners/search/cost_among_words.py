"""An amount among the words of a search: the filter of costs that “under £100” means."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from partners.choices import CostBand
from partners.search.query import SearchQuery
from partners.search.search import Search
from partners.search.suggestions import Suggestion
from partners.search.wording import listed
from partners.search.words import understand

_AMOUNT = re.compile(
    r"(?:\b(?P<more>over|above|more than|at least|from)|\b(?:under|below|less than|up to"
    r"|at most|max(?:imum)?|for|about|around))?\s*£\s*(?P<pounds>\d[\d,.]*)",
    re.IGNORECASE,
)
# The lowest price of each band, in pounds, in the order of the bands.
_FROM = {
    CostBand.FREE: 0,
    CostBand.UNDER_100: 0,
    CostBand.FROM_100: 100,
    CostBand.FROM_250: 250,
    CostBand.FROM_500: 500,
    CostBand.FROM_1000: 1000,
}


def cost_among_words(search: Search) -> Suggestion | None:
    """The search by cost instead, if one amount was typed and somebody is found by it.

    An amount is what a school has to spend unless “over” or the like stands before it. A band
    that it lies in is among them: the sentence names them all.
    """
    found = list(_AMOUNT.finditer(search.query.q))
    if not search.words.amounts or len(found) != 1 or search.query.chosen("cost"):
        return None
    bands = _bands(found[0])
    rest = " ".join(_AMOUNT.sub(" ", search.query.q).split())
    query = _with_words(search.query, rest).with_values("cost", bands)
    words = understand(search.index, query.words, ranked=False)
    total = replace(search, query=query, words=words).total if bands else 0
    if not total:
        return None
    labels = listed([CostBand(band).label for band in bands], "or")
    return Suggestion(f"Search by cost instead, {labels}", total, query.url)


def _bands(amount: re.Match[str]) -> list[str]:
    try:
        pounds = Decimal(amount["pounds"].replace(",", "").rstrip("."))
    except InvalidOperation:
        return []
    if not amount["more"]:
        return [band.value for band, lowest in _FROM.items() if lowest < pounds or not lowest]
    lowest_of = list(_FROM.items())[1:]
    ends = [lowest for _, lowest in lowest_of[1:]] + [Decimal("Infinity")]
    return [band.value for (band, _), end in zip(lowest_of, ends, strict=True) if end > pounds]


def _with_words(query: SearchQuery, words: str) -> SearchQuery:
    return query.changed(q=words) if words else query.without_words()
