"""From a search that finds too few to the staff who read of it; concerns; the monthly switch."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import appoint
from enquiries.models import Concern, GapReport
from enquiries.monthly.links import token_for
from partners.models import MissedSearch
from reference.models import ArtForm, BridgeOrganisation, Region
from tests.browser.conftest import signed_in
from tests.browser.test_pages_of_staff import usable
from tests.factories import make_concern, make_gap_report, make_membership, make_organisation
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(wide_page: Page) -> Page:
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    return signed_in(wide_page, User.objects.get(pk=person.pk))


def test_a_teacher_finds_nobody_and_says_so(phone_page: Page, axe):
    make_organisation()
    phone_page.goto("/partners/?near=Plymouth&art_form=dance&key_stage=ks2")
    phone_page.get_by_role("link", name="Tell us what you could not find").click()
    expect(phone_page.get_by_label("Art form, if it was one")).to_have_value("dance")
    phone_page.get_by_role("button", name="Send it").click()
    expect(phone_page.get_by_role("alert")).to_be_focused()
    axe(phone_page)
    phone_page.get_by_label("What did you look for?").fill("Dance for deaf pupils, in Year 4.")
    phone_page.get_by_role("button", name="Send it").click()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("Thank you: it is on its way")
    axe(phone_page)
    gap = GapReport.objects.get()
    assert (gap.region.slug, gap.art_form.slug) == ("south-west", "dance")


def test_a_concern_is_reported_from_a_profile(phone_page: Page, axe):
    mill = make_organisation(name="Mill House")
    phone_page.goto(mill.get_absolute_url())
    phone_page.get_by_role("link", name="Report a concern about this partner").click()
    axe(phone_page)
    phone_page.get_by_label("What happened?").fill("They did not come.")
    phone_page.get_by_role("button", name="Send it").click()
    expect(phone_page.get_by_role("alert")).to_be_focused()
    axe(phone_page)
    phone_page.get_by_label("How somebody behaved").check()
    phone_page.get_by_role("button", name="Send it").click()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert Concern.objects.get().words == "They did not come."


def test_staff_read_of_both(officer: Page, axe):
    mill = make_organisation(name="Mill House")
    gap = make_gap_report(authority="plymouth", email="kit@school.example")
    concern = make_concern(organisation=mill)
    region, dance = Region.objects.get(slug="south-west"), ArtForm.objects.get(slug="dance")
    for missed, searches in (("zero", 41), ("thin", 7)):
        MissedSearch.objects.create(
            day=timezone.localdate(),
            missed=missed,
            region=region,
            art_form=dance,
            searches=searches,
        )
    for address in (
        "/admin/",
        "/admin/enquiries/gapreport/",
        f"/admin/enquiries/gapreport/{gap.pk}/change/",
        "/admin/enquiries/gapreport/missed/",
        "/admin/enquiries/concern/",
        f"/admin/enquiries/concern/{concern.pk}/change/",
    ):
        officer.goto(address)
        usable(officer, axe)


def test_the_monthly_figures_are_ended(phone_page: Page, axe):
    membership = make_membership()
    phone_page.goto(f"/my/organisations/monthly/{membership.pk}/{token_for(membership)}/")
    axe(phone_page)
    phone_page.get_by_role("button", name="Send me no more of them").click()
    expect(phone_page.get_by_role("heading", level=1)).to_have_text("You get no more figures")
    axe(phone_page)
    signed_in(phone_page, membership.user)
    phone_page.goto(f"/my/organisations/{membership.organisation_id}/members/")
    axe(phone_page)
    phone_page.get_by_role("button", name="Send it to me").click()
    expect(phone_page.get_by_text("Each month you get an e-mail")).to_be_visible()
