"""From “I am interested” to the directory, by all who take part, on a phone and at a desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import appoint
from partners.models import Organisation
from reference.models import BridgeOrganisation
from tests.browser.conftest import PHONE, WIDE, signed_in
from tests.browser.test_training import letter_to, press
from tests.factories import make_membership, make_offer, make_organisation, make_session
from tests.people import make_person, with_second_factor
from training.interest.services import tell_of_new_sessions
from training.models import TrainingSession

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "ada@museum.example"
NOT_TRAINED = {"trained_on": None, "partner_status": "prospect", "partner_since": None}


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("look", [{**PHONE, "java_script_enabled": False}, {"viewport": WIDE}])
def test_interest_leads_to_a_session_and_attendance_into_the_directory(
    open_page: Callable[..., Page], officer: User, look: dict
) -> None:
    museum = make_organisation(name="Mill House Museum", **NOT_TRAINED)
    make_offer(organisation=museum)
    ada = make_membership(user=make_person(EMAIL, name="Ada Field"), organisation=museum).user
    session = make_session(state="draft", for_whom="Learning staff", agenda="10:00 Welcome")

    anybody = open_page(**look)
    register_interest(anybody)
    staff = signed_in(open_page(**look), officer)
    open_booking(staff, session)
    tell_of_new_sessions(now=timezone.now())
    anybody.goto(letter_to(EMAIL, "Training: "))
    member = signed_in(open_page(**look), ada)
    member.goto(f"/training/{session.pk}/book/")
    member.get_by_label("Name").first.fill("Ada Field")
    member.get_by_label("Their own e-mail address").first.fill(EMAIL)
    press(member, "Book")
    expect(member.locator("main")).to_contain_text("Ada Field: confirmed.")
    anybody.goto("/partners/?q=Mill+House")
    expect(anybody.locator("#count")).to_contain_text("No partners")

    begin(session)
    staff.goto(f"/admin/training/trainingsession/{session.pk}/register/")
    staff.get_by_role("button", name="Attended: Ada Field").click()
    expect(staff.get_by_text("Attended: 1.")).to_be_visible()
    anybody.goto("/partners/?q=Mill+House")
    anybody.locator("main").get_by_role("link", name="Mill House Museum").first.click()
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Mill House Museum")
    anybody.goto(letter_to(EMAIL, "Thank you for coming"))
    expect(anybody.locator("main")).to_contain_text("Ada Field")
    assert Organisation.objects.get(pk=museum.pk).partner_status == "active"


def register_interest(page: Page) -> None:
    page.goto("/training/register-interest/")
    page.get_by_label("Your name").fill("Ada Field")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("Your organisation").fill("Mill House Museum")
    page.get_by_label("Local authority").select_option(label="Plymouth")
    press(page, "Register interest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your e-mail")
    page.goto(letter_to(EMAIL, "Shall we tell you"))
    press(page, "Yes, tell me")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")


def open_booking(staff: Page, session: TrainingSession) -> None:
    staff.goto(f"/admin/training/trainingsession/{session.pk}/change/")
    staff.get_by_label("Action:").select_option("Open for booking")
    staff.get_by_role("button", name="Run").click()
    expect(staff.locator(".messagelist")).to_contain_text("open for booking")


def begin(session: TrainingSession) -> None:
    """As if the day had come."""
    began = timezone.now() - timedelta(hours=4)
    TrainingSession.objects.filter(pk=session.pk).update(
        starts_at=began, ends_at=began + timedelta(hours=3)
    )
