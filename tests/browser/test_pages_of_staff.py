"""The pages on which staff write to many, bring in, merge, move and note: usable at every width."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import appoint
from partners.letters import rounds
from reference.models import BridgeOrganisation
from tests.browser.conftest import signed_in
from tests.factories import (
    make_addressee,
    make_area_list,
    make_asking,
    make_booking,
    make_bridge_move,
    make_mailing,
    make_membership,
    make_offer,
    make_organisation,
    make_session,
    make_staff_note,
)
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)

ORGANISATIONS = "/admin/partners/organisation/"
WIDTHS = (1280, 390, 320)


def usable(page: Page, axe) -> None:
    """At each width nothing is wider than the window, and axe finds nothing."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def officer(wide_page: Page) -> Page:
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    return signed_in(wide_page, User.objects.get(pk=person.pk))


@pytest.fixture
def mill():
    mill = make_organisation(name="Mill", listing_state="draft", contact_email="a@mill.example")
    make_organisation(name="Old Mill", listing_state="draft")
    make_staff_note(organisation=mill, follow_up_on="2026-03-03")
    make_bridge_move(organisation=mill)
    return mill


def run(page: Page, address: str, action: str) -> None:
    page.goto(address)
    if address == ORGANISATIONS:
        page.locator("#action-toggle").check()
        page.locator(".actions select").first.select_option(action)
        page.get_by_role("button", name="Run").or_(
            page.get_by_role("button", name="Go")
        ).first.click()
    else:
        page.get_by_label("Action:").select_option(action)
        page.get_by_role("button", name="Run").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    "action",
    ["Invite them to take over their entries", "Write to them", "Export to a spreadsheet"],
)
def test_what_is_done_with_a_list(officer, mill, axe, action):
    run(officer, ORGANISATIONS, action)
    usable(officer, axe)


@pytest.mark.parametrize("action", ["Merge into another entry", "Let another body lead it"])
def test_what_is_done_with_one(officer, mill, axe, action):
    run(officer, f"{ORGANISATIONS}{mill.pk}/change/", action)
    usable(officer, axe)


def test_a_letter_is_written_looked_at_sent_and_followed(officer, mill, axe):
    BridgeOrganisation.objects.update(contact_email="schools@body.example")
    run(officer, ORGANISATIONS, "Invite them to take over their entries")
    officer.get_by_role("button", name="Show how it reads").click()
    expect(officer.get_by_role("heading", name="How it reads")).to_be_visible()
    usable(officer, axe)
    officer.get_by_role("button", name="Send it to 1 address").click()
    expect(officer.get_by_text("Waits for its turn: 1")).to_be_visible()
    usable(officer, axe)
    officer.get_by_role("button", name="Stop it").click()
    expect(officer.get_by_text("Stopped before it was sent: 1")).to_be_visible()


def test_a_list_is_brought_in(officer, axe):
    officer.goto(f"{ORGANISATIONS}import/")
    usable(officer, axe)
    lines = b"name,authority,trained_session\nSalt Loft,Plymouth,First\nAire,Leeds,\n"
    file = {"name": "sixty.csv", "mimeType": "text/csv", "buffer": lines}
    officer.get_by_label("The list").set_input_files(file)
    officer.get_by_role("button", name="Show what would happen").click()
    expect(officer.get_by_text("Nothing is changed yet.")).to_be_visible()
    usable(officer, axe)
    officer.get_by_role("button", name="Bring in 1").click()
    expect(officer.get_by_text("1 new, 0 changed, 0 as they were, 1 stayed out.")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/partners/staffnote/",
        "/admin/partners/bridgemove/",
        "/admin/partners/lettertext/add/?kind=renewal",
        "/admin/accounts/bridgestaff/add/",
        "/admin/settings_schools/educationsetting/",
        "/admin/settings_schools/educationsetting/add/",
        "/admin/settings_schools/settingmembership/",
        "/admin/settings_schools/settingdomain/",
    ],
)
def test_the_other_pages(officer, mill, axe, address):
    officer.goto(address)
    usable(officer, axe)


