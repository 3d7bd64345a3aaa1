"""How many pages a second, asked for by wrk over loopback, a few seconds at a time."""

import re
import shutil
import subprocess
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.urls import reverse

from bench.processes import Site, served
from bench.report import Row, at_least, not_measured, number
from bench.searches import THREE_FILTERS, WITH_PLACE

CONNECTIONS = 8
_GZIP = "Accept-Encoding: gzip"
_COOKIE = "Cookie: seen=1"


class Failed(Exception):
    """The load tool met answers that are not pages."""


def throughput(size: int, runs: int, seconds: int, folder: Path) -> list[Row]:
    """Pairs side by side, in turn, by the same server."""
    if shutil.which("wrk") is None:
        return [not_measured("Pages a second", "wrk is not installed (Debian's package wrk)")]
    search = reverse("partners:search")
    with served(folder) as site:
        rows = []
        for kind, query in (("three filters", THREE_FILTERS), ("a place", WITH_PLACE)):
            page, constant = _in_turn(
                runs,
                seconds,
                (f"{site.url}{search}?{query}", _GZIP, _COOKIE),
                (f"{site.url}/bench/constants?{query}", _GZIP, _COOKIE),
            )
            rows.append(_uncached(size, kind, page, constant, target=kind == "three filters"))
        address = f"{site.url}{search}?{THREE_FILTERS}"
        etag = _etag(site, f"{search}?{THREE_FILTERS}")
        again, unchanged, ok = _in_turn(
            runs,
            seconds,
            (address, _GZIP),
            (address, _GZIP, f"If-None-Match: {etag}"),
            (f"{site.url}/bench/ok", _GZIP),
        )
        status = _status(address, etag)
    return [
        *rows,
        at_least(
            "A search page asked for again, against a view that says “ok”",
            again / ok * 100,
            60,
            "%",
            size=size,
            also=f"{number(again)} and {number(ok)} a second",
            limited_by="Both pay gunicorn and the middleware; the page also asks PostgreSQL once.",
        ),
        Row(
            "The same page with its ETag",
            f"{status}, {number(unchanged)} a second",
            "304 when unchanged",
            status == 304,
            size=size,
        ),
    ]


def _uncached(size: int, kind: str, page: float, constant: float, *, target: bool) -> Row:
    what = f"An uncached search page, {kind}, against its template fed with constants"
    also = f"{number(page)} and {number(constant)} a second"
    why = "Beside the template: queries for the cards, the counts, and an address for each link."
    share = page / constant * 100
    if target:
        return at_least(what, share, 50, "%", size=size, also=also, limited_by=why)
    return Row(what, f"{number(share)} % ({also})", limited_by=why, size=size)


def _in_turn(runs: int, seconds: int, *asked: tuple[str, ...]) -> list[float]:
    """The median of each, measured one after another so that all meet the same machine."""
    found: list[list[float]] = [[] for _ in asked]
    for one in asked:
        _a_second(1, *one)
    for _ in range(runs):
        for rates, one in zip(found, asked, strict=True):
            rates.append(_a_second(seconds, *one))
    return [median(rates) for rates in found]


def _a_second(seconds: int, url: str, *headers: str) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command += [word for header in headers for word in ("-H", header)]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise Failed(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise Failed(said)
    return float(rate[1])


def _etag(site: Site, address: str) -> str:
    with urlopen(f"{site.url}{address}", timeout=60) as answer:  # noqa: S310 - our own server
        return str(answer.headers["ETag"])


def _status(address: str, etag: str) -> int:
    try:
        with urlopen(Request(address, headers={"If-None-Match": etag}), timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:  # what urllib makes of a 304
        return error.code
