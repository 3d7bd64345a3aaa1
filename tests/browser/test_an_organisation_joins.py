"""A small museum, on a phone: from nothing to handed in, and every page of the way is usable."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from partners.models import DailyFigures, Organisation
from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.factories import make_membership, make_organisation, make_venue
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_from_nothing_to_handed_in(phone_page: Page, axe) -> None:
    page = phone_page
    make_organisation(name="Millbrook Mill", listing_state="draft")
    page.goto("/partners/join/")
    axe(page)
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Ada Field")
    page.get_by_label("E-mail address").fill("ada@museum.example")
    page.get_by_label("Password").fill("crane tulip harbour")
    axe(page)
    press(page, "Make my account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look into your e-mail")
    axe(page)
    page.goto(next(links(delivered()[0])))
    axe(page)
    press(page, "Yes, this is my address")
    page.goto("/partners/join/")
    page.get_by_label("What is your organisation called?").fill("Millbrook Museum")
    page.get_by_label("Postcode").fill("pl4 8aa")
    axe(page)
    press(page, "Look for it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this you?")
    axe(page)
    press(page, "None of these: begin with Millbrook Museum")
    expect(page.get_by_text("Before you can hand it in")).to_be_visible()
    axe(page)
    _write_the_profile(page, axe)
    expect(page.get_by_text("You have what is needed")).to_be_visible()
    press(page, "Hand it in")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it")
    axe(page)
    assert Organisation.objects.get(name="Millbrook Museum").listing_state == "submitted"


def _write_the_profile(page: Page, axe) -> None:
    page.get_by_role("link", name="Who you are").click()
    press(page, "Save")  # nothing is needed to save: a draft
    page.get_by_role("link", name="Who you are").click()
    page.get_by_label("Type").select_option("Museum")
    page.get_by_label("Summary").fill("A mill with looms that pupils run.")
    axe(page)
    press(page, "Save")
    page.get_by_role("link", name="Art forms").click()
    page.get_by_label("Heritage").check()
    axe(page)
    press(page, "Save")
    page.get_by_role("link", name="Safeguarding and insurance").click()
    page.get_by_label("Safeguarding statement").fill("All who work with children are checked.")
    page.locator("[name=safeguarding_reviewed_on]").fill(f"{timezone.localdate()}")
    axe(page)
    press(page, "Save")
    page.get_by_role("link", name="Where you are and where you work").click()
    _say_where(page, axe)
    for name in ("Access", "Whom schools reach, and when", "Pictures"):
        page.get_by_role("link", name=name, exact=True).click()
        axe(page)
        page.go_back()
    page.get_by_role("link", name="Your offers").click()
    axe(page)
    page.get_by_role("link", name="Write an offer").click()
    _write_an_offer(page, axe)
    page.get_by_role("link", name="Back to Millbrook Museum").click()
    page.get_by_role("link", name="Code of Practice").click()
    axe(page)
    page.get_by_label("We accept this Code of Practice").check()
    press(page, "Accept")


def _say_where(page: Page, axe) -> None:
    """Saved, it shows whom they reach; a venue is added, and counts."""
    page.get_by_label("Schools can visit us").check()
    page.get_by_label("We travel up to (miles)").fill("20")
    page.locator("summary", has_text="South West").click()
    page.get_by_label("Somerset", exact=True).check()
    axe(page)
    press(page, "Save")
    expect(page.get_by_text("You cover Somerset.")).to_be_visible()
    expect(page.locator(".local-map .reach")).to_be_visible()
    expect(page.get_by_label("Somerset", exact=True)).to_be_visible()  # its region stands open
    axe(page)
    page.get_by_role("link", name="Add each as a venue").click()
    axe(page)
    page.get_by_role("link", name="Add a venue").click()
    page.get_by_label("Name").fill("The Loom Shed")
    press(page, "Save")
    expect(page.get_by_role("link", name="“Postcode” is needed.")).to_be_visible()
    axe(page)
    expect(page.get_by_label("Name")).to_have_value("The Loom Shed")
    page.get_by_label("Postcode").fill("ex1 1aa")
    press(page, "Save")
    expect(page.get_by_text("EX1 1AA. Schools can visit.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Where you are based").click()
    expect(page.get_by_text("in 2 places: where you are based and The Loom Shed")).to_be_visible()
    page.get_by_role("link", name="Back to Millbrook Museum").click()


def _write_an_offer(page: Page, axe) -> None:
    press(page, "Save")
    expect(page.locator(".error-summary")).to_be_visible()
    axe(page)
    page.get_by_label("Title").fill("Run the looms")
    page.get_by_label("Offer type").select_option(index=1)
    page.get_by_label("Key Stage 2").check()
    page.locator("#id_art_forms").get_by_label("Heritage").check()
    page.get_by_label("Curriculum links").fill("History: the mills")
    page.get_by_label("Learning outcomes").fill("Pupils thread and run a loom")
    page.get_by_label("Cost basis").select_option("a day")
    page.get_by_label("Cost from").fill("120")
    page.get_by_label("VAT", exact=True).select_option(index=1)
    page.get_by_label("Travel cost").select_option(index=1)
    page.get_by_label("Required resources").fill("Nothing")
    page.get_by_label("At their venue").check()
    page.get_by_label("Duration").select_option(index=1)
    page.get_by_label("Group size").select_option(index=1)
    press(page, "Save")
    expect(page.get_by_role("heading", name="Run the looms")).to_be_visible()


@pytest.mark.parametrize("look", ["wide", "phone"])
def test_the_pages_of_an_account_are_usable(open_page, axe, look) -> None:
    page = open_page(**PHONE) if look == "phone" else open_page(viewport=WIDE)
    venue = make_venue(organisation=make_organisation(covered_regions=["south-west"]))
    theirs = f"/my/organisations/{venue.organisation_id}"
    today = timezone.localdate()
    DailyFigures.objects.create(organisation=venue.organisation, day=today, seen=1234, saved=5)
    owner = make_person("owner@museum.example")
    signed_in(page, make_membership(organisation=venue.organisation, user=owner).user)
    for address in (
        "/my/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/sessions/",
        "/accounts/data/",
        "/accounts/delete/",
        "/accounts/logout/",
        f"{theirs}/members/",
        f"{theirs}/figures/",
        f"{theirs}/preview/",
        f"{theirs}/profile/where/",
        f"{theirs}/venues/",
        f"{theirs}/venues/new/",
        f"{theirs}/venues/{venue.pk}/",
    ):
        page.goto(address)
        axe(page)
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= page.viewport_size["width"], address


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-forged/",
        "/accounts/confirm-email/",
        "/accounts/deleted/",
        "/mail/",
    ],
)
def test_the_doors_are_usable(phone_page: Page, axe, address) -> None:
    phone_page.goto(address)
    axe(phone_page)
