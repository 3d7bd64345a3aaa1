"""Staff enter, open, move, copy and cancel sessions, and change how many may come."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import StatusChange
from reference.models import BridgeOrganisation
from tests.factories import make_booking, make_organisation, make_session
from tests.letters import delivered
from tests.partners.admin_pages import errors_of, fields_of, messages_of, run, submit, text_of
from tests.training.staff import SESSIONS, officer_of
from training import hosting
from training.links import booking_path
from training.models import TrainingSession
from training.wall_clock import NoSuchTime, moment

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
TYPED = {
    "title": "Become a partner",
    "purpose": "What schools need.",
    "starts_at": "2027-03-03T10:00",
    "ends_at": "2027-03-03T13:00",
    "venue_name": "Market Hall",
    "postcode": "pl1 3rw",
}


@pytest.fixture
def officer():
    return officer_of("plymouth")


@pytest.fixture(autouse=True)
def at_the_turn_of_the_year():
    with time_machine.travel(datetime(2027, 1, 4, 9, tzinfo=LONDON), tick=True):
        yield


def page_of(session, page="change"):
    return f"{SESSIONS}{session.pk}/{page}/"


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_session_is_entered_in_london_time_and_located(officer):
    submit(officer, f"{SESSIONS}add/", **TYPED | {"starts_at": "2027-07-03T10:00"}
           | {"ends_at": "2027-07-03T13:00"})  # fmt: skip
    session = TrainingSession.objects.get()
    assert session.starts_at == datetime(2027, 7, 3, 9, tzinfo=ZoneInfo("UTC"))
    assert (session.state, session.postcode) == ("draft", "PL1 3RW")
    assert session.authority.slug == "plymouth"
    assert session.position is not None
    assert session.bridge == BridgeOrganisation.objects.get(authorities__slug="plymouth")


def test_an_online_session_needs_no_place(officer):
    typed = TYPED | {"format": "online", "venue_name": "", "postcode": ""}
    submit(officer, f"{SESSIONS}add/", **typed)
    session = TrainingSession.objects.get()
    assert (session.position, session.authority) == (None, None)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("starts_at", "2027-03-28T01:30", "01:30 does not exist. Choose a time before 01:00, or"),
        ("ends_at", "2027-10-31T01:30", "01:30 comes twice. Choose a time before 01:00, or from"),
        ("starts_at", "tomorrow", "Enter a day and a time"),
        ("ends_at", "2027-03-03T09:00", "It must end after it starts."),
        ("postcode", "CF10 1EP", "is in Wales"),
        ("venue_name", "", "Say where it is"),
        ("booking_closes_at", "2027-03-04T10:00", "Booking must close before"),
        ("booking_opens_at", "2027-03-03T10:00", "Booking must open before it closes"),
        ("own_area_until", "2027-03-04", "This is after the session."),
        ("starts_at", "9999-12-31T10:00", "more than 10 years away"),
        ("capacity", "0", "Enter 1 or more"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(officer, field, typed, words):
    page = submit(officer, f"{SESSIONS}add/", **TYPED | {field: typed})
    assert words in " ".join(errors_of(page)[field])
    assert not TrainingSession.objects.exists()


def test_the_hours_around_a_clock_change_are_there():
    assert moment(date(2027, 3, 28), time(0, 59)).utcoffset() == timedelta(0)
    assert moment(date(2027, 3, 28), time(2, 0)).utcoffset() == timedelta(hours=1)
    assert moment(date(2027, 10, 31), time(2, 0)).utcoffset() == timedelta(0)
    with pytest.raises(NoSuchTime, match="forward"):
        moment(date(2027, 3, 28), time(1, 0))


def test_a_body_of_another_area_cannot_be_chosen(officer):
    leeds = BridgeOrganisation.objects.get(authorities__slug="leeds")
    page = submit(officer, f"{SESSIONS}add/", **TYPED | {"bridge": leeds.pk})
    assert "bridge" in errors_of(page)


def test_time_and_place_of_an_open_session_are_not_changed_on_its_form(officer):
    session = make_session()
    before = fresh(session)
    submit(officer, page_of(session), title="Another", starts_at="2027-05-05T10:00", postcode="X")
    after = fresh(session)
    assert (after.title, after.starts_at) == ("Another", before.starts_at)
    assert after.postcode == before.postcode


def test_a_draft_is_opened_once_it_says_what_people_must_know(officer):
    session = make_session(state="draft", agenda="")
    assert "Add the agenda first" in text_of(
        run(officer, page_of(session), "open_booking", session)
    )
    TrainingSession.objects.update(agenda="10:00 Welcome")
    as_it_is = fields_of(officer.get(page_of(session)))
    action = {"CHANGE_FORM-action": "open_booking", "_selected_action": session.pk}
    officer.post(page_of(session), as_it_is | action)
    assert fresh(session).state == "open"
    run(officer, SESSIONS, "close_booking", session)
    assert fresh(session).state == "closed"


def test_fewer_places_put_nobody_out_and_more_move_the_list_up(officer):
    session = make_session(capacity=3)
    for _ in range(3):
        make_booking(session=session)
    waits = make_booking(session=session, state="waitlisted", queued_at=timezone.now())
    page = submit(officer, page_of(session), capacity="1")
    assert "It is over by 2: nobody loses a place." in messages_of(page)
    assert "3 of 1: over by 2" in text_of(officer.get(SESSIONS))
    assert session.bookings.filter(state="confirmed").count() == 3
    submit(officer, page_of(session), capacity="4")
    assert fresh(waits).state == "offered"
    assert (fresh(session).capacity, fresh(session).over_by) == (4, 0)


def test_a_move_tells_everybody_and_finds_the_new_place(officer):
    session = make_session(starts_at=datetime(2027, 3, 17, 10, tzinfo=LONDON))
    comes = make_booking(session=session, email="comes@museum.example")
    make_booking(
        session=session, email="waits@museum.example", state="waitlisted", queued_at=timezone.now()
    )
    same = submit(officer, page_of(session, "move"), button="", reason="Flood.")
    assert "this is where it is now" in text_of(same)
    new = {"starts_at": "2027-04-07T14:00", "ends_at": "2027-04-07T16:00", "postcode": "LS1 1UR"}
    old = submit(officer, page_of(session, "move"), button="", reason="Flood.", **new)
    assert "This is of the old place" in text_of(old)
    new["getting_there"] = "Opposite the station."
    submit(officer, page_of(session, "move"), button="", reason="Flood.", **new)
    moved = fresh(session)
    assert moved.getting_there == "Opposite the station."
    assert moved.starts_at == datetime(2027, 4, 7, 14, tzinfo=LONDON)
    assert moved.authority.slug == "leeds"
    told = {mail.to[0]: mail.body for mail in delivered() if mail.subject.startswith("Moved")}
    assert told.keys() == {"comes@museum.example", "waits@museum.example"}
    letter = told["comes@museum.example"]
    assert "Flood." in letter
    assert "Before, it was: Wednesday 17 March 2027, 10:00 to 13:00 (GMT), Market Hall" in letter
    give_back = booking_path(comes, "cancel")
    assert give_back in letter
    assert "Give the place back</button>" in officer.get(give_back).text
    submit(officer, page_of(session, "move"), button="", reason="More.", format="hybrid")
    assert fresh(session).format == "hybrid"


def test_a_move_sent_twice_tells_once_and_leaves_time_to_book():
    session = make_session(
        starts_at=datetime(2027, 3, 17, 10, tzinfo=LONDON),
        booking_opens_at=datetime(2027, 3, 1, 10, tzinfo=LONDON),
        own_area_until=date(2027, 3, 10),
    )
    make_booking(session=session)
    start = datetime(2027, 2, 17, 10, tzinfo=LONDON)
    slot = hosting.Slot(start, start + timedelta(hours=3), "Market Hall", "", "PL1 3RW")
    for _ in range(2):
        moved = hosting.move(session=session, slot=slot, by=None, reason="Flood")
    assert (len(delivered()), fresh(session).sequence) == (1, 1)
    assert timezone.localtime(moved.booking_opens_at).date() == date(2027, 2, 1)
    assert fresh(session).own_area_until == date(2027, 2, 10)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"state": "cancelled", "end_reason": "Snow"}, "It is cancelled"), ({}, "It has begun")],
)
def test_what_has_begun_or_was_cancelled_is_not_moved(officer, fields, words):
    session = make_session(starts_at=timezone.now() - timedelta(minutes=5), **fields)
    new = {"starts_at": "2027-04-07T14:00", "ends_at": "2027-04-07T16:00"}
    page = submit(officer, page_of(session, "move"), button="", reason="Late.", **new)
    assert words in text_of(page)
    assert fresh(session).starts_at == session.starts_at


def test_a_copy_keeps_the_time_on_the_wall_over_a_clock_change_and_is_made_once(officer):
    session = make_session(
        starts_at=datetime(2027, 3, 17, 10, tzinfo=LONDON), own_area_until=date(2027, 3, 1)
    )
    make_booking(session=session)
    for _ in range(2):
        address = page_of(session, "copy")
        page = officer.post(address, {"first_day": "2027-03-24", "times": "2"}, follow=True)
    assert "there is a session at each of these times" in text_of(page)
    copies = TrainingSession.objects.exclude(pk=session.pk).order_by("starts_at")
    starts = [timezone.localtime(copy.starts_at).isoformat() for copy in copies]
    assert starts == ["2027-03-24T10:00:00+00:00", "2027-03-31T10:00:00+01:00"]
    assert {(copy.state, copy.seats_taken, copy.lasts) for copy in copies} == {
        ("draft", 0, timedelta(hours=3))
    }
    assert [copy.own_area_until for copy in copies] == [date(2027, 3, 8), date(2027, 3, 15)]


def test_no_copy_is_made_beyond_the_years_that_staff_plan_for(officer):
    session = make_session()
    for typed in ("9999-12-25", "2038-01-01"):
        page = officer.post(page_of(session, "copy"), {"first_day": typed, "times": "52"})
        assert "more than 10 years away" in text_of(page)
    assert TrainingSession.objects.count() == 1


def test_a_cancelled_session_says_why_to_everybody(officer):
    session = make_session()
    make_booking(session=session, email="comes@museum.example")
    page = run(officer, page_of(session), "call_off", session)
    assert "1 person to tell" in text_of(page)
    assert fresh(session).state == "open"
    longest = "Snow. " * 166 + "Snow"
    run(officer, page_of(session), "call_off", session, with_reason="yes", reason=longest)
    assert fresh(session).state == "cancelled"
    (told,) = [mail for mail in delivered() if mail.to == ["comes@museum.example"]]
    assert longest in told.body
    assert StatusChange.objects.filter(reason=longest, after="Cancelled").exists()


def test_a_draft_that_nobody_saw_is_not_cancelled_into_the_open(officer):
    session = make_session(state="draft")
    page = run(officer, page_of(session), "call_off", session, with_reason="yes", reason="Snow.")
    assert "Nobody has seen this draft: delete it instead." in text_of(page)
    assert officer.get(session.get_absolute_url()).status_code == 404


def test_staff_book_for_an_organisation_anywhere_and_beyond_its_limit_for_a_reason(officer):
    session = make_session(most_per_organisation=1)
    leeds = make_organisation(name="Aire Loft", authority="leeds", position=None)
    make_booking(session=session, organisation=leeds)
    found = officer.get(f"{SESSIONS}organisations/", {"term": "aire"}).json()["results"]
    assert [row["text"] for row in found] == ["Aire Loft, Leeds"]
    typed = {"organisation": leeds.pk, "name": "Ana", "email": "ana@loft.example"}
    page = submit(officer, page_of(session, "book"), button="", **typed)
    assert "Up to one person of one organisation can come." in text_of(page)
    sent = typed | {"override": "Their director, too.", "submission": str(uuid.uuid4())}
    for _ in range(2):
        officer.post(page_of(session, "book"), sent)
    booking = session.bookings.get(name="Ana")
    assert (booking.state, booking.note) == ("confirmed", "")
    assert (
        StatusChange.objects.get(content_type__model="booking", object_id=booking.pk).reason
        == "Their director, too."
    )


def test_a_full_session_stays_full_whoever_books(officer):
    session = make_session(capacity=1)
    make_booking(session=session)
    typed = {"organisation": make_organisation().pk, "name": "Ana", "email": "ana@loft.example"}
    page = submit(officer, page_of(session, "book"), button="", override="Friend.", **typed)
    assert "Ana: number 1 on the waiting list." in messages_of(page)


def test_a_letter_goes_once_to_all_who_come_and_to_nobody_else(officer):
    session = make_session()
    make_booking(session=session, email="comes@museum.example")
    make_booking(
        session=session, email="waits@museum.example", state="waitlisted", queued_at=timezone.now()
    )
    typed = {"to": "coming", "subject": "Bring  shoes", "words": "We walk.", "number": uuid.uuid4()}
    preview = officer.post(page_of(session, "write"), typed)
    assert "We walk." in text_of(preview)
    delivered().clear()
    for _ in range(2):
        officer.post(page_of(session, "write"), typed | {"send": "yes"})
    (letter,) = delivered()
    assert (letter.to, letter.subject) == (["comes@museum.example"], "Bring shoes")
    assert "We walk." in letter.body


def test_only_a_draft_that_nobody_booked_is_deleted(officer):
    for session, status in ((make_session(), 403), (make_session(state="draft"), 302)):
        page = officer.post(page_of(session, "delete"), {"post": "yes"})
        assert page.status_code == status


def test_the_list_is_narrowed_to_what_is_to_come_or_to_be_marked(officer):
    make_session(title="Spring")
    past = make_session(title="Autumn", starts_at=timezone.now() - timedelta(days=3))
    assert "Autumn" not in text_of(officer.get(f"{SESSIONS}?when=to-come")).split("Filter")[0]
    assert "0 training sessions" in text_of(officer.get(f"{SESSIONS}?when=to-mark"))
    make_booking(session=past)
    assert "1 training session" in text_of(officer.get(f"{SESSIONS}?when=to-mark"))


def test_the_list_asks_as_often_for_six_sessions_as_for_one(officer):
    make_booking()
    officer.get(SESSIONS)
    with CaptureQueriesContext(connection) as few:
        officer.get(SESSIONS)
    for _ in range(5):
        make_booking(session=make_session())
    with CaptureQueriesContext(connection) as many:
        officer.get(SESSIONS)
    assert len(many) == len(few)
