"""A teacher finds her school as she asks: by a misspelt name, with suggestions and without."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from enquiries.models import Enquiry
from tests.browser.conftest import PHONE
from tests.enquiries.teacher import partner
from tests.factories import make_setting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def begin(page: Page) -> Page:
    mill = partner("Mill House")
    page.goto(f"/partners/{mill.pk}/{mill.slug}/enquire/")
    press(page, "Go on")
    page.goto("/enquire/school/")
    return page


def test_by_a_misspelt_name_on_a_phone_without_javascript(
    open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    school = make_setting(name="Mill Road Primary School")
    make_setting(name="Mill Lane Primary School", town="Leeds", postcode="LS10 2LA")
    page = begin(open_page(**PHONE, java_script_enabled=False))
    page.get_by_label("Name of your school or setting").fill("Mil Road Primry")
    press(page, "Go on")
    expect(page.get_by_text("We found some like it.")).to_be_visible()
    press(page, "Go on")
    link = page.get_by_role("link", name="Choose yours, or say that it is not listed.")
    expect(link).to_be_visible()
    page.get_by_label("Mill Road Primary School, Plymouth, PL4 8AA").check()
    page.get_by_label("Your role").select_option(index=1)
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    assert Enquiry.objects.get().setting == school


def test_the_page_is_for_everybody(phone_page: Page, axe: Callable[[Page], None]) -> None:
    make_setting(name="Mill Road Primary School")
    page = begin(phone_page)
    page.get_by_label("Name of your school or setting").fill("Mil Road")
    press(page, "Go on")
    expect(page.get_by_role("group", name="Which of these is it?")).to_be_visible()
    page.get_by_text("It is not listed, or you do not know").click()
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_school_is_suggested_while_its_name_is_typed(wide_page: Page) -> None:
    school = make_setting(name="Mill Road Primary School")
    page = begin(wide_page)
    page.get_by_label("Name of your school or setting").press_sequentially("mil roa")
    page.get_by_role("option", name="Mill Road Primary School, Plymouth, PL4 8AA").click()
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
    assert Enquiry.objects.get().setting == school
