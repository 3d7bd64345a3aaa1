"""What the page has to say about a search that was not taken quite as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from partners.search.search import Search

_MINUS = re.compile(r"(?:^|\s)-(\w+)")


def notices(search: Search) -> list[str]:
    return [
        *_about_words(search),
        *_about_order(search),
        *_about_place(search),
        *_about_page(search),
    ]


def _about_words(search: Search) -> Iterator[str]:
    words = search.words
    for typed, taken in words.corrections:
        yield f"We took “{typed}” as “{taken}”."
    for amount in words.amounts:
        yield f"We passed over “{amount}”: choose a cost among the filters."
    for word in _MINUS.findall(search.query.q):
        yield f"We cannot leave a word out: we looked for “{word}”."
    if search.query.q and words.offers is None and not words.amounts:
        yield f"“{search.query.q}” has no word that we could look for."


def about_opening(search: Search) -> list[str]:
    """When the region asked for opens, if it is not open yet; who reaches it is shown."""
    authority = search.place.authority if search.place else None
    region = {authority.region_id} if authority else set()
    chosen = search.query.chosen("region")
    return search.index.openings.sentences(ids=region, slugs=chosen)


def _about_order(search: Search) -> Iterator[str]:
    asked = search.query.sort
    if search.sort != asked:
        lacks = {"distance": "a place to be near to", "relevance": "words to fit best"}
        yield f"We left out sort={asked}: that order needs {lacks[asked]}."


def _about_place(search: Search) -> Iterator[str]:
    """What says how far or in which way means nothing without a place."""
    if search.reach is not None:
        return
    if within := search.query.within:
        yield f"We left out within={within}: a distance needs a place to be near to."
    if search.query.online:
        what = "adding partners who work online"
        yield f"We left out online=1: {what} needs a place to be near to."


def _about_page(search: Search) -> Iterator[str]:
    asked = search.query.page
    if search.page != asked:
        last = f"this is page {search.page}, the last" if search.pages > 1 else "there is only one"
        yield f"There is no page {asked:,}: {last}."
