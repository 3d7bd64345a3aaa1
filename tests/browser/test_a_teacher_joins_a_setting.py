"""A teacher, on a phone: finds her school by a misspelt name, joins it, and is told what fits."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from settings_schools.models import SavedSearch
from tests.browser.conftest import signed_in
from tests.factories import make_connection, make_offer, make_organisation, make_setting
from tests.letters import delivered, links
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def school():
    setting = make_setting(name="Millbrook Primary School")
    setting.domains.create(domain="millbrook.sch.example")
    setting.journeys.create(source="import", commitment_on="2025-05-03")
    return setting


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def fits_the_screen(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, page.url


def test_she_joins_and_sees_its_journey(phone_page: Page, axe, school) -> None:
    page = phone_page
    page.goto("/my/setting/join/")
    axe(page)
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Ada Field")
    page.get_by_label("E-mail address").fill("ada@millbrook.sch.example")
    page.get_by_label("Password").fill("crane tulip harbour")
    press(page, "Make my account")
    heading(page, "Now look into your e-mail")
    page.goto(next(links(delivered()[0])))
    press(page, "Yes, this is my address")
    heading(page, "Find your setting")
    page.get_by_label("Name, postcode or URN").fill("milbrok primry")
    press(page, "Look for it")
    axe(page)
    fits_the_screen(page)
    page.get_by_role("link", name=re.compile("^This is ours")).click()
    heading(page, "Join Millbrook Primary School")
    axe(page)
    press(page, "I work here: join")
    heading(page, "Millbrook Primary School")
    expect(page.get_by_text("Send the Statement of Impact by 3 May 2027.")).to_be_visible()
    axe(page)
    fits_the_screen(page)
    page.get_by_role("link", name="Correct it").click()
    heading(page, "The Artsmark Journey of Millbrook Primary School")
    axe(page)
    fits_the_screen(page)


def test_she_leads_hands_over_and_is_gone(phone_page: Page, axe, school) -> None:
    lead = make_connection(setting=school, user=make_person("ada@millbrook.sch.example"))
    colleague = make_person("bo@millbrook.sch.example", name="Bo Hill")
    make_connection(setting=school, user=colleague, role="member")
    page = signed_in(phone_page, lead.user)
    page.goto(f"/my/setting/{school.pk}/people/")
    axe(page)
    fits_the_screen(page)
    page.get_by_role("link", name=re.compile("^Hand over to them and leave")).click()
    heading(page, "Hand over to Bo Hill")
    axe(page)
    press(page, "Hand over and leave")
    heading(page, "Your pages")
    expect(page.get_by_text("Bo Hill leads for Millbrook Primary School now")).to_be_visible()
    assert page.request.get(f"/my/setting/{school.pk}/").status == 404


def test_she_ticks_a_thin_search_signs_in_and_is_back_at_the_tick(phone_page: Page, axe) -> None:
    make_offer(organisation=make_organisation(), art_forms=["dance"])
    make_person("ada@millbrook.sch.example")
    page = phone_page
    page.goto("/partners/?art_form=dance")
    axe(page)
    press(page, "Tell me when something fits")
    heading(page, "Sign in")
    page.get_by_label("E-mail address").fill("ada@millbrook.sch.example")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    heading(page, "Tell me when something fits")
    axe(page)
    press(page, "Tell me when something fits")
    heading(page, "What you are told about")
    axe(page)
    fits_the_screen(page)
    assert SavedSearch.objects.get().asked == "art_form=dance"
