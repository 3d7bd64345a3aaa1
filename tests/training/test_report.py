"""The funder's quarter: what counts in which period, once, and what is closed stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import StatusChange
from partners.models import CodeAcceptance, CodeOfPractice, Organisation
from reference.models import BridgeOrganisation
from tests.factories import (
    make_area_list,
    make_booking,
    make_interest,
    make_organisation,
    make_session,
)
from tests.people import make_person
from training import attendance
from training.choices import BookingState
from training.interest.services import forget
from training.models import InterestRegistration
from training.report import closing, periods, sheet
from training.report.behind import behind
from training.report.periods import Period, PeriodKind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TODAY = NOW.date()
SUMMER = Period(PeriodKind.QUARTER, date(2026, 4, 1))
IN_SUMMER = datetime(2026, 5, 6, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _late_in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def body():
    return BridgeOrganisation.objects.get(authorities__slug="plymouth")


def held(**fields):
    return make_session(**{"starts_at": IN_SUMMER, "state": "completed"} | fields)


def attended(**fields):
    session = fields.pop("session", None) or held()
    return make_booking(state="attended", session=session, **fields)


def totals(period=SUMMER, body=None):
    """The numbers of a report, by figure, without those that are 0."""
    line = sheet.taken(period, body.pk if body else None).total()
    return {cell.figure: cell.number for cell in line.cells if cell.number}


def by(cut, figure, body=None, period=SUMMER):
    tables = sheet.taken(period, body.pk if body else None).tables()
    [table] = [table for table in tables if table.cut == cut]
    return {
        line.label: cell.number
        for line in table.lines
        for cell in line.cells
        if cell.figure == figure and cell.number
    }


# --- Periods --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "label", "until"),
    [
        ("quarter-2026-04", "April to June 2026 (quarter 1 of 2026/27)", date(2026, 7, 1)),
        ("quarter-2026-01", "January to March 2026 (quarter 4 of 2025/26)", date(2026, 4, 1)),
        ("financial-year-2025-04", "Financial year 2025/26 (April to March)", date(2026, 4, 1)),
        ("academic-year-1999-09", None, None),
        (
            "academic-year-2025-09",
            "Academic year 2025/26 (September to August)",
            date(2026, 9, 1),
        ),
        ("quarter-2027-01", None, None),  # has not begun
        ("quarter-2026-05", None, None),
        ("financial-year-2026-09", None, None),
        ("quarter-2026-99", None, None),
        ("week-2026-04", None, None),
    ],
)
def test_a_period_has_a_name_and_an_end(slug, label, until):
    period = periods.named(slug, TODAY)
    assert (period and period.label) == label
    assert (period and period.until) == until
    assert period is None or period.slug == slug


def test_the_present_ones_are_offered_first_and_said_to_be_unfinished():
    first = [some[0] for _, some in periods.offered(TODAY)]
    assert [one.slug for one in first] == [
        "quarter-2026-10",
        "financial-year-2026-04",
        "academic-year-2026-09",
    ]
    assert all(one.as_said(TODAY).endswith(", so far") for one in first)
    assert SUMMER.as_said(TODAY) == SUMMER.label


def test_half_past_eleven_on_31_march_in_utc_is_april_in_london():
    begins = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    attended(session=held(starts_at=begins))
    attended(session=held(starts_at=begins - timedelta(hours=1)))
    assert totals() == {"sessions": 1, "people": 1, "trained": 1, "working-there": 1}
    before = Period(PeriodKind.FINANCIAL_YEAR, date(2025, 4, 1))
    assert totals(before) == {"sessions": 1, "people": 1, "trained": 1, "working-there": 1}


# --- Figures --------------------------------------------------------------------------------


def test_sessions_count_once_they_are_over_and_neither_drafts_nor_cancelled_ones():
    held(), held(state="open"), held(state="draft"), held(state="cancelled", end_reason="Snow.")
    make_session(starts_at=NOW - timedelta(hours=1))
    assert totals() == {"sessions": 2}
    assert totals(Period(PeriodKind.QUARTER, date(2026, 10, 1))) == {}


def test_an_organisation_that_is_trained_twice_counts_once_and_so_does_a_person():
    house = make_organisation()
    for _ in range(2):
        attended(organisation=house, email="Ana@house.example")
    attended(organisation=house, email="ben@house.example")
    make_booking(state="no-show", session=held())
    attended(session=held(kind="networking"))
    assert totals() == {"sessions": 5, "people": 2, "trained": 1, "working-there": 1}


def test_a_merged_organisation_counts_with_its_heir():
    house, double = make_organisation(), make_organisation(listing_state="archived")
    changed(house, "renewal-due", "active"), changed(double, "renewal-due", "active")
    assert totals() == {"renewed": 2}
    Organisation.objects.filter(pk=double.pk).update(merged_into=house)
    assert totals() == {"renewed": 1}


def changed(organisation, before, after, at=IN_SUMMER):
    row = StatusChange.objects.create(
        subject=organisation, field="partner_status", before=before, after=after
    )
    StatusChange.objects.filter(pk=row.pk).update(at=at)


def test_code_listing_renewal_and_lapse_count_on_their_day():
    house = make_organisation()
    code = CodeOfPractice.objects.current()
    CodeAcceptance.objects.create(organisation=house, code=code, name="A", accepted_at=IN_SUMMER)
    Organisation.objects.filter(pk=house.pk).update(first_listed_at=IN_SUMMER)
    changed(house, "renewal-due", "active")
    changed(house, "active", "renewal-due")
    changed(house, "renewal-due", "lapsed")
    changed(make_organisation(), "agreement-accepted", "active")
    assert totals() == {"code": 1, "listed": 1, "renewed": 1, "lapsed": 1}


def test_interest_counts_on_the_day_of_its_first_yes_and_after_it_is_forgotten():
    interest = make_interest(confirmed_at=IN_SUMMER)
    make_interest(confirmed_at=None)
    InterestRegistration.objects.filter(pk=interest.pk).update(confirmed_at=NOW)
    assert totals() == {"interest": 1}
    interest.refresh_from_db()
    forget(interest=interest, now=NOW)
    assert totals() == {"interest": 1}
    assert by("type", "interest") == {"Not known": 1}


def test_it_is_cut_by_authority_type_area_and_body(body):
    make_area_list("plymouth", "torbay", name="The coast")
    make_area_list("leeds", name="North", bridge=None)
    attended(organisation=make_organisation(authority="plymouth", type="museum"))
    attended(organisation=make_organisation(authority="torbay", type="museum"))
    attended(organisation=make_organisation(authority="leeds", type="dance-organisation"))
    assert by("authority", "trained", body) == {"Plymouth": 1, "Torbay": 1}
    assert by("type", "people") == {"Museum": 2, "Dance company or agency": 1}
    assert by("area", "trained", body) == {"The coast": 2}
    assert by("area", "trained") == {"North": 1}
    assert by("body", "trained")[body.name] == 2


def test_by_lead_an_organisation_counts_once_and_by_coverage_wherever_it_works(body):
    attended(organisation=make_organisation(authority="leeds", covers_england=True))
    attended(organisation=make_organisation(authority="plymouth"))
    assert totals(body=body)["trained"] == 1
    assert totals(body=body)["working-there"] == 2
    assert by("authority", "working-there", body)["Torbay"] == 1
    assert by("authority", "trained", body) == {"Plymouth": 1}
    assert "Leeds" not in by("authority", "working-there", body)


# --- Names ----------------------------------------------------------------------------------


def named(figure, user, of=None, cut="total", value=""):
    found = behind(of or sheet.taken(SUMMER, None), figure, cut, value, user)
    return [name.text for name, _ in found.named], found.nameless, found.not_ours


def officer(body):
    person = make_person(f"{body.slug}@body.example")
    person.bridge_posts.create(bridge=body)
    return person


def test_names_are_of_one_s_own_area_and_who_was_erased_is_counted(body):
    here, there = make_organisation(name="Here"), make_organisation(name="There", authority="leeds")
    attended(organisation=here, name="Ana"), attended(organisation=there, name="Zed")
    attended(organisation=here, name="", email="")
    mine = officer(body)
    assert named("people", mine) == (["Ana"], 1, 1)
    assert named("trained", mine) == (["Here"], 0, 1)
    make_interest(name="Ida", confirmed_at=IN_SUMMER)
    make_interest(name="Zoe", authority="leeds", confirmed_at=IN_SUMMER)
    assert named("interest", mine) == (["Ida of A Museum"], 0, 1)
    leeds = BridgeOrganisation.objects.get(authorities__slug="leeds")
    held(bridge=leeds, title="Theirs")
    names, _, not_ours = named("sessions", mine)
    assert ("Theirs" in " ".join(names), not_ours) == (False, 1)


def test_there_are_no_names_behind_a_number_that_is_none(body):
    of, user = sheet.taken(SUMMER, None), officer(body)
    assert behind(of, "nobody", "total", "", user) is None
    assert behind(of, "people", "authority", "99999999", user) is None
    assert behind(of, "people", "nothing", "1", user) is None


# --- Closing --------------------------------------------------------------------------------


def shown(row):
    of = sheet.read(row.figures)
    return of.total(), list(of.tables())


def test_a_closed_report_reads_the_same_whatever_changes(body):
    boss = make_person()
    make_area_list("plymouth", "torbay", name="The coast")
    booking = attended(organisation=make_organisation(authority="torbay"))
    live = sheet.taken(SUMMER, body.pk)
    row = closing.close(period=SUMMER, body=body, by=boss)
    assert shown(row) == (live.total(), list(live.tables()))
    attendance.mark(
        session=booking.session, numbers=[booking.pk], state=BookingState.CONFIRMED, by=boss
    )
    body.area_lists.update(name="Another")
    Organisation.objects.update(type="museum", authority=None)
    assert totals(body=body) == {"sessions": 1}
    row.refresh_from_db()
    assert shown(row) == (live.total(), list(live.tables()))
    assert sheet.read(row.figures).total().cells[2].number == 1


def test_what_is_kept_of_it_names_nobody(body):
    booking = attended(name="Ana Smith", email="ana@house.example")
    row = closing.close(period=SUMMER, body=None, by=make_person())
    for text in (booking.name, booking.email, booking.organisation.name):
        assert text not in str(row.figures)
    assert named("people", officer(body), sheet.read(row.figures)) == (["Ana Smith"], 0, 0)


def test_a_double_click_closes_once_and_another_day_changes_nothing(body):
    first = closing.close(period=SUMMER, body=body, by=make_person())
    held()
    with time_machine.travel(NOW + timedelta(days=2)):
        again = closing.close(period=SUMMER, body=body, by=make_person("b@body.example"))
    assert again == first
    assert (again.closed_on, again.figures) == (timezone.localdate(NOW), first.figures)


@pytest.mark.parametrize(
    ("at", "is_over"), [("2026-06-30T22:59Z", False), ("2026-06-30T23:00Z", True)]
)
def test_it_is_closed_from_the_london_day_after_its_last(body, at, is_over):
    with time_machine.travel(datetime.fromisoformat(at), tick=False):
        if is_over:
            assert closing.close(period=SUMMER, body=body, by=make_person()).pk
        else:
            with pytest.raises(closing.CannotClose, match="not over yet"):
                closing.close(period=SUMMER, body=body, by=make_person())
