"""A teacher on a phone, without an account and without JavaScript: from the search to answers."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from artsmark_site.due import process_due
from enquiries import talking
from enquiries.choices import Side
from enquiries.models import Enquiry, EnquiryReport
from tests.browser.conftest import PHONE, signed_in
from tests.enquiries.teacher import partner
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKS = "Mill Road Primary asks"


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def letter(subject: str, to: str = "") -> str:
    """The link in the newest such letter."""
    found = [one for one in delivered() if to in one.to[0] and one.subject == subject]
    return next(links(found[-1]))


def letter_to(address: str, subject: str) -> str:
    return letter(subject, address)


def test_from_the_search_to_the_figures_that_stay(open_page: Callable[..., Page]) -> None:
    """All of it on a phone: nobody who asks, reads or answers signs in."""

    def phone() -> Page:
        return open_page(**PHONE, java_script_enabled=False)

    page = phone()
    with time_machine.travel(MONDAY, tick=True):
        for name, days in (("Mill House", []), ("Salt Loft", []), ("Tuesday Press", [2])):
            confirmed = {"confirmed_on": MONDAY.date(), "renewal_due_on": "2029-01-01"}
            partner(name, working_days=days, **confirmed)
        _find_and_share(page, head=phone())
        _ask_all(page)
        _answer(phone())
        page.reload()
        expect(page.get_by_text("They are interested, since 2 March 2026")).to_be_visible()
        expect(page.get_by_text("We are fully booked at that time")).to_be_visible()
        expect(page.get_by_text("No answer yet")).to_have_count(1)
    assert _reminders() == [(date(2026, 3, 24), f"Still waiting: {ASKS} Tuesday Press")]
    with time_machine.travel(MONDAY + timedelta(days=30), tick=True):
        _erase(page)
    reports = EnquiryReport.objects.order_by("pk")
    assert list(reports.values_list("organisation__name", "answer", "authority__slug")) == [
        ("Mill House", "interested", "plymouth"),
        ("Salt Loft", "cannot", "plymouth"),
        ("Tuesday Press", "", "plymouth"),
    ]


def _find_and_share(page: Page, head: Page) -> None:
    page.goto("/")
    page.get_by_label("Postcode, town or village").fill("Plymouth")
    press(page, "Search")
    for name in ("Mill House", "Salt Loft", "Tuesday Press"):
        press(page, f"Save {name}")
        heading(page, f"Saved: {name}")
        if name != "Tuesday Press":
            page.get_by_role("link", name="Back to the results").click()
    page.get_by_role("link", name="See your shortlist").click()
    expect(page.get_by_text("from Plymouth in a straight line")).to_have_count(3)
    page.get_by_role("link", name="Share by link").click()
    press(page, "Make the link")
    head.goto(page.get_by_label("The link: copy it").input_value())
    heading(head, "A shortlist of partners")
    expect(head.get_by_role("rowheader")).to_have_count(3)
    assert head.context.cookies() == []
    page.get_by_role("link", name="Your shortlist").click()


def _ask_all(page: Page) -> None:
    press(page, "Ask all of these")
    heading(page, "Who is asked?")
    expect(page.get_by_text("Answers on Tuesdays.")).to_be_visible()
    press(page, "Go on")
    _write(page)
    page.get_by_role("link", name="Change when").click()
    expect(page.get_by_label("When?")).to_have_value("The week of 3 March")
    press(page, "Save")
    press(page, "Send me the link")
    heading(page, "Now look into your e-mail")
    page.goto(letter_to("tess@school.example", "Shall we send your enquiry?"))
    heading(page, "Shall we send this?")
    press(page, "Send it")
    expect(page.get_by_text("No answer yet")).to_have_count(3)


def _answer(page: Page) -> None:
    """One says yes, one no; the third forgets."""
    page.goto(letter(f"{ASKS} Mill House"))
    page.get_by_role("link", name="We are interested").click()
    page.get_by_label("What you could do").fill("Two Tuesdays in March are free.")
    press(page, "Send it")
    expect(page.get_by_text("Your answer is on its way to the school.")).to_be_visible()
    page.goto(letter(f"{ASKS} Salt Loft"))
    page.get_by_role("link", name="We cannot").click()
    page.get_by_label("We are fully booked at that time").check()
    press(page, "See how it reads")
    heading(page, "How the school reads it")
    press(page, "Send it")
    expect(page.get_by_text("Your answer is on its way to the school.")).to_be_visible()
    found = [one.subject for one in delivered()[-2:]]
    assert found == ["Mill House: they are interested", "Salt Loft: they cannot do this"]


def _reminders() -> list[tuple[date, str]]:
    """All letters of the month after, each with its day."""
    found: list[tuple[date, str]] = []
    before = len(delivered())
    for number in range(1, 30):
        with time_machine.travel(MONDAY + timedelta(days=number)):
            process_due()
            day = timezone.localdate()
            found += [(day, one.subject) for one in delivered()[before + len(found) :]]
    return found


def _erase(page: Page) -> None:
    link = page.url
    page.get_by_role("link", name="Download what we hold about you, or delete it").click()
    page.get_by_label("Your e-mail address").fill("tess@school.example")
    press(page, "Send me the link")
    heading(page, "Now look into your e-mail")
    page.goto(letter_to("tess@school.example", "What we hold about you"))
    press(page, "Delete all of it")
    heading(page, "It is deleted")
    assert page.goto(link).status == 410
    assert not Enquiry.objects.exists()


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
    page.get_by_text("It is not listed, or you do not know").click()
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
    page.get_by_text("It is not listed, or you do not know").click()
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