def test_who_asks_to_join_a_setting_is_looked_up(officer, axe):
    asking = make_asking()
    officer.goto(f"/admin/settings_schools/settingmembership/{asking.pk}/change/")
    usable(officer, axe)
    expect(officer.get_by_text("They work there: confirm")).to_be_attached()
    officer.get_by_role("link", name="Add a domain").click()
    expect(officer.get_by_role("heading", name="An e-mail domain of")).to_be_visible()
    usable(officer, axe)


def test_a_note_is_written(officer, mill, axe):
    officer.goto(f"/admin/partners/staffnote/add/?organisation={mill.pk}")
    expect(officer.get_by_role("heading", name="A note about Mill")).to_be_visible()
    usable(officer, axe)


def test_an_offer_is_read_on_a_phone(officer, axe):
    offer = make_offer(
        state="submitted",
        summary="Pupils weave a cloth.",
        description="They card, spin and weave. " * 20,
        themes=["history"],
        access=["step-free"],
        criteria=["values"],
    )
    officer.set_viewport_size({"width": 390, "height": 844})
    officer.goto(f"/admin/partners/offer/{offer.pk}/review/")
    axe(officer)
    width, height = officer.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert width <= 390
    assert height < 3_200  # a name, what it says and “Ask for a change” take two lines


def test_what_the_invited_open_on_a_phone(phone_page: Page, axe, mill):
    from partners.letters.links import invited_token, news_token

    addressee = make_addressee(mailing=make_mailing(kind="invitation"), organisation=mill)
    rounds.send_due(now=addressee.mailing.begun_at)
    invited = f"/my/organisations/invited/{addressee.pk}/{invited_token(addressee)}/"
    for address in (
        invited,
        f"/my/organisations/no-news/{addressee.pk}/{news_token(addressee)}/",
        f"/my/organisations/invited/{addressee.pk}/forged/",
    ):
        phone_page.goto(address)
        axe(phone_page)
    signed_in(phone_page, make_person(addressee.email))
    phone_page.goto(invited)
    axe(phone_page)
    phone_page.get_by_role("button", name="It is right: accept the Code").click()
    expect(phone_page.locator(".error-summary")).to_be_visible()
    axe(phone_page)


def test_what_owners_answer_on_a_phone(phone_page: Page, axe):
    lapsed = make_organisation(partner_status="lapsed", renewal_due_on="2026-10-01")
    signed_in(phone_page, make_membership(organisation=lapsed).user)
    for page in ("", "renew/"):
        phone_page.goto(f"/my/organisations/{lapsed.pk}/{page}")
        axe(phone_page)
    phone_page.goto("/my/")
    axe(phone_page)


def test_the_report_its_names_and_its_areas(officer, axe):
    session = make_session(starts_at=datetime(2025, 5, 6, 9, tzinfo=UTC), state="completed")
    for _ in range(3):
        make_booking(state="attended", session=session)
    make_area_list("plymouth", "torbay", name="The coast")
    officer.goto("/admin/training/closedreport/?period=financial-year-2025-04")
    usable(officer, axe)
    officer.emulate_media(media="print")
    tables = officer.locator(".wide-table")
    assert (
        tables.evaluate_all("all => all.map(one => getComputedStyle(one).overflowX)")
        == ["visible"] * tables.count()
    )
    officer.emulate_media(media="screen")
    officer.get_by_role("row", name="Plymouth").get_by_role("link").nth(1).click()
    expect(officer.locator("#content-main").get_by_role("rowheader")).to_have_count(3)
    usable(officer, axe)
    officer.goto("/admin/training/arealist/add/")
    usable(officer, axe)
    officer.goto("/admin/training/closedreport/?period=financial-year-2025-04")
    officer.get_by_role("link", name="Close it").click()
    expect(officer.get_by_text("the period cannot be opened again")).to_be_visible()
    usable(officer, axe)
    officer.get_by_role("button", name="Close it for good").click()
    expect(officer.get_by_text("by Olu Officer")).to_be_visible()
