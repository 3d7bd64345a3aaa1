"""`make bench`: every figure of docs/performance.md, in one run, from a directory made for it."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import report, scratch
from bench.report import Row

type Measure = Callable[[], list[Row]]


def main() -> int:
    options = _arguments()
    sizes = sorted({int(size) for size in options.sizes.replace(" ", ",").split(",") if size})
    busy = os.getloadavg()[0]
    started = time.monotonic()
    rows: list[Row] = []
    end = []
    with scratch.place(options.database) as folder:
        logging.disable(logging.INFO)
        try:
            for name, measure in _everything(sizes, options, folder):
                if name not in options.without.split(","):
                    print(f"{time.monotonic() - started:4.0f} s  {name}", file=sys.stderr)
                    rows += measure()
        except KeyboardInterrupt:
            end = ["**The run was stopped before its end.**"]
        machine = report.machine(_postgres())
    end.append(f"The whole run took {(time.monotonic() - started) / 60:.0f} minutes.")
    results = report.text(
        rows,
        sizes,
        report.heading(machine, options.runs, busy),
        end,
    )
    print(results)
    if options.write:
        report.write_document(results)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    sizes = os.environ.get("SIZES") or "20000,200000"
    parser.add_argument("--sizes", default=sizes, help="organisations: the rows of each size")
    parser.add_argument("--runs", type=int, default=5, help="the median is of so many")
    parser.add_argument("--seconds", type=int, default=2, help="of load, each run")
    parser.add_argument("--codepo", default=os.environ.get("CODEPO"), help="a zip of postcodes")
    parser.add_argument("--without", default="", help="measures to leave out, with commas")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md, too")
    parser.add_argument("--database", default="bench", help="how the scratch database ends")
    return parser.parse_args()


def _everything(
    sizes: list[int], options: argparse.Namespace, folder: Path
) -> Iterator[tuple[str, Measure]]:
    """What is measured, in order: much of it at the first size, what grows at each."""
    from bench import (
        browser,
        datasette_rival,
        facets,
        load,
        pages,
        postcodes,
        processes,
        register,
        rows,
        text_search,
    )

    runs, seconds, first = options.runs, options.seconds, sizes[0]
    before = 0
    for size in sizes:
        yield f"{size:,} organisations", lambda: rows.added(before + 1, size + 1)  # noqa: B023
        yield "counts", lambda: facets.counting(size, runs)  # noqa: B023
        yield "places", lambda: facets.place_masks(size, runs)  # noqa: B023
        yield "text search", lambda: text_search.looking_up(size, runs)  # noqa: B023
        yield "typing", lambda: [text_search.while_typing(size, runs)]  # noqa: B023
        yield "the index", lambda: facets.building(size, runs)  # noqa: B023
        yield "pages", lambda: pages.growth(size, runs)  # noqa: B023
        yield "memory", lambda: processes.memory(size, folder)  # noqa: B023
        yield "changes", lambda: processes.changes(size, runs, folder)  # noqa: B023
        if size == first:
            yield "first visits", lambda: pages.first_time(first, runs)
            yield "queries", lambda: pages.queries(first)
            yield "rivals in SQL", lambda: facets.rivals(first, runs, seconds * 15)
            yield "Datasette", lambda: datasette_rival.against_datasette(first, runs, folder)
            yield "load", lambda: load.throughput(first, runs, seconds, folder)
            yield "browser", lambda: browser.weights(first, folder)
            yield "a slow phone", lambda: browser.on_a_slow_phone(first, runs, folder)
        before = size
    codepo = Path(options.codepo) if options.codepo else None
    yield "postcodes", lambda: postcodes.importing(codepo, folder)
    schools = register.ROWS if first >= 1_000 else 500
    yield "the register", lambda: register.importing(schools, folder)
    yield "what is still to come", _still_to_come


def _still_to_come() -> list[Row]:
    lighthouse = (
        "Lighthouse itself is not run; its times and weights are above, its rules in the tests"
    )
    return [
        report.not_measured("Lighthouse", lighthouse, "98+/100/100/100 on a phone"),
    ]


def _postgres() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


if __name__ == "__main__":
    sys.exit(main())
