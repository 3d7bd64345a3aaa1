"""A partner answers by its link, on a phone without JavaScript; and among its pages."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.services import appoint
from enquiries import emails, talking
from enquiries.choices import Side
from enquiries.models import EnquiryRecipient
from partners.models import Organisation
from reference.models import BridgeOrganisation
from tests.browser.conftest import PHONE, signed_in
from tests.factories import (
    make_enquiry,
    make_membership,
    make_organisation,
    make_recipient,
)
from tests.letters import delivered, links
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked():
    mill = make_organisation(name="Mill House", working_days=[2, 3])
    person = make_person("ada@mill.example", name="Ada Field")
    make_membership(organisation=mill, user=person)
    enquiry = make_enquiry(setting_name="Hill School", strengthens=["leadership"])
    return make_recipient(organisation=mill, enquiry=enquiry)


@pytest.fixture
def link(asked):
    emails.post_asked(asked)
    return next(links(delivered()[0]))


def fits(page, width=390):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_interested_by_the_link_on_a_phone_without_javascript(open_page, asked, link):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(link)
    expect(page.get_by_role("heading", name="Hill School asks Mill House")).to_be_visible()
    page.get_by_role("button", name="We have read it, and answer later").click()
    expect(page.get_by_text("the school sees that you have read it")).to_be_visible()
    page.get_by_role("link", name="We are interested").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("What you could do").fill("We have two Tuesdays in March.")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("Your answer is on its way to the school.")).to_be_visible()
    page.get_by_label("Write to the school").fill("Or one in May.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Or one in May.")).to_be_visible()
    page.get_by_role("button", name="Show them ada@mill.example").click()
    expect(page.get_by_role("button", name="Show it no longer")).to_be_visible()
    assert EnquiryRecipient.objects.get().address_of_partner == "ada@mill.example"


def test_cannot_is_previewed_changed_and_sent(open_page, asked, link):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(f"{link}reply/cannot/")
    page.get_by_label("We are fully booked at that time").check()
    page.get_by_label("In your own words").fill("From May on we could.")
    page.get_by_role("button", name="See how it reads").click()
    expect(page.get_by_role("heading", name="How the school reads it")).to_be_visible()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("We are fully booked at that time")).to_be_checked()
    page.get_by_label("In your own words").fill("From June on we could.")
    page.get_by_role("button", name="See how it reads").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("From June on we could.")).to_be_visible()
    assert EnquiryRecipient.objects.get().answer == "cannot"


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_of_it_is_usable(open_page, axe, asked, link, width):
    page = open_page(viewport={"width": width, "height": 900})
    for path in ("", "reply/interested/", "reply/cannot/"):
        page.goto(link + path)
        axe(page)
        fits(page, width)
    page.get_by_role("button", name="See how it reads").click()
    axe(page)
    page.get_by_label("It is too far for us").check()
    page.get_by_role("button", name="See how it reads").click()
    axe(page)
    fits(page, width)
    page.get_by_role("button", name="Send it").click()
    talking.write(asked, Side.SENDER, "Thank you all the same. " + "Long" * 60)
    page.goto(link)
    axe(page)
    fits(page, width)
    page.goto(link.replace(link.split("/")[-2], "forged"))
    axe(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_inbox_is_usable(open_page, axe, asked, width):
    member = asked.organisation.members.get().user
    other = make_recipient()
    make_membership(organisation=other.organisation, user=member)
    Organisation.objects.filter(pk=other.organisation_id).update(
        enquiries_stopped_at=asked.enquiry.sent_at
    )
    page = signed_in(open_page(viewport={"width": width, "height": 900}), member)
    for path in ("my/enquiries/", f"my/enquiries/{asked.pk}/", "my/"):
        page.goto(f"/{path}")
        axe(page)
        fits(page, width)
    page.goto("/my/enquiries/")
    page.get_by_role("button", name="We take enquiries again").click()
    expect(page.get_by_text("again.", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="We take enquiries again")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_pages_of_staff_are_usable(open_page, axe, asked, width):
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    EnquiryRecipient.objects.update(overdue_on="2026-11-20")
    officer = User.objects.get(pk=person.pk)
    page = signed_in(open_page(viewport={"width": width, "height": 900}), officer)
    where = "/admin/enquiries/enquiryrecipient/"
    pages = ("", f"{asked.pk}/change/", "figures/", f"{asked.pk}/settle/", f"{asked.pk}/texts/")
    for path in pages:
        page.goto(where + path)
        axe(page)
        fits(page, width)
    page.get_by_label("Reason").fill("A complaint.")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("A day of printing")).to_be_visible()
    axe(page)
    fits(page, width)
