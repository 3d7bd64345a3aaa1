"""Booking a place on a phone and on a desk, giving it back, and registering interest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.browser.test_accessibility import CUT_OFF, SIDEWAYS
from tests.factories import make_booking, make_membership, make_organisation, make_session
from tests.letters import delivered, links
from tests.people import make_person
from training.models import Booking, InterestRegistration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def looks_right(axe) -> Callable[[Page], None]:
    """axe finds nothing, and nothing is cut off on the narrowest phone."""

    def check(page: Page) -> None:
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        axe(page)
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(CUT_OFF) == []
        page.set_viewport_size(size)

    return check


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def letter_to(email: str, words: str) -> str:
    """The path in the newest letter to somebody whose subject says this."""
    found = [m for m in delivered() if m.to == [email] and words in m.subject]
    return next(path for path in links(found[-1]) if "/training/" in path)


@pytest.mark.parametrize("look", [{**PHONE, "java_script_enabled": False}, {"viewport": WIDE}])
def test_two_book_one_waits_and_takes_the_place_that_the_other_gives_back(
    open_page: Callable[..., Page], looks_right, look
) -> None:
    session = make_session(capacity=3)
    make_booking(session=session), make_booking(session=session)
    museum = make_organisation(name="Mill House Museum")
    ada = make_membership(user=make_person("ada@museum.example"), organisation=museum).user
    page = signed_in(open_page(**look), ada)
    page.goto("/training/")
    page.get_by_role("link", name="Become an Artsmark Partner").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Become an Artsmark Partner")
    expect(page.get_by_text("1 place left")).to_be_visible()
    scripts = look.get("java_script_enabled", True)
    if scripts:
        looks_right(page)
    page.get_by_role("link", name="Book a place").click()
    first, second = page.get_by_label("Name").all()
    first.fill("Ada Field")
    second.fill("Ben Stone")
    press(page, "Book")
    expect(page.get_by_role("alert")).to_contain_text("Their own e-mail address")
    expect(page.get_by_label("Name").first).to_have_value("Ada Field")
    if scripts:
        looks_right(page)
    page.get_by_label("Their own e-mail address").last.fill("ben@museum.example")
    page.get_by_label("Access needs").first.fill("A seat near the front")
    main = page.locator("main")
    main.get_by_role("button", name="Book", exact=True).dblclick()
    expect(main).to_contain_text("Ada Field: confirmed.")
    expect(main).to_contain_text("Ben Stone: on the waiting list, number 1.")
    assert Booking.objects.filter(organisation=museum).count() == 2

    anybody = open_page(**look)
    anybody.goto(letter_to("ada@museum.example", "Your place is booked"))
    expect(anybody.locator("main")).to_contain_text("Ada Field, you have a place.")
    if scripts:
        looks_right(anybody)
    anybody.get_by_role("link", name="Give the place back").click()
    press(anybody, "Give the place back")
    expect(anybody.locator("main")).to_contain_text("Ada Field: given back.")
    anybody.goto(letter_to("ben@museum.example", "A place is free for you"))
    if scripts:
        looks_right(anybody)
    press(anybody, "Take the place")
    expect(anybody.locator("main")).to_contain_text("Ben Stone, you have a place.")
    anybody.get_by_role("link", name="Change your details, or send a colleague").click()
    if scripts:
        looks_right(anybody)
    anybody.get_by_label("Name").fill("Cy Marsh")
    anybody.get_by_label("Their own e-mail address").fill("cy@museum.example")
    press(anybody, "Save")
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Cy Marsh comes in your place")
    anybody.goto(letter_to("cy@museum.example", "Your place is booked"))
    expect(anybody.locator("main")).to_contain_text("Cy Marsh, you have a place.")


def test_somebody_registers_interest_confirms_changes_and_deletes_it(
    open_page: Callable[..., Page], looks_right
) -> None:
    page = open_page(**PHONE)
    page.goto("/training/register-interest/")
    press(page, "Register interest")
    expect(page.get_by_role("alert")).to_contain_text("is needed")
    page.get_by_label("Your name").fill("Ada Field")
    page.get_by_label("Your e-mail address").fill("ada@museum.example")
    page.get_by_label("Your organisation").fill("Mill House Museum")
    page.get_by_label("Local authority").select_option(label="Plymouth")
    page.get_by_label("Dance").check()
    press(page, "Register interest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your e-mail")
    page.goto(letter_to("ada@museum.example", "Shall we tell you"))
    assert InterestRegistration.objects.get().confirmed_at is None
    looks_right(page)
    press(page, "Yes, tell me")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    looks_right(page)
    page.get_by_label("A session in person suits us").uncheck()
    press(page, "Save")
    assert InterestRegistration.objects.get().in_person is False
    press(page, "Delete my details")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your details are deleted")
    assert InterestRegistration.objects.get().email == ""
