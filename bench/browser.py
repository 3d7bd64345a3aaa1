"""What a browser fetches: bytes and requests of each page, first visit and after."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench.pages import addresses
from bench.processes import Site, served
from bench.report import Row, at_most, detail, not_measured, number

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
_FIRST = "Fonts, styles and icons come once and are kept for good."
_AFTER = "The list of filters with its options, and twenty cards."


@dataclass
class Weight:
    """Bytes of bodies as they travel, compressed; those of their headers beside them."""

    requests: int = 0
    bytes: int = 0
    headers: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{number(self.bytes / 1000)} KB in {self.requests} requests"

    @property
    def parts(self) -> str:
        """“fonts 30.1, document 9.8 …”, the heaviest first."""
        kinds = self.by_kind.most_common()
        return ", ".join(f"{kind.lower()} {number(of / 1000)}" for kind, of in kinds)


def weights(size: int, folder: Path) -> list[Row]:
    """A cold cache each; then another search by the same visitor."""
    missing = _what_is_missing()
    if missing:
        return [not_measured("Page weight", missing, "search page under 60 KB on first visit")]
    first: dict[str, Weight] = {}
    with served(folder, workers=1) as site, _chromium() as browser:
        pages = addresses()
        pages |= {path: path for path in _linked_from_home(browser, site)}
        for kind, address in pages.items():
            with _visitor(browser) as (page, weight):
                _open(page, f"{site.url}{address}")
                first[kind] = weight
        with _visitor(browser) as (page, weight):
            _open(page, f"{site.url}{pages['search']}")
            before = replace(weight, by_kind=Counter(weight.by_kind))
            _open(page, f"{site.url}{pages['search, three filters']}")
            after = Weight(
                weight.requests - before.requests,
                weight.bytes - before.bytes,
                weight.headers - before.headers,
                weight.by_kind - before.by_kind,
            )
    searches = {kind: one for kind, one in first.items() if kind.startswith("search")}
    heaviest = max(searches, key=lambda kind: searches[kind].bytes)
    script = max(one.by_kind["Script"] for one in first.values())
    return [
        _kilobytes("The heaviest search page, first visit", searches[heaviest], 60, size, _FIRST),
        _kilobytes("A search page after another", after, 15, size, _AFTER),
        at_most("JavaScript of a page", script / 1000, 3, "KB", size=size),
        *(detail(f"{kind}, first visit", str(one), size) for kind, one in first.items()),
    ]


# Lighthouse's phone: slow 4G and a quarter of the processor.
_SLOW_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
_SLOWER = 4
_NOTE = """
window.seen = {paint: 0, blocked: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.paint = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.blocked += Math.max(0, one.duration - 50);
}).observe({type: 'longtask', buffered: true});
"""


def on_a_slow_phone(size: int, runs: int, folder: Path) -> list[Row]:
    """Lighthouse's two times: the largest paint, and how long nothing answers meanwhile."""
    if missing := _what_is_missing():
        return [not_measured("A slow phone", missing, "painted within 1.8 s")]
    with served(folder, workers=1) as site, _chromium() as browser:
        pages = {kind: f"{site.url}{address}" for kind, address in addresses().items()}
        seen = {
            kind: [_seen(browser, url) for _ in range(runs)]
            for kind, url in pages.items()
            if kind in ("home", "search, words and a place", "an organisation", "an offer")
        }
    rows = []
    for what, name, most in (
        ("A slow phone: until the largest thing is painted", "paint", 1_800),
        ("A slow phone: how long nothing answers", "blocked", 100),
    ):
        times = {kind: median(one[name] for one in visits) for kind, visits in seen.items()}
        worst = max(times, key=lambda kind: times[kind])
        rows.append(at_most(what, times[worst], most, "ms", size=size, also=worst))
    return rows


def _seen(browser: Any, url: str) -> dict[str, float]:
    """Milliseconds of a first visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    page.add_init_script(_NOTE)
    _open(page, url)
    seen: dict[str, float] = page.evaluate("seen")
    context.close()
    return seen


def _kilobytes(what: str, weight: Weight, most: int, size: int, limited_by: str) -> Row:
    headers = number(weight.headers / 1000)
    also = f"{weight.requests} requests: {weight.parts}; and {headers} KB of headers"
    kilobytes = weight.bytes / 1000
    return at_most(what, kilobytes, most, "KB", size=size, also=also, limited_by=limited_by)


def _what_is_missing() -> str:
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright is not installed (requirements-bench.txt)"
    return "" if _executable() else "Chromium is not installed (Debian's package chromium)"


def _executable() -> str | None:
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the database is asked one thing at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = [*_QUIET, "--disable-gpu", "--no-first-run"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=arguments)
        yield browser
        browser.close()


@contextmanager
def _visitor(browser: Any) -> Iterator[tuple[Any, Weight]]:
    """A page with an empty cache, and what it has fetched."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    weight = Weight()
    kinds: dict[str, str] = {}
    headers: dict[str, int] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def note(answer: dict[str, Any]) -> None:
        kinds[answer["requestId"]] = answer["type"]
        headers[answer["requestId"]] = answer["response"]["encodedDataLength"]

    def add(finished: dict[str, Any]) -> None:
        if not finished["encodedDataLength"]:
            return  # from the cache
        name = finished["requestId"]
        of_headers = headers.get(name, 0)
        body = finished["encodedDataLength"] - of_headers
        weight.requests += 1
        weight.bytes += body
        weight.headers += of_headers
        weight.by_kind[kinds.get(name, "Other")] += body

    session.on("Network.responseReceived", note)
    session.on("Network.loadingFinished", add)
    yield page, weight
    context.close()


def _open(page: Any, address: str) -> None:
    """A page of errors is light, and would pass for a good one."""
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise LookupError(f"{address} answers {answer and answer.status}.")


def _linked_from_home(browser: Any, site: Site) -> list[str]:
    """Pages that are not searches, partners or for staff."""
    with _visitor(browser) as (page, _):
        _open(page, f"{site.url}/")
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    paths = {urlsplit(urljoin("/", link)).path for link in links if not urlsplit(link).netloc}
    ours = {path for path in paths if not path.startswith("/admin") and not path[10:11].isdigit()}
    return sorted(ours - {"/", addresses()["search"]})
