"""A teacher on a phone, without an account and without JavaScript: from a profile to “sent”."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from enquiries import talking
from enquiries.choices import Side
from enquiries.models import Enquiry
from tests.browser.conftest import PHONE, signed_in
from tests.enquiries.teacher import partner
from tests.factories import make_offer
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def letter_to(address: str, subject: str) -> str:
    """The link in the newest such letter."""
    found = [one for one in delivered() if one.to == [address] and one.subject == subject]
    return next(links(found[-1]))


def test_from_a_profile_to_the_answers(open_page, axe) -> None:
    page = open_page(**PHONE, java_script_enabled=False)
    mill = partner("Mill House", working_days=[2, 3])
    loom = partner("Loom Shed")
    make_offer(organisation=loom, title="Weave a rug")
    page.goto(mill.get_absolute_url())
    page.get_by_role("link", name="Ask them", exact=True).click()
    heading(page, "Ask Mill House")
    expect(page.get_by_text("Answers on Tuesdays and Wednesdays.")).to_be_visible()
    press(page, "Go on")
    _write(page)
    page.goto(loom.offers.get().get_absolute_url())
    page.get_by_role("link", name="Ask about it").click()
    heading(page, "Who is asked?")
    press(page, "Go on")
    heading(page, "Read it once more")
    expect(page.get_by_text("about “Weave a rug”")).to_be_visible()
    page.get_by_role("link", name="Change when").click()
    expect(page.get_by_label("When?")).to_have_value("The week of 3 March")
    press(page, "Save")
    press(page, "Send me the link")
    heading(page, "Now look into your e-mail")
    page.goto(letter_to("tess@school.example", "Shall we send your enquiry?"))
    heading(page, "Shall we send this?")
    press(page, "Send it")
    expect(page.get_by_text("No answer yet")).to_have_count(2)
    assert Enquiry.objects.get().state == "sent"


def _write(page: Page) -> None:
    page.get_by_label("What would you like to do?").fill("A pupil called Jack Smith asks for it.")
    press(page, "Go on")
    expect(page.get_by_role("link", name="This may name a pupil")).to_be_visible()
    page.get_by_label("What would you like to do?").fill("A day of printing about the river.")
    press(page, "Go on")
    press(page, "Go on")
    expect(page.get_by_role("link", name="Tick at least one.")).to_be_visible()
    page.get_by_label("Key Stage 2").check()
    page.get_by_label("How many?").fill("58")
    press(page, "Go on")
    page.get_by_label("When?").fill("The week of 3 March")
    press(page, "Go on")
    page.get_by_label("Name of your school or setting").fill("Mill Road Primary")
    page.get_by_label("Local authority").select_option("Plymouth")
    press(page, "Go on")
    page.get_by_label("Your name").fill("Tess Teacher")
    page.get_by_label("Your e-mail address").fill("tess@school.example")
    press(page, "Go on")
    heading(page, "Read it once more")


WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > innerWidth"


def test_axe_finds_nothing_on_any_page_of_it_and_none_is_too_wide(phone_page, axe) -> None:
    page = phone_page

    def axe(page: Page, look=axe) -> None:
        look(page)
        assert not page.evaluate(WIDER_THAN_THE_SCREEN), page.url

    mill, loom = partner("Mill House", working_days=[2]), partner("Loom Shed")
    page.goto("/enquire/")
    axe(page)
    page.goto(f"/enquire/?partner={mill.pk}&partner={loom.pk}")
    axe(page)
    press(page, "Go on")
    for slug in ("what", "pupils", "when", "school", "you"):
        page.goto(f"/enquire/{slug}/")
        axe(page)
        press(page, "Go on")
        expect(page.locator(".error-summary")).to_be_visible()
        axe(page)
    page.goto("/enquire/what/")
    _write(page)
    axe(page)
    press(page, "Send me the link")
    axe(page)
    link = letter_to("tess@school.example", "Shall we send your enquiry?")
    page.goto(link)
    axe(page)
    press(page, "Send it")
    axe(page)
    recipient = Enquiry.objects.get().recipients.order_by("pk").first()
    talking.write(recipient, Side.SENDER, "One more thing: we have a press.")
    page.reload()
    axe(page)
    press(page, "Show it to them")
    expect(page.get_by_text("They can see your e-mail address.")).to_be_visible()
    press(page, "Ask again")
    heading(page, "Who is asked?")
    page.get_by_role("link", name="Throw this away and start again").click()
    axe(page)
    press(page, "Throw it away")
    axe(page)
    for ended in (f"{link[:-1]}x/", "/enquiries/1/x/", "/enquire/what/"):
        assert page.goto(ended).status == 410
        axe(page)


def test_axe_finds_nothing_where_somebody_without_an_account_sees_what_is_held(
    phone_page, axe
) -> None:
    page = phone_page
    page.goto("/accounts/held/")
    axe(page)
    page.get_by_label("Your e-mail address").fill("tess@school.example")
    press(page, "Send me the link")
    axe(page)
    link = letter_to("tess@school.example", "What we hold about you")
    page.goto(link)
    axe(page)
    with page.expect_download() as file:
        page.get_by_role("button", name="Download it").click()
    assert file.value.suggested_filename == "about-me.json"
    press(page, "Delete all of it")
    heading(page, "It is deleted")
    axe(page)
    assert page.goto(link).status == 410
    axe(page)


def test_what_somebody_asked_with_an_account_stands_among_their_enquiries(wide_page, axe) -> None:
    page = signed_in(wide_page, make_person("tess@school.example", name="Tess Teacher"))
    mill = partner("Mill House")
    page.goto(f"/partners/{mill.pk}/{mill.slug}/enquire/")
    press(page, "Go on")
    page.get_by_label("What would you like to do?").fill("A day of printing.")
    press(page, "Go on")
    page.get_by_label("Key Stage 2").check()
    press(page, "Go on")
    page.get_by_label("When?").fill("Any time")
    press(page, "Go on")
    page.get_by_label("Name of your school or setting").fill("Mill Road Primary")
    page.get_by_label("Local authority").select_option("Plymouth")
    press(page, "Go on")
    heading(page, "Read it once more")
    axe(page)
    press(page, "Send it")
    expect(page.get_by_text("No answer yet")).to_be_visible()
    page.goto("/my/")
    page.get_by_role("link", name="What you asked partners").click()
    axe(page)
    page.get_by_role("link", name="A day of printing.").click()
    page.get_by_label("Write to them").fill("We have a press.")
    press(page, "Send to Mill House")
    expect(page.get_by_text("We have a press.")).to_be_visible()
