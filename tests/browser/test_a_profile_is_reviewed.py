"""A small museum and its regional body, in two browsers: returned, approved, changed, hidden."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import User
from reference.models import BridgeOrganisation
from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.factories import make_membership, make_offer, make_organisation
from tests.letters import delivered
from tests.people import PASSWORD, code_now, make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = "A mill with looms that pupils run.", "Come for a whole day and build a loom of wood."


@pytest.fixture
def museum():
    cache.clear()
    house = make_organisation(
        name="Millbrook Museum",
        description=OLD,
        listing_state="submitted",
        trained_on=date(2026, 3, 1),
        code_accepted_on=date(2026, 3, 2),
    )
    make_offer(organisation=house, title="Run the looms", state="submitted")
    return house


@pytest.fixture
def writer(open_page, museum) -> Page:
    member = make_membership(organisation=museum, user=make_person("ada@museum.example"))
    page = signed_in(open_page(**PHONE), member.user)
    page.goto(f"/my/organisations/{museum.pk}/")
    return page


@pytest.fixture
def reader(open_page, museum) -> Page:
    """Signs in with a password and the code of an app."""
    person = staff_of("plymouth")
    page = open_page(viewport=WIDE)
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("code").first.fill(code_now())
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Waiting for me")).to_be_visible()
    return page


def staff_of(authority: str) -> User:
    person = with_second_factor(make_person(f"officer@{authority}.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug=authority)
    return accounts.appoint(email=person.email, bridge=bridge)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def decide(reader: Page, decision: str) -> None:
    if decision == "Approve":
        reader.get_by_label("I have gone through this list").check()
    press(reader, decision)
    expect(reader.locator(".messagelist .success")).to_be_visible()


def ask_for(reader: Page, field: str, words: str) -> None:
    """Unfold the box beside a field, of the profile where an offer has it, too, and write there."""
    box = reader.locator("details", has=reader.get_by_text(f"Ask for a change: {field}")).first
    box.locator("summary").click()
    box.get_by_label("In words").fill(words)


def write_description(writer: Page, museum, text: str) -> None:
    writer.goto(f"/my/organisations/{museum.pk}/profile/basics/")
    writer.get_by_label("Description").fill(text)
    press(writer, "Save")


def test_from_handed_in_to_live_changed_and_hidden(reader, writer, museum, open_page, axe):
    visitor = Client()
    reader.get_by_role("link", name="Millbrook Museum").click()
    axe(reader)
    ask_for(reader, "Summary", "Say what pupils make.")
    ask_for(reader, "Safeguarding statement", "Say who is checked.")
    ask_for(reader, "Learning outcomes", "Say what they can do afterwards.")
    axe(reader)
    decide(reader, "Return with notes")
    assert "Safeguarding statement: Say who is checked." in delivered()[-1].body

    writer.reload()
    expect(writer.get_by_text("To change: Summary. Say what pupils make.")).to_be_visible()
    writer.get_by_role("link", name="Who you are").click()
    expect(writer.get_by_text("Please change: Say what pupils make.")).to_be_visible()
    axe(writer)
    writer.goto(f"/my/organisations/{museum.pk}/offers/")
    writer.get_by_role("link", name="Run the looms").click()
    expect(writer.get_by_text("Please change: Say what they can do afterwards.")).to_be_visible()
    writer.goto(f"/my/organisations/{museum.pk}/profile/basics/")
    writer.get_by_label("Summary").fill("Pupils weave a cloth and take it home.")
    press(writer, "Save")
    press(writer, "Hand it in")

    reader.goto("/admin/")
    reader.get_by_role("link", name="Millbrook Museum").click()
    decide(reader, "Approve")
    assert "take it home" in visitor.get(museum.get_absolute_url()).text
    assert "Run the looms" in visitor.get("/partners/").text

    elsewhere = signed_in(open_page(viewport=WIDE), staff_of("leeds"))
    for address in ("review/", "change/", "preview/"):
        elsewhere.goto(f"/admin/partners/organisation/{museum.pk}/{address}")
        assert "Millbrook" not in elsewhere.inner_text("body").replace(address, "")

    write_description(writer, museum, NEW)
    expect(writer.get_by_role("heading", name="Waiting for approval")).to_be_visible()
    axe(writer)
    page = visitor.get(museum.get_absolute_url()).text
    assert OLD in page
    assert NEW not in page
    reader.goto("/admin/")
    reader.get_by_role("link", name="Profile of Millbrook Museum").click()
    axe(reader)
    decide(reader, "Approve")
    assert NEW in visitor.get(museum.get_absolute_url()).text

    writer.goto(f"/my/organisations/{museum.pk}/")
    press(writer, "Hide it from everybody")
    assert visitor.get(museum.get_absolute_url()).status_code == 410
    for address in (
        "/partners/",
        "/partners/map/",
        "/api/v1/partners",
        "/partners.csv",
        "/sitemap-partners.xml",
    ):
        answer = visitor.get(address)
        assert "illbrook" not in (answer.getvalue().decode() if answer.streaming else answer.text)
