"""The evidence log: what stands under which criterion, what is missing, and what is exported."""

import io
from datetime import date, timedelta

import mammoth
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enquiries.collaborations.log import log_of, spans_of
from reference.models import ArtsmarkCriterion
from settings_schools.models import ArtsmarkJourney
from tests.factories import (
    make_collaboration,
    make_connection,
    make_membership,
    make_organisation,
    make_setting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_setting(name="Hill School", postcode="PL4 8AA")


@pytest.fixture
def teacher(school, client):
    user = make_connection(setting=school).user
    client.force_login(user)
    return user


@pytest.fixture
def mill():
    return make_organisation(name="Mill House")


def under(setting, span=None):
    """Titles by heading, without the headings that have none."""
    log = log_of(setting, span or spans_of(setting)[0])
    return {
        heading.lookup.label: [entry.collaboration.title for entry in heading.entries]
        for part in log.parts
        for heading in part.headings
        if heading.entries
    }


def test_each_stands_under_what_it_can_help_to_evidence(school, mill):
    make_collaboration(
        setting=school,
        organisation=mill,
        criteria=["range-of-offer", "cpd"],
        quality_principles=["excellence-innovation"],
        smsc_strands=["social"],
    )
    make_collaboration(setting=school, other_name="Ann", title="Painting", criteria=["cpd"])
    make_collaboration(organisation=mill, criteria=["leadership"])  # of another setting
    assert under(school) == {
        "Range of Offer": ["A day of printing"],
        "Continuing Professional Development": ["Painting", "A day of printing"],
        "Striving for excellence and innovation": ["A day of printing"],
        "Social": ["A day of printing"],
    }


def test_what_is_to_come_or_did_not_happen_is_no_evidence(school, mill):
    fields = {"setting": school, "organisation": mill, "criteria": ["cpd"]}
    make_collaboration(first_on=timezone.localdate() + timedelta(days=1), **fields)
    make_collaboration(state="denied", denied_side="partner", **fields)
    assert under(school) == {}
    assert len(log_of(school, spans_of(school)[0]).entries) == 1


def test_a_gap_leads_to_partners_for_it(client, school, teacher):
    page = client.get(f"/my/setting/{school.pk}/evidence/").text
    assert "Nothing yet for Range of Offer" in page
    assert "/partners/?near=PL4+8AA&amp;criterion=range-of-offer" in page
    assert "can help to evidence" in page
    assert "counts towards" not in page


def test_a_criterion_of_the_past_stands_there_only_if_it_is_used(school):
    old = ArtsmarkCriterion.objects.get(slug="partnerships-2018")
    assert "Partnerships" not in [
        heading.lookup.label for heading in log_of(school, spans_of(school)[0]).parts[0].headings
    ]
    make_collaboration(setting=school).criteria.add(old)
    assert under(school) == {"Partnerships": ["A day of printing"]}


def test_each_journey_has_its_own_and_the_first_what_led_to_it(school):
    ArtsmarkJourney.objects.create(
        setting=school,
        registered_on=date(2020, 9, 1),
        is_current=False,
        ended_on=date(2024, 8, 31),
    )
    ArtsmarkJourney.objects.create(setting=school, registered_on=date(2024, 9, 1))
    for title, day in [("a", date(2019, 5, 1)), ("b", date(2024, 8, 31)), ("c", date(2024, 9, 1))]:
        make_collaboration(setting=school, title=title, first_on=day)
    now, before, everything = spans_of(school)
    titles = [
        [entry.collaboration.title for entry in log_of(school, span).entries]
        for span in (now, before, everything)
    ]
    assert titles == [["c"], ["b", "a"], ["c", "b", "a"]]


def test_its_totals_are_those_of_the_partner(client, school, teacher, mill):
    make_collaboration(setting=school, organisation=mill, pupils=30)
    make_collaboration(setting=school, organisation=mill, pupils=28)
    make_collaboration(setting=school, organisation=mill, pupils=9, state="waiting")
    make_collaboration(setting=school, other_name="Ann", pupils=500)
    page = client.get(f"/my/setting/{school.pk}/evidence/").text
    assert "confirmed by both: 2, with 58 pupils" in page
    client.force_login(make_membership(organisation=mill).user)
    page = client.get(f"/my/organisations/{mill.pk}/collaborations/").text
    assert "2 collaborations" in page
    assert "1 setting and 58 pupils" in page


def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    client, school, teacher, django_assert_num_queries
):
    address = f"/my/setting/{school.pk}/evidence/"
    make_collaboration(setting=school, criteria=["cpd"])
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    for _ in range(5):
        make_collaboration(setting=school, criteria=["cpd", "leadership"])
    with django_assert_num_queries(len(first)):
        client.get(address)


# --- What is taken away ---------------------------------------------------------------------

FORMULA = '=HYPERLINK("http://evil.example","x")'


def test_word_and_spreadsheet_hold_all_of_it_and_run_nothing(client, school, teacher, mill):
    make_collaboration(
        setting=school,
        organisation=mill,
        title=FORMULA,
        learnt="Cutting lino\x0b is slow.",
        classes="@SUM(1)",
        criteria=["cpd"],
    )
    word = client.get(f"/my/setting/{school.pk}/evidence.docx")
    text = mammoth.extract_raw_text(io.BytesIO(word.content)).value
    html = mammoth.convert_to_html(io.BytesIO(word.content)).value
    assert "<h2>Continuing Professional Development</h2>" in html
    for words in (FORMULA, "Mill House", "58 pupils", "Cutting lino is slow.", "can help to"):
        assert words in text
    sheet = client.get(f"/my/setting/{school.pk}/evidence.xlsx")
    cells = cells_of(sheet)
    assert {"'" + FORMULA, "'@SUM(1)", "Mill House", 58} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "Nothing yet" in {cell.value for cell in cells}


def test_the_partner_takes_away_who_and_how_many_but_not_what_the_school_learnt(
    client, school, mill
):
    make_collaboration(
        setting=school, organisation=mill, learnt="They were late.", criteria=["cpd"]
    )
    make_collaboration(setting=school, other_name="Ann Other")
    client.force_login(make_membership(organisation=mill).user)
    address = f"/my/organisations/{mill.pk}/collaborations"
    values = {cell.value for cell in cells_of(client.get(f"{address}.xlsx"))}
    assert {"Hill School", "Continuing Professional Development", 58} <= values
    page = client.get(f"{address}/").text
    assert not [text for text in ("late", "Ann") if text in f"{page}{values}"]


def cells_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = (row for page in book for row in page.iter_rows())
    return [cell for row in rows for cell in row if cell.value is not None]
