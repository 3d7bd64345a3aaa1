"""Who comes first. Every order ends in the id, so that no two pages show the same partner."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from math import inf
from operator import or_
from typing import Any

from partners.search.index import DirectoryIndex
from partners.search.planes import Organisations, members
from partners.search.query import SearchQuery
from partners.search.reach import Reach

type Band = tuple[int, Organisations]


def bands_of(index: DirectoryIndex, query: SearchQuery, reach: Reach | None) -> list[Organisations]:
    """The groups of the fair order: by distance, or those based in the area before others."""
    if reach is not None:
        return list(reach.bands(index))
    based = based_in_area(index, query)
    if based is None:
        return [index.organisations]
    beyond = index.organisations & ~based
    england = beyond & index.covering_england & ~_regional(index, query)
    return [based, beyond & ~england, england]


def based_in_area(index: DirectoryIndex, query: SearchQuery) -> Organisations | None:
    """Those based in the region, county or authority searched; none if no area is."""
    by_area = {
        "authority": index.based_in,
        "region": index.in_areas(index.based_in, 0),
        "county": index.in_areas(index.based_in, 1),
    }
    areas = [name for name in by_area if query.chosen(name)]
    if not areas:
        return None
    based = index.organisations
    for name in areas:
        here = 0
        for slug in query.chosen(name):
            here |= by_area[name].get(int(index.options[name][slug].key), 0)
        based &= here
    return based


def _regional(index: DirectoryIndex, query: SearchQuery) -> Organisations:
    """Those that cover part of the area by name, or a region that holds part of it."""
    authorities = _authorities(index, query)
    regions = {index.areas_of[pk][0] for pk in authorities}
    sets = [index.covering_authority.get(pk, 0) for pk in authorities]
    sets += [index.covering_region.get(pk, 0) for pk in regions]
    return reduce(or_, sets, 0)


def _authorities(index: DirectoryIndex, query: SearchQuery) -> set[int]:
    chosen = {
        name: {index.options[name][slug].key for slug in query.chosen(name)}
        for name in ("authority", "region", "county")
        if query.chosen(name)
    }
    found = set()
    for pk, (region, county) in index.areas_of.items():
        keys = {"authority": pk, "region": region, "county": county}
        if all(keys[name] in wanted for name, wanted in chosen.items()):
            found.add(pk)
    return found


def page_of(
    index: DirectoryIndex,
    query: SearchQuery,
    matched: Organisations,
    bands: list[Organisations],
    start: int,
    size: int,
    key: Callable[[int], Any] | None = None,
) -> list[tuple[int, int]]:
    """The slots of one page of the order, each with the number of its band.

    Without `key` the bands follow one another, each in the fair order; with it, it rules alone.
    """
    found: list[tuple[int, int]] = []
    if key is not None:
        number_of = _band_numbers(matched, bands)
        slots = _remembered(index, query, -1, matched, key)[start : start + size]
        return [(slot, number_of(slot)) for slot in slots]
    for number, band in enumerate(bands):
        here = band & matched
        length = here.bit_count()
        if start < length and len(found) < size:
            slots = _remembered(index, query, number, here, fair_key(index, query))
            found += [(slot, number) for slot in slots[start : start + size - len(found)]]
        start = max(0, start - length)
    return found


def _band_numbers(matched: Organisations, bands: list[Organisations]) -> Callable[[int], int]:
    here = [band & matched for band in bands]
    return lambda slot: next((n for n, band in enumerate(here) if band >> slot & 1), len(here))


def _remembered(
    index: DirectoryIndex,
    query: SearchQuery,
    band: int,
    slots: Organisations,
    key: Callable[[int], Any],
) -> Sequence[int]:
    """In order; kept for the next page of the same search."""
    question = ("order", query.subject, query.sort, band)
    return index.answer(question, lambda: array("I", sorted(members(slots), key=key)))


def fair_key(index: DirectoryIndex, query: SearchQuery) -> Callable[[int], Any]:
    """The same all day for the same search, another tomorrow; nobody is always first.

    `query` is what was meant (`Search.meant`), so that its spelling makes no difference.
    """
    start = f"{index.day.isoformat()}|{query.subject}|".encode()
    ids, digest_of = index.ids, hashlib.sha256
    return lambda slot: (digest_of(b"%b%d" % (start, ids[slot])).digest(), ids[slot])


def name_key(index: DirectoryIndex) -> Callable[[int], Any]:
    return lambda slot: (index.facts[slot].name.casefold(), index.ids[slot])  # type: ignore[union-attr]


def confirmed_key(index: DirectoryIndex) -> Callable[[int], Any]:
    """The profile confirmed last comes first; those that never were come last."""

    def key(slot: int) -> tuple[int, int]:
        confirmed = index.facts[slot].confirmed_on or date.min  # type: ignore[union-attr]
        return -confirmed.toordinal(), index.ids[slot]

    return key


def distance_key(
    index: DirectoryIndex, distances: Callable[[int], float | None], bands: list[Organisations]
) -> Callable[[int], Any]:
    """The nearest first; those that come without a distance follow in the order of the bands."""

    def key(slot: int) -> tuple[float, int, int]:
        metres = distances(slot)
        if metres is not None:
            return metres, 0, index.ids[slot]
        band = next((n for n, slots in enumerate(bands) if slots >> slot & 1), len(bands))
        return inf, band, index.ids[slot]

    return key
