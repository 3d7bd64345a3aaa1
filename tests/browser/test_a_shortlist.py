"""A teacher keeps partners, writes notes, compares, prints and shares them, with no account."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.browser.test_accessibility import CUT_OFF, SIDEWAYS, check_in_every_look
from tests.factories import make_offer, make_organisation, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Mill House Theatre", "The Printing Works", "Barbican Sound", "Open Clay", "Moor & Coast")
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def partners():
    """Five as talkative as real ones."""
    rows = []
    for number, name in enumerate(NAMES):
        organisation = make_organisation(
            name=name,
            contact_email="office@here.example",
            travel_miles=20 + 5 * number,
            works_online=number % 2 == 0,
            covered_regions=["south-west", "london"][: number % 3],
            safeguarding_reviewed_on=date(2026, 1 + number, 1),
            insurance_pounds=5_000_000,
            insurance_expires_on=date(2031, 3, 31),
            access=["step-free-access", "british-sign-language", "relaxed-session", "quiet-space"],
        )
        for cost in (0, 24_000, 78_000):
            basis = {"cost_basis": "per-day", "cost_from_pence": cost} if cost else {}
            make_offer(organisation=organisation, key_stages=["ks1", "ks2", "ks3"], **basis)
        rows.append(organisation)
    return rows


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def save(page: Page, name: str) -> None:
    press(page, f"Save {name}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Saved: {name}")


def h1(page: Page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("look", ["phone", "wide", "phone without scripts"])
def test_save_note_compare_share_and_end(open_page: Callable[..., Page], partners, look) -> None:
    size = {"viewport": WIDE} if look == "wide" else PHONE
    scripts = NO_SCRIPTS if look.endswith("scripts") else {}
    page = open_page(**size, **scripts)
    page.goto("/partners/?near=Plymouth")
    shot(page, f"search-{look}")
    for name in NAMES[:2]:
        save(page, name)
        shot(page, f"saved-{look}")
        page.get_by_role("link", name="Back to the results").click()
        expect(page).to_have_url(re.compile(r"/partners/\?near=Plymouth#partner-\d+$"))
    save(page, NAMES[2])
    page.get_by_role("link", name="See your shortlist").click()
    expect(page.get_by_role("row")).to_have_count(4)
    shot(page, f"list-{look}")
    page.get_by_label(f"Note on {NAMES[0]}").fill("Ask for a date in March\nHall is free")
    page.get_by_label(f"Note on {NAMES[1]}").fill("Prints for Year 4")
    press(page, f"Save note on {NAMES[1]}")
    expect(page.get_by_label(f"Note on {NAMES[0]}")).to_have_value(re.compile("date in March"))
    page.get_by_label("How far are they").fill("Plymouth")
    press(page, "Show distances")
    expect(page.get_by_text("in a straight line", exact=False).first).to_be_visible()
    press(page, f"Remove {NAMES[2]}")
    press(page, "Save it again")
    shared_and_ended(page, open_page(**size, **scripts), look)


def shared_and_ended(page: Page, other: Page, look: str) -> None:
    """`other` is the head's browser."""
    page.goto("/shortlist/")
    page.get_by_role("link", name="Share by link").click()
    shot(page, f"share-{look}")
    page.get_by_label("What to call it").fill("Music and drama for Year 4")
    press(page, "Make the link")
    link = page.get_by_label("The link: copy it").input_value()
    shot(page, f"link-{look}")
    other.goto(link)
    expect(h1(other)).to_have_text("Music and drama for Year 4")
    expect(other.get_by_text("Prints for Year 4")).to_be_visible()
    expect(other.get_by_role("textbox", name="Note on")).to_have_count(0)
    assert other.context.cookies() == []
    shot(other, f"shared-{look}")
    press(page, "End the link")
    other.reload()
    expect(h1(other)).to_have_text("This link has ended")
    shot(other, f"ended-{look}")
    page.goto("/shortlist/")
    page.get_by_role("link", name="Clear the list").click()
    shot(page, f"clear-{look}")
    press(page, "Clear it")
    assert page.context.cookies() == []
    shot(page, f"empty-{look}")


@pytest.fixture
def kept(partners):
    note = "Ask for a date in March; they were with us in 2024 and the children liked it."
    return make_shortlist(*partners, note=note, share_nonce="nonce")


@pytest.fixture
def with_list(open_page: Callable[..., Page], kept) -> Page:
    page = open_page(viewport=WIDE)
    url = page.context._impl_obj._options["baseURL"]
    page.context.add_cookies([{"name": "shortlist", "value": kept.key, "url": url}])
    return page


PAGES = [
    "",
    "?near=Plymouth",
    "?near=Newport",
    "share/",
    "clear/",
    "saved/{pk}/",
    "saved/1/",
    "1/x/",
]


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(with_list, kept, axe, address) -> None:
    pk = kept.items.first().organisation_id
    with_list.goto(f"/shortlist/{address.format(pk=pk)}")
    check_in_every_look(with_list, axe)
    with_list.set_viewport_size({"width": 320, "height": 640})
    assert with_list.evaluate(SIDEWAYS) <= 0
    assert with_list.evaluate(CUT_OFF) == []


def test_one_ticks_whom_to_ask(with_list, axe, settings) -> None:
    settings.ROOT_URLCONF = "tests.settings_schools.with_enquiries"
    with_list.goto("/shortlist/")
    check_in_every_look(with_list, axe)
    shot(with_list, "ask-phone")
    with_list.set_viewport_size(WIDE)
    press(with_list, "Ask those you ticked")
    axe(with_list)
    expect(with_list.get_by_role("alert")).to_contain_text("Tick the partners")
    shot(with_list, "ask-wide")
    for name in NAMES[:2]:
        with_list.get_by_label(f"Ask {name}").check()
    press(with_list, "Ask those you ticked")
    expect(with_list).to_have_url(re.compile(r"/enquire/"))


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_five_partners_are_printed_on_one_page(with_list, kept, orientation) -> None:
    with_list.goto("/shortlist/")
    with_list.emulate_media(media="print")
    shot(with_list, "on-paper")
    pdf = with_list.pdf(format="A4", landscape=orientation == "landscape")
    if folder := os.environ.get("SHOTS"):
        (Path(folder) / f"{orientation}.pdf").write_bytes(pdf)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_on_a_phone_it_is_still_a_table_to_those_who_listen(open_page, with_list) -> None:
    with_list.set_viewport_size({"width": 390, "height": 844})
    with_list.goto("/shortlist/")
    expect(with_list.get_by_role("row")).to_have_count(6)
    expect(with_list.get_by_role("rowheader")).to_have_count(5)
    expect(with_list.get_by_role("columnheader")).to_have_count(7)


def test_somebody_with_an_account_finds_the_way_on_every_page(open_page, partners) -> None:
    user = make_person()
    make_shortlist(*partners[:2], user=user)
    page = signed_in(open_page(**PHONE), user)
    page.goto("/my/")
    shot(page, "my-header")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Shortlist").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.wait_for_load_state()  # the rows are there before the styles are
    assert page.evaluate(SIDEWAYS) <= 0
