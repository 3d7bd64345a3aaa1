"""Every page for everybody: axe finds nothing, all is reached by keyboard, nothing is cut off."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Page, expect

from artsmark_site import home as home_page
from artsmark_site.information.contents import SLUGS
from partners.models import Launch, OpeningNotice
from partners.opening.links import token_for
from tests.contract.test_public_addresses import PAGES_OF_THE_SITE
from tests.factories import make_offer, make_organisation

ADDRESSES = {
    "home": "/",
    "all partners": "/partners/",
    "results near a town": "/partners/?near=Hull&q=drama",
    "results with everything": "/partners/?near=Leeds&within=40&region=london&cost=free&online=1",
    "nothing found": "/partners/?near=Truro&within=5&art_form=circus-outdoor&cost=free",
    "words that nobody says, and a place among them": "/partners/?q=zebra+dance+Hull&near=Leeds",
    "left out, and several places": "/partners/?near=Newport&region=narnia&q=orchesta",
    "page 2": "/partners/?page=2",
    "map": "/partners/map/",
    "map near a town": "/partners/map/?near=Hull",
    "region": "/partners/in/london/",
    "art form in a region": "/partners/in/london/theatre-drama/",
    "what they could not find": "/partners/tell-us/?region=london&art_form=dance",
    "what they could not find, told": "/partners/tell-us/told/",
    "training": "/training/",
    "training near a town": "/training/?near=Newport&format=online",
    "interest in training": "/training/register-interest/",
    "interest in training, sent": "/training/register-interest/sent/",
    "not found": "/nothing/here/",
    "bad request": "/partners/%FF/",
    **{f"about: {slug}": f"/about/{slug}/".replace("/about/about/", "/about/") for slug in SLUGS},
}
FOUND_BY_LINK = {
    "profile with a picture": ".card:has(img.photo) h3 a",
    "profile without a picture": ".card:has(svg.poster) h3 a",
    "profile without offers": '.card:has-text("No offers listed yet") h3 a',
    "offer": ".card-fits a",
}
FROM_A_SEARCH = {
    "profile from a search": ".card h3 a",
    "offer from a search": ".card-fits a",
}
BELOW_A_PROFILE = {"concern": "concern/", "concern, reported": "concern/reported/"}
WRONG = ("not found", "bad request")
PAGES = [*ADDRESSES, *FOUND_BY_LINK, *FROM_A_SEARCH, *BELOW_A_PROFILE]
SIZES = [(1280, 900), (390, 844), (320, 640)]
# In the test of what visitors see before the site opens.
LOOKED_AT_ELSEWHERE = {
    # In the tests of booking.
    "training/<int:pk>/",
    "training/interest/<int:pk>/<str:token>/",
    "training/booking/<int:pk>/<str:token>/",
    "training/booking/<int:pk>/<str:token>/cancel/",
    "training/booking/<int:pk>/<str:token>/person/",
    "partners/opening/",
    "partners/opening/asked/",
    "partners/opening/removed/",
    "partners/opening/<int:pk>/<str:token>/",
    "partners/<int:pk>/<slug:slug>/enquire/",
}


# WCAG 1.4.12: what a reader may set, and must not lose anything by.
SPACING = """() => {
  const wide = new CSSStyleSheet();
  wide.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [wide];
}"""
# Text wider or higher than a box that cuts it off; what is hidden from sight on purpose aside.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((box) => !box.closest('.vh, .demo-says, .skip, .skip-inside, svg'))
  .filter((box) => box.textContent.trim())
  .filter((box) => ['hidden', 'clip'].includes(getComputedStyle(box).overflowX))
  .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
  .map((box) => box.tagName + '.' + box.className)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def links(browser, demo_url) -> dict[str, str]:
    """Where the pages are whose addresses have numbers."""
    found = dict(ADDRESSES)
    page = browser.new_page(base_url=demo_url)
    for number in range(1, 9):
        page.goto(f"/partners/?page={number}")
        for name, selector in FOUND_BY_LINK.items():
            if name not in found and page.locator(selector).count():
                found[name] = page.locator(selector).first.get_attribute("href")
    page.goto("/partners/?near=Hull&key_stage=ks2")
    for name, selector in FROM_A_SEARCH.items():
        found[name] = page.locator(selector).first.get_attribute("href")
    page.close()
    profile = urlsplit(found["profile from a search"]).path
    return found | {name: profile + below for name, below in BELOW_A_PROFILE.items()}


def set_details(page: Page, *, is_open: bool) -> None:
    page.evaluate(
        "open => document.querySelectorAll('details').forEach((one) => { one.open = open; })",
        is_open,
    )


def check_in_every_look(page: Page, axe: Callable[[Page], None]) -> None:
    """At three widths, in light and dark, with everything open and closed.

    Six looks hold every pair of width and scheme, of width and open, of scheme and open; no rule
    of axe depends on all three. Where nothing opens, three hold every width and scheme.
    """
    opens = page.locator("details").count() > 0
    for number, size in enumerate(SIZES):
        for scheme in ("light", "dark") if opens else (("light", "dark")[number % 2],):
            is_open = (scheme == "dark") ^ bool(number % 2)
            show(page, size, scheme, is_open=is_open)
            axe(page)


def show(page: Page, size: tuple[int, int], scheme: str, *, is_open: bool) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    set_details(page, is_open=is_open)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off_at_320_pixels(demo, links, axe, name):
    """One page is loaded once, whatever is looked at."""
    demo.goto(links[name])
    check_in_every_look(demo, axe)
    show(demo, (320, 640), "light", is_open=True)
    assert demo.evaluate(SIDEWAYS) <= 0
    demo.evaluate(SPACING)
    assert demo.evaluate(SIDEWAYS) <= 0
    assert demo.evaluate(CUT_OFF) == []


def test_every_page_of_the_site_is_looked_at(links):
    """By the table of all addresses: a new one that answers with a page must be added above."""
    ours = {resolve(urlsplit(links[name]).path).route for name in PAGES if name not in WRONG}
    assert ours | LOOKED_AT_ELSEWHERE == PAGES_OF_THE_SITE


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_where_a_partner_is_no_longer_listed(wide_page, axe):
    make_offer(title="Clay and fire")
    gone = make_organisation(name="Gone Players", partner_status="lapsed")
    assert wide_page.goto(gone.get_absolute_url()).status == 410
    assert wide_page.locator("h3 a").count() == 1
    check_in_every_look(wide_page, axe)


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_where_an_offer_has_ended(wide_page, axe):
    over = make_offer(title="Clay and fire", available_to=date(2026, 1, 9), art_forms=["dance"])
    make_offer(organisation=over.organisation)
    make_offer(art_forms=["dance"])
    assert wide_page.goto(over.get_absolute_url()).status == 410
    assert wide_page.locator("h3 a").count() == 2
    check_in_every_look(wide_page, axe)


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_before_the_site_opens(wide_page, axe):
    """And on the way of an address onto the list of those who will be told."""
    Launch.objects.update(opens_on=timezone.localdate() + timedelta(days=9))
    wide_page.goto("/")
    check_in_every_look(wide_page, axe)
    wide_page.get_by_role("link", name="Tell me when it opens").click()
    wide_page.get_by_role("button", name="Tell me").click()
    expect(wide_page.get_by_role("alert")).to_be_focused()
    check_in_every_look(wide_page, axe)
    wide_page.get_by_label("Where is your school?").select_option("london")
    wide_page.get_by_label("Your e-mail address").fill("reader@school.example")
    wide_page.get_by_role("button", name="Tell me").click()
    expect(wide_page).to_have_url(re.compile("/partners/opening/asked/$"))
    axe(wide_page)
    notice = OpeningNotice.objects.get()
    link = f"/partners/opening/{notice.pk}/{token_for(notice)}/"
    wide_page.goto(link)
    check_in_every_look(wide_page, axe)
    wide_page.get_by_role("button", name="Yes, tell me").click()
    expect(wide_page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    axe(wide_page)
    wide_page.get_by_role("button", name="Delete my address").click()
    expect(wide_page.get_by_role("heading", level=1)).to_have_text("Your address is deleted")
    axe(wide_page)
    assert wide_page.goto(link).status == 410
    axe(wide_page)


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_where_something_broke(wide_page, axe, monkeypatch):
    monkeypatch.setattr(home_page, "context", lambda: 1 / 0)
    assert wide_page.goto("/").status == 500
    check_in_every_look(wide_page, axe)


# The element with the focus, and whether a ring is round it that stands within the window.
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  at.dataset.reached = 'yes';
  return {
    name: at.tagName, body: at === document.body,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
  };
}"""
NOT_REACHED = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((one) => one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
  .filter((one) => one.type !== 'hidden' && !one.dataset.reached).map((one) => one.outerHTML)"""
MOST_STOPS = 250


WALKED = ["home", "results near a town", *FROM_A_SEARCH]


@pytest.mark.parametrize("name", WALKED)
def test_the_tab_key_reaches_everything_with_a_visible_ring(demo, links, name):
    demo.goto(links[name])
    for _ in range(MOST_STOPS):
        demo.keyboard.press("Tab")
        focused = demo.evaluate(FOCUSED)
        if focused["body"]:
            break
        assert focused["ring"], focused
        assert focused["seen"], focused
    else:
        pytest.fail("The focus never came to the end of the page.")
    assert demo.evaluate(NOT_REACHED) == []


def test_the_skip_links_land(demo):
    demo.goto("/partners/")
    demo.keyboard.press("Tab")
    skip = demo.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    demo.keyboard.press("Enter")
    expect(demo.locator("#main")).to_be_focused()
    demo.keyboard.press("Tab")
    expect(demo.get_by_role("link", name="Skip to results")).to_be_focused()
    demo.keyboard.press("Enter")
    expect(demo.locator("#count")).to_be_focused()


def test_the_focus_goes_to_the_number_after_a_search(demo):
    demo.goto("/")
    demo.get_by_label("What are you looking for?").fill("dance")
    demo.keyboard.press("Enter")
    expect(demo.locator("#count")).to_be_focused()
    demo.get_by_label("Postcode, village or town").fill("Leeds")
    demo.keyboard.press("Enter")
    expect(demo.locator("#count")).to_contain_text("Leeds")
    expect(demo.locator("#count")).to_be_focused()


def test_a_tick_keeps_the_focus_is_announced_and_taken_back(demo):
    demo.goto("/partners/?near=Hull")
    before = demo.locator("#count").inner_text()
    said = demo.locator("#said[role=status]")
    expect(said).to_be_empty()
    tick = demo.locator('[data-facet="key_stage"][data-value="ks2"] input')
    tick.focus()
    demo.keyboard.press("Space")
    demo.wait_for_url("**key_stage=ks2**")
    now = demo.locator("#count").inner_text()
    assert now != before
    expect(said).to_have_text(now)
    expect(tick).to_be_focused()
    demo.go_back()
    expect(demo.locator("#count")).to_have_text(before)
    expect(demo.locator('[data-facet="key_stage"][data-value="ks2"] input')).not_to_be_checked()
