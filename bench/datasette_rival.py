"""The rival that publishes tables today: Datasette over the same offers, with the same filters.

Kinder to itself than the search is: areas mean where an organisation is based, not where it
works; counts are of offers, not of partners, and leave out nothing of their own filter; it
answers with JSON, the search with the whole page.
"""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.urls import reverse

from bench.processes import Site, served
from bench.report import Row, at_least, detail, not_measured, number
from bench.searches import THREE_FILTERS, query_of
from bench.timing import median_ms
from partners.models import Offer
from partners.search.current import current
from partners.search.facets import OFFER_FACETS
from partners.search.selection import Selection

_TARGET = "50 times or more"
_PLAIN = {
    "region": "organisation__authority__region__slug",
    "county": "organisation__authority__county__slug",
    "authority": "organisation__authority__slug",
    "offer_type": "offer_type__slug",
    "cost": "cost_band",
}
_ARRAYS = [facet.name for facet in OFFER_FACETS if facet.name not in _PLAIN] + ["access"]
_FACETS = "&".join(
    [f"_facet={name}" for name in _PLAIN] + [f"_facet_array={name}" for name in _ARRAYS]
)
_SHAPE = "_size=20&_facet_size=200"
_FILTERS = "key_stage__arraycontains=ks2&art_form__arraycontains=dance&cost=free"
# Otherwise it gives up on what takes longer, and leaves those filters out.
_SETTINGS = {
    "facet_time_limit_ms": 120_000,
    "sql_time_limit_ms": 120_000,
    "max_returned_rows": 1_000,
    "suggest_facets": "off",
    "default_cache_ttl": 0,
}


class Incomplete(Exception):
    """Datasette left a filter out: its time is not that of the whole answer."""


def against_datasette(size: int, runs: int, folder: Path) -> list[Row]:
    """One visitor asking again and again: pages of ours that are not kept, JSON of theirs."""
    beside_python = str(Path(sys.executable).parent)
    program = shutil.which("datasette", path=beside_python) or shutil.which("datasette")
    if program is None:
        return [not_measured("The search against Datasette", "it is not installed", _TARGET)]
    database = folder / "offers.db"
    _write(database)
    rows = []
    with served(folder, workers=1) as site, _datasette(program, database) as url:
        for kind, ours, theirs in (
            ("three filters", f"?{THREE_FILTERS}", f"&{_FILTERS}"),
            ("no filter", "", ""),
        ):
            rows += _compared(size, runs, kind, site, ours, f"{url}?{_SHAPE}&{_FACETS}{theirs}")
    return rows


def _compared(size: int, runs: int, kind: str, site: Site, ours: str, theirs: str) -> list[Row]:
    _refuse_incomplete(_json(theirs))
    index = current()
    counts = Selection.of(index, query_of(index, ours.removeprefix("?"))).counts
    address = f"{reverse('partners:search')}{ours}"
    page_time = median_ms(lambda: site.get(address), runs * 3)
    their_time = median_ms(lambda: _json(theirs), runs)
    return [
        at_least(
            f"The search page against Datasette's JSON, {kind}",
            their_time / page_time,
            50,
            "times",
            size=size,
            also=f"{number(page_time)} and {number(their_time)} ms",
            limited_by="Ours is a whole uncached page, mostly template; theirs one query a filter.",
        ),
        detail(
            f"the counts alone against it, {kind}",
            f"{number(their_time / median_ms(counts, runs * 3))} times",
            size,
        ),
    ]


def _write(database: Path) -> None:
    columns = ["id", "partner", "title", "summary", *_PLAIN, *_ARRAYS]
    with closing(sqlite3.connect(database)) as connection, connection:
        typed = ", ".join(
            f"{name} {'INTEGER PRIMARY KEY' if name == 'id' else 'TEXT'}" for name in columns
        )
        connection.execute(f"CREATE TABLE offers ({typed})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO offers VALUES ({marks})", _rows())
        for name in _PLAIN:
            connection.execute(f"CREATE INDEX offers_{name} ON offers ({name})")
        connection.execute("ANALYZE")


def _rows() -> Iterator[list[Any]]:
    """Public offers, as the search reads them."""
    plain = ["pk", "organisation__name", "title", "summary", *_PLAIN.values()]
    paths = {facet.name: facet.path for facet in OFFER_FACETS} | {"access": "access"}
    arrays = {f"of_{name}": _slugs(paths[name]) for name in _ARRAYS}
    offers = Offer.objects.public().order_by("pk")
    for row in offers.annotate(**arrays).values_list(*plain, *arrays).iterator():
        yield [json.dumps(value) if isinstance(value, list) else value for value in row]


def _slugs(path: str) -> Any:
    """Those that an offer is linked to, or its own array."""
    field: Any = Offer._meta.get_field(path)
    if not field.many_to_many:
        return F(path)
    rows = field.related_model._default_manager.filter(offers=OuterRef("pk"))
    return ArraySubquery(rows.order_by("pk").values("slug"))


@contextmanager
def _datasette(program: str, database: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", "-i", str(database), "--host", "127.0.0.1"]
    command += ["--port", str(port)]
    for name, value in _SETTINGS.items():
        command += ["--setting", name, str(value)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/offers/offers.json"
        _wait_for(f"{url}?_size=1")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            _json(address)
            return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _json(address: str) -> dict[str, Any]:
    with urlopen(address, timeout=150) as answer:  # noqa: S310 - our own server
        return dict(json.load(answer))


def _refuse_incomplete(answer: dict[str, Any]) -> None:
    if missing := {*_PLAIN, *_ARRAYS} - set(answer["facet_results"]):
        raise Incomplete(f"Datasette left out {missing}.")
