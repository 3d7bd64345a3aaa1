"""Chromium for the tests that need a real browser: pages at two widths, and axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import demo_site
from tests.people import session_of

# Playwright's synchronous interface keeps an event loop in this thread; the tests ask the
# database from the same thread, one thing at a time, which is safe.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE = {"width": 1280, "height": 900}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}

_AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
# No name but this machine's is ever looked up, whatever a page asks for.
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that the system has."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        pytest.fail("The browser tests need Chromium: install Debian's package chromium.")
    arguments = [*_QUIET, _ALONE, "--disable-gpu", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Makes pages of the live server; keywords are those of `browser.new_context`.

    The test fails if a page asks another host for anything, or if the browser reports an error:
    a script's, or a violation of the content security policy.
    """
    yield from _pages(browser, live_server.url)


@pytest.fixture
def wide_page(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=WIDE)


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE)


def signed_in(page: Page, user: User) -> Page:
    """The same page, as somebody who went through the sign-in before."""
    url = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": url}])
    return page


@pytest.fixture
def page(wide_page: Page) -> Page:
    return wide_page


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, which no test changes."""
    run = tmp_path_factory.getbasetemp()
    folder = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    with demo_site.served(folder) as url:
        yield url


@pytest.fixture
def open_demo(browser: Browser, demo_url: str) -> Iterator[Callable[..., Page]]:
    """Makes pages of the demo, as strict as those of `open_page`."""
    yield from _pages(browser, demo_url)


@pytest.fixture
def demo(open_demo: Callable[..., Page]) -> Page:
    """A wide page of the demo."""
    return open_demo(viewport=WIDE)


@pytest.fixture
def phone_demo(open_demo: Callable[..., Page]) -> Page:
    return open_demo(**PHONE)


def _pages(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    errors: list[str] = []
    contexts = []

    def note_other_hosts(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            errors.append(f"asked for {request.url}")

    def note(message: ConsoleMessage) -> None:
        # A page that is 404 on purpose is not an error of the page.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            errors.append(message.text)

    def note_error(error: Error) -> None:
        # A cross-fade that Chromium drops, as where scripts are off, harms nobody.
        if not str(error).startswith("Transition was"):
            errors.append(str(error))

    def open_page(**keywords: object) -> Page:
        context = browser.new_context(base_url=url, locale="en-GB", **keywords)
        contexts.append(context)
        context.on("request", note_other_hosts)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", note_error)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Call with a page: fails with what axe-core finds wrong on it (WCAG A, AA, good practice)."""

    def check(page: Page) -> None:
        if not page.evaluate("'axe' in window"):  # half a megabyte, once for each page
            page.evaluate(_AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        assert _readable(found["violations"]) == []

    return check


def _readable(violations: list[dict]) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]
