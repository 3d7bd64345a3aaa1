"""Staff at the pages of a training session: usable at every width, and the register marked."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import appoint
from reference.models import BridgeOrganisation
from tests.browser.conftest import signed_in
from tests.browser.test_pages_of_staff import usable
from tests.factories import make_booking, make_organisation, make_session
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(wide_page: Page) -> Page:
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    return signed_in(wide_page, User.objects.get(pk=person.pk))


@pytest.fixture
def begun():
    session = make_session(starts_at=timezone.now() - timedelta(hours=4))
    make_booking(session=session, name="Ana Penn", access_needs="A ramp.", dietary_needs="No nuts.")
    make_booking(session=session, name="Ben Hall")
    make_booking(session=session, name="Cat Moor", state="waitlisted", queued_at=timezone.now())
    return session


def test_the_register_is_marked_taken_back_and_printed(officer, begun, axe):
    officer.goto(f"/admin/training/trainingsession/{begun.pk}/register/")
    usable(officer, axe)
    officer.get_by_role("button", name="Attended: Ana Penn").click()
    expect(officer.get_by_text("Attended: 1.")).to_be_visible()
    officer.get_by_role("button", name="Did not come: all who are not marked").click()
    expect(officer.get_by_text("Did not come: 1.")).to_be_visible()
    officer.get_by_role("button", name="Undo: Ben Hall").click()
    expect(officer.get_by_text("Taken back: 1.")).to_be_visible()
    expect(officer.get_by_text("from Did not come to Confirmed, by Olu Officer")).to_be_visible()
    officer.emulate_media(media="print")
    expect(officer.get_by_text("A ramp.")).to_be_visible()
    expect(officer.get_by_role("button", name="Undo: Ana Penn")).to_be_hidden()
    expect(officer.locator("#nav-sidebar")).to_be_hidden()


def test_somebody_is_booked_whose_organisation_is_in_another_area(officer, axe):
    make_organisation(name="Aire Loft", authority="leeds", position=None)
    session = make_session()
    officer.goto(f"/admin/training/trainingsession/{session.pk}/book/")
    officer.get_by_role("combobox").click()
    officer.locator(".select2-search__field").fill("aire")
    officer.get_by_role("option", name="Aire Loft, Leeds").click()
    officer.get_by_label("Name:").fill("Ana Penn")
    officer.get_by_label("E-mail address").fill("ana@loft.example")
    usable(officer, axe)
    officer.get_by_role("button", name="Book").click()
    expect(officer.get_by_text("Ana Penn: confirmed.")).to_be_visible()
