"""A session ends between opening a form and saving it: nothing that was typed is lost."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.factories import make_membership, make_organisation
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Pupils weave a cloth and take it home."
SAID = "This is what you typed before you were signed out."


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def save(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Save", exact=True).click()


def test_what_was_typed_stands_in_the_form_again_for_its_writer_alone(open_page, axe) -> None:
    mill = make_organisation(name="Millbrook Mill", listing_state="draft")
    address = f"/my/organisations/{mill.pk}/profile/basics/"
    for name in ("ada", "ben"):
        make_membership(organisation=mill, user=make_person(f"{name}@museum.example"))
    ada, ben = open_page(**PHONE), open_page(**PHONE)
    for page, name in ((ada, "ada"), (ben, "ben")):
        page.goto(address)
        sign_in(page, f"{name}@museum.example")
        expect(page.get_by_label("Summary")).to_be_visible()
    ada.get_by_label("Summary").fill(WORDS)
    Session.objects.all().delete()
    save(ada)
    expect(ada.get_by_text("What you typed is kept for you.")).to_be_visible()

    ben.reload()
    sign_in(ben, "ben@museum.example")
    expect(ben.get_by_label("Summary")).not_to_have_value(WORDS)
    expect(ben.get_by_text(SAID)).to_have_count(0)

    sign_in(ada, "ada@museum.example")
    expect(ada.get_by_text(SAID)).to_be_visible()
    expect(ada.get_by_label("Summary")).to_have_value(WORDS)
    axe(ada)
    save(ada)
    expect(ada.get_by_text("Saved.")).to_be_visible()
    mill.refresh_from_db()
    assert mill.summary == WORDS


def test_in_two_windows_a_sign_in_in_the_one_loses_nothing_in_the_other(open_page) -> None:
    mill = make_organisation(name="Millbrook Mill", listing_state="draft")
    make_membership(organisation=mill, user=make_person("ada@museum.example"))
    first = open_page(**PHONE)
    first.goto(f"/my/organisations/{mill.pk}/offers/new/")
    sign_in(first, "ada@museum.example")
    first.get_by_label("Title").fill("Run the looms")
    Session.objects.all().delete()
    second = first.context.new_page()
    second.goto("/my/")
    sign_in(second, "ada@museum.example")
    expect(second.get_by_role("link", name="Millbrook Mill")).to_be_visible()
    first.locator("main").get_by_role("button", name="Save and finish later").click()
    expect(first.get_by_text(SAID)).to_be_visible()
    first.locator("main").get_by_role("button", name="Save and finish later").click()
    expect(first.get_by_role("heading", name="Run the looms")).to_be_visible()
