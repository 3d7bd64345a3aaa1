"""What schools look for and do not find: counted, by region and by what they chose.

No place finer than a region is kept, none of the words, and nothing about who asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from partners.choices import Missed
from partners.figures.buffer import Buffer
from partners.figures.visitors import is_visit
from partners.search.notices import about_opening
from partners.search.search import Search
from partners.search.suggestions import ENOUGH

# Who ticks more values of one filter than this looks for none of them in particular.
MOST_VALUES = 3


class Lack(NamedTuple):
    """One thing that a search asked for and did not find enough of, all by id."""

    missed: str
    region: int | None
    art_form: int | None
    key_stage: int | None
    criterion: int | None


type Lacks = tuple[Lack, ...]
type _Key = tuple[date, Lack]

# In one order, so that two processes never wait for each other.
_ADD = """
INSERT INTO partners_missedsearch
    (day, missed, region_id, art_form_id, key_stage_id, criterion_id, searches)
SELECT * FROM unnest(
    %s::date[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[]
) AS counted
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (day, missed, region_id, art_form_id, key_stage_id, criterion_id)
DO UPDATE SET searches = partners_missedsearch.searches + EXCLUDED.searches
"""


def _write(counts: Mapping[_Key, int]) -> None:
    rows = [(day, *lack, number) for (day, lack), number in counts.items()]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


buffer = Buffer(_write)


def count(request: HttpRequest, lacks: Iterable[Lack] | None) -> None:
    """Once more today, by London's day, if a person asks. None: nothing was missed."""
    if lacks and is_visit(request):
        today = timezone.localdate()
        buffer.add((today, lack) for lack in lacks)


def lacks_of(search: Search) -> Lacks:
    """What the first page of a search lacks; nothing where the directory is not open yet.

    A search for dance or music that finds neither lacks each of them.
    """
    if search.total >= ENOUGH or search.query.page > 1 or about_opening(search):
        return ()
    missed = Missed.THIN if search.total else Missed.ZERO
    chosen = [_keys(search, name) for name in ("art_form", "key_stage", "criterion")]
    return tuple(Lack(missed, *what) for what in product(_regions(search), *chosen))


def _keys(search: Search, name: str) -> list[int | None]:
    options = search.index.options[name]
    return _few(int(options[slug].key) for slug in search.query.chosen(name))


def _regions(search: Search) -> list[int | None]:
    """Of the place; else the region that is chosen, or that of the county or authority."""
    if search.place is not None:
        authority = search.place.authority
        return [authority.region_id if authority else None]
    options = search.index.options["region"]
    slugs = set(search.query.chosen("region")) or set(_around(search))
    return _few(int(options[slug].key) for slug in sorted(slugs))


def _around(search: Search) -> Iterator[str]:
    for name in ("county", "authority"):
        for slug in search.query.chosen(name):
            yield from search.index.options[name][slug].within


def _few(keys: Iterable[int]) -> list[int | None]:
    found: list[int | None] = list(keys)
    return found if 0 < len(found) <= MOST_VALUES else [None]


def told_along(search: Search) -> str:
    """For the address of the page where schools tell what they could not find."""
    regions = _regions(search)
    slugs = {int(option.key): slug for slug, option in search.index.options["region"].items()}
    chosen = {name: search.query.chosen(name) for name in ("art_form", "key_stage")}
    told = {name: values[0] for name, values in chosen.items() if len(values) == 1}
    if len(regions) == 1 and regions[0] is not None:
        told["region"] = slugs[regions[0]]
    return urlencode(told)
