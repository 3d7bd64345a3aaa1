"""What Lighthouse measures on a slow phone, against the budget of the design.

Times depend on the machine, and this suite runs on busy ones: the network is slowed down, which
takes no processor, and of three visits the quickest counts. What a page does wrong is in all of
them. `make bench` slows the processor down, too.
"""

from statistics import median
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE

# Lighthouse's slow 4G.
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
LARGEST_PAINT, BLOCKED, SHIFT = 1_800, 100, 0.02  # milliseconds, milliseconds, share of the screen
VISITS = 3

NOTE = """
window.seen = {paint: 0, blocked: 0, shift: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.paint = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) seen.blocked += Math.max(0, one.duration - 50);
}).observe({type: 'longtask', buffered: true});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""


class Visit(NamedTuple):
    """Milliseconds until the largest thing is painted, and in which nothing answers."""

    paint: float
    blocked: float
    shift: float


def visit(browser: Browser, url: str) -> Visit:
    """With an empty cache."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    page.add_init_script(NOTE)
    page.goto(url, wait_until="networkidle")
    seen = page.evaluate("seen")
    context.close()
    return Visit(**seen)


@pytest.mark.parametrize("address", ["/", "/partners/?near=Hull&q=drama", "profile"])
def test_a_slow_phone_shows_the_page_soon_and_still(browser, demo_url, demo, address):
    if address == "profile":
        demo.goto("/partners/?near=Hull")
        address = demo.locator(".card h3 a").first.get_attribute("href")
    visits = []
    for _ in range(VISITS):
        visits.append(visit(browser, f"{demo_url}{address}"))
        if visits[-1].paint <= LARGEST_PAINT and visits[-1].blocked <= BLOCKED:
            break
    assert min(one.paint for one in visits) > 0
    assert min(one.paint for one in visits) <= LARGEST_PAINT
    assert min(one.blocked for one in visits) <= BLOCKED
    assert median(one.shift for one in visits) <= SHIFT
