"""The page of reports: what staff read, open, download and close."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from reference.models import BridgeOrganisation
from tests.factories import make_area_list, make_booking, make_organisation, make_session
from tests.partners.admin_pages import messages_of, text_of
from tests.people import make_person, with_second_factor
from training.models import ClosedReport

pytestmark = pytest.mark.django_db

PAGE = "/admin/training/closedreport/"
LAST_YEAR = "financial-year-2025-04"


@pytest.fixture
def body():
    return BridgeOrganisation.objects.get(authorities__slug="plymouth")


@pytest.fixture
def officer(body):
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    services.appoint(email=person.email, bridge=body)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def booking():
    session = make_session(starts_at=datetime(2025, 5, 6, 9, tzinfo=UTC), state="completed")
    organisation = make_organisation(name="=Mill House")
    return make_booking(state="attended", session=session, organisation=organisation, name="Ana")


def test_the_page_begins_with_the_present_quarter_of_one_s_own_body(officer, body):
    assert f'href="{PAGE}"' in officer.get("/admin/").content.decode()
    text = text_of(officer.get(PAGE))
    assert f", so far: {body.name}" in text
    assert "It can be closed once it is over." in text
    assert officer.get(f"{PAGE}?period=quarter-2099-01").status_code == 404
    assert officer.post(PAGE).status_code == 405


def test_each_number_opens_the_names_behind_it(officer, booking):
    page = officer.get(f"{PAGE}?period={LAST_YEAR}").content.decode()
    link = page.split("figure=people&amp;cut=authority")[0].rsplit('href="', 1)[1]
    value = page.split("figure=people&amp;cut=authority&amp;value=")[1].split('"')[0]
    asked = f"{link.replace('&amp;', '&')}figure=people&cut=authority&value={value}"
    text = text_of(officer.get(asked))
    assert "People trained: Plymouth" in text
    assert "Ana" in text
    assert "1 in all" in text
    booking.name = booking.email = ""
    booking.save()
    assert "1 has no name any more" in text_of(officer.get(asked))
    assert officer.get(f"{PAGE}names/?period={LAST_YEAR}&figure=x&cut=total").status_code == 404


def spreadsheet(client):
    response = client.get(f"{PAGE}figures.csv?period={LAST_YEAR}")
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_spreadsheet_says_what_it_is_and_runs_nothing(officer, body, booking):
    make_area_list("plymouth", name="=SUM(A1)")
    rows = spreadsheet(officer)
    assert [row[0] for row in rows[:2]] == ["Financial year 2025/26 (April to March)", body.name]
    head = rows[3]
    total = dict(zip(head, rows[4], strict=True))
    assert (total["People trained"], total["Sessions held"]) == ("1", "1")
    assert ["By area", "'=SUM(A1)"] in [row[:2] for row in rows]
    assert "Ana" not in str(rows)
    assert "Mill House" not in str(rows)


def test_a_period_is_closed_once_and_reads_the_same_from_then_on(officer, body, booking):
    page = f"{PAGE}?period={LAST_YEAR}"
    before = spreadsheet(officer)[3:]
    sent = {"period": LAST_YEAR, "body": body.pk}
    asked = text_of(officer.get(f"{PAGE}close/", sent))
    assert "the period cannot be opened again" in asked
    assert not ClosedReport.objects.exists()
    for _ in range(2):
        response = officer.post(f"{PAGE}close/", sent, follow=True)
        assert "from now on it reads the same" in messages_of(response)[0]
    booking.delete()
    row = ClosedReport.objects.get()
    for address in (page, f"{PAGE}{row.pk}/change/"):
        text = text_of(officer.get(address))
        assert "by Olu Officer: it reads the same from then on" in text
        assert "close the period" not in text
    assert officer.get(f"{PAGE}close/", sent).status_code == 302
    rows = spreadsheet(officer)
    assert rows[3:] == before
    assert rows[2][0].startswith("Closed on ")
    text = text_of(officer.get(f"{PAGE}names/?period={LAST_YEAR}&figure=people&cut=total"))
    assert "1 is not named here" in text


def test_what_is_not_over_cannot_be_closed_and_a_body_cannot_close_for_england(officer, body):
    quarter = officer.get(PAGE).context["report"].period.slug
    sent = {"period": quarter, "body": body.pk}
    response = officer.post(f"{PAGE}close/", sent, follow=True)
    assert messages_of(response) == [
        "It is not over yet: it can be closed from the day after its last."
    ]
    sent = {"period": LAST_YEAR, "body": "england"}
    assert officer.post(f"{PAGE}close/", sent).status_code == 404
    assert not ClosedReport.objects.exists()


def test_national_staff_read_and_close_all_of_england(admin_client, booking):
    page = f"{PAGE}?period={LAST_YEAR}"
    assert "All England" in text_of(admin_client.get(page))
    assert "By regional body" in text_of(admin_client.get(page))
    admin_client.post(f"{PAGE}close/", {"period": LAST_YEAR, "body": "england"})
    assert ClosedReport.objects.get().bridge is None
    assert "Closed on" in text_of(admin_client.get(page))


def test_the_page_asks_as_many_queries_for_one_as_for_many(
    officer, booking, django_assert_max_num_queries
):
    page = f"{PAGE}?period={LAST_YEAR}"
    officer.get(page)  # the search reads its index
    with django_assert_max_num_queries(50) as few:
        officer.get(page)
    most = len(few)
    for _ in range(3):
        make_booking(state="attended", session=booking.session)
    officer.get(page)
    with django_assert_max_num_queries(most):
        officer.get(page)


def test_the_home_page_says_how_many_sessions_were_held(client):
    make_session(), make_session(state="draft", starts_at=timezone.now() - timedelta(days=2))
    make_session(starts_at=timezone.now() - timedelta(minutes=2))
    assert "so far" not in text_of(client.get("/"))
    for _ in range(2):
        make_session(starts_at=timezone.now() - timedelta(days=2))
    assert "2 training sessions so far." in text_of(client.get("/"))
