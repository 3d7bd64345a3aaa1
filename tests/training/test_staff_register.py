"""The register: printed, marked once, taken back with a trace, and exported."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.models import StatusChange
from partners.models import Organisation
from reference.models import BridgeOrganisation
from tests.factories import make_booking, make_organisation, make_session
from tests.letters import delivered
from tests.partners.admin_pages import messages_of, submit, text_of
from tests.training.staff import BOOKINGS, SESSIONS, officer_of
from training.choices import BookingState
from training.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return officer_of("plymouth")


@pytest.fixture
def begun():
    return make_session(starts_at=timezone.now() - timedelta(hours=4))


def register_of(session):
    return f"{SESSIONS}{session.pk}/register/"


def mark(officer, booking, state):
    sent = {"mark": f"{state}:{booking.pk}"}
    return officer.post(register_of(booking.session), sent, follow=True)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def letters_to(booking):
    return [mail.subject for mail in delivered() if mail.to == [booking.email]]


@pytest.fixture
def almost():
    """Approved and with the Code accepted: training alone is missing."""
    return make_organisation(
        listing_state="approved",
        partner_status="prospect",
        trained_on=None,
        training_source="",
        code_accepted_on=timezone.localdate(),
        partner_since=None,
        renewal_due_on=None,
    )


def test_attended_twice_is_recorded_once_told_once_and_makes_a_partner(officer, begun, almost):
    booking = make_booking(session=begun, organisation=almost)
    assert "Attended: 1." in messages_of(mark(officer, booking, "attended"))
    assert "That was marked already." in messages_of(mark(officer, booking, "attended"))
    assert fresh(booking).state == "attended"
    assert fresh(almost).partner_status == "active"
    assert StatusChange.objects.filter(object_id=almost.pk, field="trained_on").count() == 1
    assert len(letters_to(booking)) == 1


def test_an_undone_mark_takes_back_what_followed_and_leaves_a_trace(officer, begun, almost):
    booking = make_booking(session=begun, organisation=almost, name="Ana Penn")
    mark(officer, booking, "attended")
    page = mark(officer, booking, "confirmed")
    assert fresh(booking).state == "confirmed"
    organisation = fresh(almost)
    assert (organisation.partner_status, organisation.trained_on) == ("prospect", None)
    assert organisation.pk not in Organisation.objects.public().values_list("pk", flat=True)
    read = text_of(page)
    assert "Ana Penn, from Confirmed to Attended, by officer@plymouth.example" in read
    assert "Ana Penn, from Attended to Confirmed, by officer@plymouth.example" in read
    mark(officer, booking, "attended")
    assert fresh(almost).partner_status == "active"
    assert len(letters_to(booking)) == 1


def test_who_came_without_a_place_is_added_also_beyond_the_number_of_places(officer, almost):
    session = make_session(starts_at=timezone.now() - timedelta(minutes=9), capacity=2)
    make_booking(session=session)
    listed = {"state": "waitlisted", "queued_at": timezone.now()}
    waits = make_booking(session=session, organisation=almost, **listed)
    late = make_booking(session=session, organisation=almost, **listed)
    theirs = make_booking(session=session, **listed)
    page = f"{SESSIONS}{session.pk}/book/"
    typed = {"organisation": almost.pk, "name": "Ana", "email": "ana@loft.example"}
    assert "without a place” is needed" in text_of(submit(officer, page, button="", **typed))
    for name, email in (("Ana", "ana@loft.example"), ("Ben", waits.email), ("Cy", "cy@x.example")):
        typed |= {"name": name, "email": email, "override": "Came along"}
        submit(officer, page, button="", **typed)
    assert "in the register already" in text_of(submit(officer, page, button="", **typed))
    once = {**typed, "name": "Ed", "email": late.email, "submission": str(uuid4())}
    for _ in range(2):
        assert "in the register already" not in text_of(officer.post(page, once, follow=True))
    typed |= {"name": "Di", "email": theirs.email}
    refused = text_of(submit(officer, page, button="", **typed))
    assert f"They wait for a place for {theirs.organisation}." in refused
    session = fresh(session)
    assert (session.capacity, session.seats_taken, session.over_by) == (2, 5, 3)
    assert fresh(waits).state == "confirmed"
    ana = session.bookings.get(name="Ana")
    assert StatusChange.objects.get(object_id=ana.pk, field="state").reason == "Came along"
    mark(officer, ana, "attended")
    assert fresh(almost).partner_status == "active"
    assert letters_to(ana) == [f"Thank you for coming: {session.title}"]


def test_who_is_left_is_marked_at_once_and_who_was_marked_stays(officer, begun):
    bookings = [make_booking(session=begun) for _ in range(3)]
    waits = make_booking(session=begun, state="waitlisted", queued_at=timezone.now())
    mark(officer, bookings[0], "left-early")
    officer.post(register_of(begun), {"rest": "no-show"})
    states = [fresh(booking).state for booking in bookings]
    assert states == ["left-early", "no-show", "no-show"]
    assert fresh(waits).state == "waitlisted"


def test_of_whoever_did_not_come_nobody_says_that_training_is_booked(officer, begun):
    booked = make_organisation(
        partner_status="training-booked", trained_on=None, training_source=""
    )
    booking = make_booking(session=begun, organisation=booked)
    mark(officer, booking, "no-show")
    assert fresh(booked).partner_status == "prospect"


@pytest.mark.parametrize("sent", ["waitlisted:{}", "attended:x", "attended:99999999", "{}"])
def test_a_forged_mark_changes_nothing(officer, begun, sent):
    booking = make_booking(session=begun)
    officer.post(register_of(begun), {"mark": sent.format(booking.pk)})
    assert fresh(booking).state == "confirmed"


def test_a_booking_of_another_session_is_not_marked_here(officer, begun):
    leeds = make_session(starts_at=begun.starts_at, bridge=bridge_of("leeds"))
    theirs = make_booking(session=leeds)
    officer.post(register_of(begun), {"mark": f"attended:{theirs.pk}"})
    assert fresh(theirs).state == "confirmed"


def bridge_of(authority):
    return BridgeOrganisation.objects.get(authorities__slug=authority)


def test_nobody_is_marked_before_it_begins(officer):
    booking = make_booking()
    page = mark(officer, booking, "attended")
    assert "The register is marked once the session has begun." in messages_of(page)
    assert 'value="attended' not in page.content.decode()
    assert fresh(booking).state == "confirmed"


def test_needs_are_read_for_thirty_days(officer, begun):
    make_booking(session=begun, access_needs="A ramp.", dietary_needs="No nuts.")
    for page in ("register/", "register/export/"):
        assert officer.get(f"{SESSIONS}{begun.pk}/{page}").status_code == 200
    read = text_of(officer.get(register_of(begun)))
    assert "A ramp." in read
    assert "No nuts." in read
    with time_machine.travel(begun.ends_at + timedelta(days=30, minutes=1)):
        read = text_of(officer_of("cornwall").get(register_of(begun)))
    assert "Who comes: 1" in read
    assert "A ramp." not in read


def test_the_register_says_who_waits_in_order_and_who_gave_back_late(officer):
    session = make_session(starts_at=timezone.now() + timedelta(days=1))
    now = timezone.now()
    for minutes, name in ((5, "Second"), (9, "First")):
        make_booking(
            session=session,
            name=name,
            state="waitlisted",
            queued_at=now - timedelta(minutes=minutes),
        )
    for ended_at, name in ((now, "Late Lee"), (now - timedelta(days=3), "Early Eve")):
        make_booking(session=session, name=name, state="cancelled-by-attendee", ended_at=ended_at)
    read = text_of(officer.get(register_of(session)))
    assert "Given back: 2, of these late: 1" in read
    assert "Late Lee" in read
    assert read.index("First") < read.index("Second")


def test_the_export_has_the_chosen_columns_and_no_formula(officer, begun):
    make_booking(session=begun, name="=SUM(1)", email="ana@museum.example", access_needs="A ramp.")
    address = f"{register_of(begun)}export/"
    assert "Tick at least one column." in text_of(officer.post(address))
    file = officer.post(address, {"columns": ["name", "state"]}).content.decode("utf-8-sig")
    assert file.splitlines() == ["Name,State", "'=SUM(1),Confirmed"]


def test_somebody_who_stayed_away_twice_is_let_in_or_declined(officer):
    session = make_session(capacity=1)
    asks, refused = (
        make_booking(session=session, state="requested", email=f"{name}@museum.example")
        for name in ("asks", "refused")
    )
    page = f"{BOOKINGS}{asks.pk}/change/"
    assert "Let them come" in officer.get(page).content.decode()
    for _ in range(2):
        officer.post(page, {"approve": "yes"})
    assert fresh(asks).state == "confirmed"
    page = f"{BOOKINGS}{refused.pk}/change/"
    answer = officer.post(page, {"take_out": "yes", "reason": ""})
    assert "is needed" in text_of(answer)
    answer = officer.post(page, {"take_out": "yes", "reason": "Twice is enough."}, follow=True)
    assert fresh(refused).state == "declined"
    assert "Twice is enough." in text_of(answer)
    assert StatusChange.objects.filter(object_id=refused.pk, after="Declined").exists()


def test_whoever_is_taken_out_is_told_why_and_the_next_is_offered_the_place(officer):
    session = make_session(capacity=1)
    booking = make_booking(session=session)
    waits = make_booking(session=session, state="waitlisted", queued_at=timezone.now())
    sent = {"take_out": "yes", "reason": "They left the museum."}
    officer.post(f"{BOOKINGS}{booking.pk}/change/", sent)
    assert fresh(booking).state == BookingState.CANCELLED_BY_HOST
    assert fresh(waits).state == BookingState.OFFERED
    assert any("They left the museum." in mail.body for mail in delivered())


def test_a_person_is_found_by_name_or_address(officer):
    booking = make_booking(name="Ana Penn", email="ana@museum.example")
    make_booking(name="Somebody Else")
    for words in ("penn", "ana@museum"):
        read = text_of(officer.get(f"{BOOKINGS}?q={words}"))
        assert "Ana Penn" in read
        assert "Somebody Else" not in read
    assert officer.post(f"{BOOKINGS}add/").status_code == 403
    assert officer.post(f"{BOOKINGS}{booking.pk}/delete/").status_code == 403
    assert Booking.objects.count() == 2
