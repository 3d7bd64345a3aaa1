"""What is true of every page that a visitor can reach: links, headings, weight, and its silence."""

import gzip
import re
from collections import Counter, deque
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

_ADDRESS_OF_A_PERSON = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|mailto:", re.IGNORECASE)
_MOST_SEARCHES = 25  # every page of results is a search; there is no end of them
# The same form about each partner: a few of each kind are enough.
_FORM_ABOUT_A_PARTNER = re.compile(r"/partners/\d+/[^/]+/(enquire|concern)/")
_MOST_FORMS = 10


class Outline(HTMLParser):
    """What a page's source says: title, language, headings, landmarks and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.language = "", None
        self.headings: list[int] = []
        self.links: list[str] = []
        self.mains = 0
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self._in_title = tag == "title" and not self.title
        if tag == "html":
            self.language = given.get("lang")
        elif tag == "main":
            self.mains += 1
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if given.get("href") and tag in ("a", "link"):
            self.links.append(given["href"])

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


def crawl(url: str) -> dict[str, Outline]:
    """Every page that links lead to from the home page, by address.

    All of them answer 200, and none of them holds a person's address.
    """
    found: dict[str, Outline] = {}
    waiting, known, searches = deque([f"{url}/"]), {f"{url}/"}, 0
    forms: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        with urlopen(address) as answer:  # noqa: S310  (our own; raises for what is not there)
            if "text/html" not in answer.headers["content-type"]:
                continue
            html = answer.read().decode()
        assert not _ADDRESS_OF_A_PERSON.search(html), address
        found[address] = Outline(html)
        for link in found[address].links:
            to = _once(urldefrag(urljoin(address, link)).url)
            if to in known or not to.startswith(url):
                continue
            known.add(to)
            path, query = urlsplit(to)[2:4]
            if form := _FORM_ABOUT_A_PARTNER.fullmatch(path):
                forms[form[1]] += 1
                if forms[form[1]] > _MOST_FORMS:
                    continue
            searches += bool(query) and not query.startswith("page=")
            if not query or query.startswith("page=") or searches <= _MOST_SEARCHES:
                waiting.append(to)
    return found


def _once(address: str) -> str:
    """Without the page of all partners that a profile or an offer leads back to."""
    parts = urlsplit(address)
    of_a_page = parts.path != "/partners/" and parts.query.startswith("page=")
    return parts._replace(query="").geturl() if of_a_page else address


def test_every_page_that_links_lead_to_keeps_the_rules(demo_url):
    """One test, because the way through all pages takes seconds."""
    site = crawl(demo_url)
    assert len(site) > 500
    assert sum("/offers/" in address for address in site) > 350
    for address, page in site.items():
        check_outline(address, page)
    check_titles(site)


def check_outline(address: str, page: Outline) -> None:
    """Its language, one main part, one h1, and no heading below it that skips a level."""
    assert page.language == "en-GB", address
    assert page.mains == 1, address
    assert page.headings.count(1) == 1, address
    levels = page.headings[page.headings.index(1) :]
    assert all(after <= before + 1 for before, after in pairwise(levels)), (address, levels)


def check_titles(site: dict[str, Outline]) -> None:
    """No two pages share one; but two searches may find as many."""
    titles: dict[str, str] = {}
    for address, outline in site.items():
        query = urlsplit(address).query
        if query and not query.startswith("page="):
            continue
        assert titles.setdefault(outline.title, address) == address


# Bytes as they travel, compressed.
WHOLE_FIRST_VISIT, PAGE_ITSELF, SCRIPTS, STYLES, FONTS = 60_000, 15_000, 3_000, 10_000, 40_000
REQUESTS = 9
MOST_SHIFTED = 0.02
ELEMENTS = 2_000
WEIGHT = """() => [...performance.getEntriesByType('navigation'),
  ...performance.getEntriesByType('resource')].map((one) =>
    [new URL(one.name).pathname, one.encodedBodySize])"""
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 200);
})"""
WEIGHED = [
    "/",
    "/about/artsmark/",
    "/about/how-results-are-sorted/",
    "/partners/",
    "/partners/1/tenterhook-theatre/",
    "/partners/1/tenterhook-theatre/offers/2/plague-village-drama-day/",
    "/partners/in/south-west/",
    "/partners/?near=Sutton&around=south-west",
    "/partners/?near=Hull&q=drama",
    "/partners/?region=london",
    "/partners/map/",
    "/partners/map/?region=london",
    "/partners/map/?region=south-east&region=north-west",
]


@pytest.mark.parametrize("address", WEIGHED)
def test_a_first_visit_is_light_and_nothing_moves(phone_demo, address):
    phone_demo.goto(address, wait_until="networkidle")
    loaded = phone_demo.evaluate(WEIGHT)
    pictures = [size for path, size in loaded if path.startswith("/media/")]
    others = [(path, size) for path, size in loaded if not path.startswith("/media/")]

    def together(ending: str) -> int:
        return sum(size for path, size in others if path.endswith(ending))

    assert len(others) <= REQUESTS
    assert others[0][1] <= PAGE_ITSELF, others[0]
    assert together(".js") <= SCRIPTS
    assert together(".css") <= STYLES
    assert together(".woff2") <= FONTS
    assert sum(size for _, size in others) + sum(pictures) <= WHOLE_FIRST_VISIT
    assert phone_demo.evaluate("document.querySelectorAll('*').length") <= ELEMENTS
    assert phone_demo.evaluate(SHIFTED) < MOST_SHIFTED


@pytest.mark.parametrize("address", WEIGHED)
def test_nothing_moves_on_a_wide_screen(demo, address):
    """Lines break elsewhere there; what the page weighs is the same."""
    demo.goto(address, wait_until="networkidle")
    assert demo.evaluate(SHIFTED) < MOST_SHIFTED


def test_pages_are_compressed(demo):
    answer = demo.request.get("/partners/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.body(), 6)) <= PAGE_ITSELF


VIOLATIONS = """document.addEventListener('securitypolicyviolation',
  (event) => { window.violated = event.violatedDirective; });"""


def test_the_policy_refuses_a_style_that_somebody_slipped_in(browser, demo_url):
    """The control of all other tests here, which fail when the browser reports a violation."""
    page = browser.new_page(base_url=demo_url)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.add_init_script(VIOLATIONS)
    page.goto("/partners/")
    assert page.evaluate("window.violated") is None
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.wait_for_function("window.violated === 'style-src-attr'")
    assert any("Content Security Policy" in text for text in told)
    page.close()


def test_a_visit_leaves_no_cookie(demo):
    for address in ("/", "/partners/?near=Hull"):
        demo.goto(address)
        assert demo.context.cookies() == []
