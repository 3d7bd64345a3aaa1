"""A teacher records a visit on a phone, and an enquiry becomes a collaboration that is evidence."""

import re
from datetime import timedelta

import mammoth
import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enquiries.models import Collaboration
from tests.browser.conftest import PHONE, signed_in
from tests.factories import (
    make_collaboration,
    make_connection,
    make_enquiry,
    make_membership,
    make_organisation,
    make_recipient,
    make_setting,
)
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school():
    return make_setting(name="Hill School")


@pytest.fixture
def teacher(school):
    return make_connection(setting=school, user=make_person("tess@hill.example")).user


@pytest.fixture
def mill(school):
    """A partner that said yes to the school."""
    mill = make_organisation(name="Mill House")
    make_membership(organisation=mill, user=make_person("ada@mill.example"))
    enquiry = make_enquiry(setting=school, setting_name=school.name, strengthens=["leadership"])
    make_recipient(
        organisation=mill,
        enquiry=enquiry,
        state="answered",
        answer="interested",
        answered_at=timezone.now(),
    )
    return mill


def fits(page, width=390):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def last_term():
    return (timezone.localdate() - timedelta(days=40)).isoformat()


def taken(page, name):
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return download.value.path()


def test_a_visit_and_an_enquiry_become_evidence(open_page, school, teacher, mill):
    page = signed_in(open_page(**PHONE, java_script_enabled=False), teacher)
    page.goto(f"/my/setting/{school.pk}/")
    page.get_by_role("link", name="All of them, and record one").click()
    page.get_by_role("link", name="Record something").click()
    page.get_by_label("Who did you work with?").fill("The Button Museum")
    page.get_by_label("What did you do?").fill("Visit to the buttons")
    page.get_by_label("When was it?").fill(last_term())
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("It is recorded.")).to_be_visible()
    page.get_by_label("Range of Offer").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="What Hill School did with partners").click()
    page.get_by_role("link", name="Record what you do with Mill House").click()
    expect(page.get_by_label("Leadership")).to_be_checked()
    page.get_by_label("What you did together").fill("A day of printing")
    page.get_by_label("First day").fill(last_term())
    page.get_by_label("What was learnt?").fill("Cutting lino is slow.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Waits for Mill House")).to_be_visible()

    partner = open_page(**PHONE, java_script_enabled=False)
    partner.goto(next(links(delivered()[-1])))
    expect(partner.get_by_text("Hill School says that you worked together")).to_be_visible()
    expect(partner.get_by_text("Cutting lino")).to_have_count(0)
    partner.get_by_role("button", name="Yes, it is right").click()
    expect(partner.get_by_text("both confirm it")).to_be_visible()

    page = signed_in(open_page(**PHONE), teacher)
    page.goto(f"/my/setting/{school.pk}/evidence/")
    for heading, words in [
        ("Range of Offer", "Visit to the buttons, with The Button Museum"),
        ("Leadership", "A day of printing, with Mill House"),
    ]:
        name = page.locator("dt").filter(has_text=re.compile(f"^{heading}"))
        under = page.locator(".evidence > div").filter(has=name)
        expect(under).to_contain_text(words)
    gap = page.get_by_role("link", name="find partners for it").first
    expect(gap).to_have_attribute("href", "/partners/?near=PL4+8AA&criterion=values-ethos")
    with taken(page, "Word document").open("rb") as file:
        text = mammoth.extract_raw_text(file).value
    assert all(words in text for words in ("Visit to the buttons", "Cutting lino is slow."))
    with taken(page, "Spreadsheet").open("rb") as file:
        rows = list(openpyxl.load_workbook(file)["What we did"].iter_rows(values_only=True))
    assert {row[1] for row in rows} >= {"The Button Museum", "Mill House"}
    assert Collaboration.objects.counted().get().organisation == mill


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_of_it_is_usable(open_page, axe, school, teacher, mill, width):
    waiting = make_collaboration(
        setting=school,
        organisation=mill,
        state="waiting",
        begun_side="partner",
        setting_confirmed_at=None,
        partner_confirmed_at=timezone.now(),
        title="Long" * 30,
    )
    own = make_collaboration(setting=school, other_name="Ann Other", criteria=["cpd"])
    asked = mill.enquiries.get()
    page = signed_in(open_page(viewport={"width": width, "height": 900}), teacher)
    here = f"/my/setting/{school.pk}"
    for path in (
        f"{here}/collaborations/",
        f"{here}/collaborations/{waiting.pk}/",
        f"{here}/collaborations/{own.pk}/",
        f"{here}/collaborations/{own.pk}/remove/",
        f"{here}/collaborations/from-enquiry/{asked.pk}/",
        f"{here}/evidence/",
        f"{here}/evidence/print/",
        f"{here}/collaborations/record/",
    ):
        page.goto(path)
        axe(page)
        fits(page, width)
    page.get_by_label("Who did you work with?").fill("Mill Hous")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("group", name="Is it one of these?")).to_be_visible()
    axe(page)
    fits(page, width)
    page = signed_in(open_page(viewport={"width": width, "height": 900}), mill.members.get().user)
    here = f"/my/organisations/{mill.pk}/collaborations"
    for path in (
        f"{here}/",
        f"{here}/{waiting.pk}/",
        f"{here}/{waiting.pk}/remove/",
        f"{here}/from-enquiry/{asked.pk}/",
    ):
        page.goto(path)
        axe(page)
        fits(page, width)
