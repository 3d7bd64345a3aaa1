"""Somebody takes along what is held about them, and leaves; programs meet what people do not."""

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.factories import make_membership, make_organisation
from tests.people import PASSWORD, make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def user():
    person = make_person("ada@museum.example", name="Ada Field")
    organisation = make_organisation(name="Mill House", contact_email=person.email)
    make_membership(organisation=organisation)
    make_membership(organisation=organisation, user=person)
    return person


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()
    page.wait_for_load_state()


def say_who(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("look", ["phone", "wide"])
def test_one_takes_the_file_and_then_deletes_the_account(open_page, axe, user, look) -> None:
    page = signed_in(open_page(**PHONE) if look == "phone" else open_page(viewport=WIDE), user)
    page.goto("/my/")
    shot(page, f"my-{look}")
    page.get_by_role("link", name="Download what we keep about you").click()
    say_who(page)
    axe(page)
    shot(page, f"download-{look}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert json.loads(download.value.path().read_text())["account"] == user.email
    page.get_by_role("link", name="Back to your pages").click()
    page.get_by_role("link", name="Delete your account").click()
    expect(page.get_by_text("You are the contact of Mill House")).to_be_visible()
    axe(page)
    shot(page, f"delete-{look}")
    press(page, "Delete my account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is deleted")
    axe(page)
    shot(page, f"deleted-{look}")
    assert not User.objects.filter(pk=user.pk).exists()
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_deleting_asks_for_the_password_of_whoever_sits_there(phone_page: Page, user) -> None:
    page = signed_in(phone_page, user)
    page.goto("/accounts/delete/")
    press(page, "Delete my account")
    say_who(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account is deleted")


@pytest.mark.parametrize("look", ["phone", "wide"])
def test_the_last_owner_reads_what_to_do_first(open_page, axe, look) -> None:
    page = open_page(**PHONE) if look == "phone" else open_page(viewport=WIDE)
    membership = make_membership(organisation=make_organisation(name="Mill House"))
    signed_in(page, membership.user).goto("/accounts/delete/")
    expect(page.get_by_text("You cannot yet")).to_be_visible()
    expect(page.get_by_role("button", name="Delete my account")).to_have_count(0)
    axe(page)
    shot(page, f"last-owner-{look}")


@pytest.mark.parametrize("look", ["phone", "wide"])
def test_national_staff_delete_an_account(open_page, axe, user, look) -> None:
    page = open_page(**PHONE) if look == "phone" else open_page(viewport=WIDE)
    officer = with_second_factor(User.objects.create_superuser("officer@site.example"))
    signed_in(page, officer).goto(f"/admin/accounts/user/{user.pk}/change/")
    shot(page, f"staff-person-{look}")
    page.get_by_role("link", name="Delete this account").click()
    axe(page)
    shot(page, f"staff-delete-{look}")
    page.get_by_role("button", name="Delete this account").click()
    expect(page.get_by_text("Choose why.")).to_be_visible()
    page.get_by_label("Why?").select_option("They no longer work there")
    page.get_by_role("button", name="Delete this account").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert not User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/password/reset/"])
def test_no_keyboard_and_no_screen_reader_meets_the_trap(phone_page: Page, address) -> None:
    phone_page.goto(address)
    trap = phone_page.locator("[name=homepage]")
    expect(trap).to_have_count(1)
    expect(trap).to_be_hidden()
    reached = []
    for _ in range(40):
        phone_page.keyboard.press("Tab")
        reached.append(phone_page.evaluate("document.activeElement.name || ''"))
    assert "email" in reached
    assert "homepage" not in reached
    assert "Leave this empty" not in phone_page.locator("body").aria_snapshot()


def test_a_quick_person_reads_why_and_presses_once_more(phone_page: Page, axe, settings) -> None:
    settings.LEAST_SECONDS_TO_FILL_IN = 2
    phone_page.goto("/accounts/password/reset/")
    phone_page.get_by_label("E-mail address").fill("ada@museum.example")
    press(phone_page, "Send me the link")
    expect(phone_page.get_by_role("alert")).to_contain_text("quicker than people are")
    axe(phone_page)
    shot(phone_page, "quick")
    phone_page.wait_for_timeout(2100)
    press(phone_page, "Send me the link")
    expect(phone_page.get_by_role("alert")).to_have_count(0)
    assert phone_page.url.endswith("/accounts/password/reset/done/")
