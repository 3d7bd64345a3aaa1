"""The facet index: counting, building, changing; and what one SQL query or the stock way take."""

from itertools import product
from time import monotonic

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from bench import one_query, stock
from bench.report import Row, at_least, at_most, detail, number
from bench.searches import SEARCHES, THREE_FILTERS, query_of
from bench.timing import median_ms, milliseconds
from partners.models import Organisation
from partners.search.current import current
from partners.search.facets import read_options
from partners.search.index import DirectoryIndex
from partners.search.reach import reach
from partners.search.reading import read
from partners.search.selection import Selection
from reference.places import Located, resolve

PLACES = ("Hull", "PL4 8", "Leeds", "Truro", "Bristol", "SE1 7")
RADII = ("", "40", "any")


class Differs(Exception):
    """Two ways to the same numbers disagree: none of their times means anything."""


def counting(size: int, runs: int) -> list[Row]:
    """The worst of all searches against the target."""
    index = current()
    times = {
        name: median_ms(Selection.of(index, query_of(index, address)).counts, runs * 10)
        for name, address in SEARCHES.items()
    }
    worst = max(times, key=lambda name: times[name])
    options = sum(map(len, index.options.values()))
    row = at_most(
        f"All {options} facet counts of one search, the slowest",
        times[worst],
        {20_000: 1.5, 200_000: 12}.get(size),
        "ms",
        size=size,
        also=worst,
        limited_by="Each option is an AND over a bit for each offer, and a fold.",
    )
    return [row, *(detail(name, f"{number(time)} ms", size) for name, time in times.items())]


def place_masks(size: int, runs: int) -> list[Row]:
    """Who comes together with a school, for places all over England and three radii."""
    index = current()
    times = []
    for name, within in product(PLACES, RADII):
        place = resolve(name)
        if not isinstance(place, Located):
            raise LookupError(f"{name} is not found any more: choose another place.")
        query = query_of(index, f"near={name}&within={within}")
        times.append(median_ms(lambda: reach(index, query, place), runs))  # noqa: B023
    return [
        at_most(
            f"The mask of a place, the slowest of {len(times)} places and radii",
            max(times),
            3 if size == 20_000 else None,
            "ms",
            size=size,
            limited_by="Squares on the edge of a circle look at each of their points in Python.",
        )
    ]


def building(size: int, runs: int) -> list[Row]:
    """A whole index, and one after a single change."""
    today = timezone.localdate()
    index = current()
    few = max(1, runs // 2)
    whole = median_ms(lambda: DirectoryIndex(read_options(), read(today), today), few)
    changed = [Organisation.objects.public().order_by("pk").values_list("pk", flat=True)[0]]
    one = median_ms(lambda: index.with_changes(changed, read(today, only=changed)), runs)
    at_20_000 = size == 20_000
    return [
        at_most(
            "One changed organisation costs the index",
            one,
            50 if at_20_000 else None,
            "ms",
            size=size,
            limited_by="A dozen small queries, and a copy of every set with some bits cleared.",
        ),
        at_most(
            "A full build of the index",
            whole / 1000,
            3 if at_20_000 else None,
            "s",
            size=size,
            also=f"{few} runs",
            limited_by="Reading every link of every offer from the database.",
        ),
    ]


def rivals(size: int, runs: int, most_seconds: float) -> list[Row]:
    """The same counts of three filters from one SQL query, and from a COUNT an option.

    Of the latter as many as are done in `most_seconds`.
    """
    index = current()
    query = query_of(index, THREE_FILTERS)
    selection = Selection.of(index, query)
    ours = median_ms(selection.counts, runs * 10)
    statement, values = one_query.counts_in_sql(query)
    if one_query.counts(connection, statement, values, index) != selection.counts():
        raise Differs("The index and the one SQL query disagree.")

    by_sql = median_ms(lambda: one_query.run(connection, statement, values), runs)
    options = [(name, slug) for name, of_name in index.options.items() for slug in of_name]
    spent, asked = 0.0, 0
    end = monotonic() + most_seconds
    for name, slug in _spread(options):
        data = QueryDict(THREE_FILTERS, mutable=True)
        data.setlist(name, [slug])
        spent += milliseconds(lambda: stock.StockFilterSet(data).qs.values("pk").distinct().count())  # noqa: B023
        asked += 1
        if monotonic() > end:
            break
    by_count = spent / asked * len(options)
    told = "" if asked == len(options) else f"; reckoned from the first {asked} of them"
    return [
        Row(
            "The same counts of three filters from one SQL query",
            f"{number(by_sql)} ms: the index is {number(by_sql / ours)} times as fast",
            size=size,
            limited_by="PostgreSQL joins and groups each filter's links for every search.",
        ),
        Row(
            f"The same from django-filter and one COUNT an option, {len(options)} of them",
            f"{number(by_count / 1000)} s (once{told})",
            size=size,
        ),
        at_least(
            "The index against that stock way",
            by_count / ours,
            20,
            "times",
            size=size,
            limited_by="One query an option, each with the joins of the whole search.",
        ),
    ]


def _spread(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every seventh first, so that a part of them is a fair sample."""
    return [one for start in range(7) for one in options[start::7]]
