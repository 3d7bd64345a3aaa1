"""What the clock does for training: reminders once, interest told and asked again, needs erased."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories import make_booking, make_interest, make_session
from tests.letters import delivered
from tests.people import make_person
from training import due, hosting
from training.models import Booking, InterestRegistration, TrainingSession

pytestmark = pytest.mark.django_db


def subjects():
    return [message.subject.split(":")[0] for message in delivered()]


@pytest.mark.parametrize("starts_at", [datetime(2027, 3, 29, 9), datetime(2027, 11, 1, 10)])
def test_a_week_and_a_day_before_each_once_over_a_clock_change_and_however_often(starts_at):
    starts_at = starts_at.replace(tzinfo=UTC)
    with time_machine.travel(starts_at - timedelta(days=20), tick=False):
        session = make_session(starts_at=starts_at)
        booking = make_booking(session=session)
        Booking.objects.filter(pk=booking.pk).update(booked_at=timezone.now())
    sent = []
    for days in (8, 7, 6, 2, 1, 0.1):
        with time_machine.travel(starts_at - timedelta(days=days), tick=False):
            due.run(timezone.now())
            due.run(timezone.now())
            sent.append(len(subjects()))
    assert sent == [0, 1, 1, 1, 2, 2]


def test_after_a_time_without_mail_one_reminder_not_two():
    session = make_session(starts_at=timezone.now() + timedelta(hours=20))
    booking = make_booking(session=session)
    Booking.objects.filter(pk=booking.pk).update(booked_at=timezone.now() - timedelta(days=30))
    due.run(timezone.now())
    assert subjects() == ["Soon"]


def test_whoever_booked_after_the_week_is_reminded_of_the_day_alone():
    session = make_session(starts_at=timezone.now() + timedelta(days=4))
    make_booking(session=session)
    due.run(timezone.now())
    assert subjects() == []


def test_those_whom_a_session_suits_are_told_once_when_it_can_be_booked():
    here, online_only, elsewhere = (
        make_interest(online=False),
        make_interest(in_person=False),
        make_interest(authority="leeds"),
    )
    make_interest(confirmed_at=None)
    make_interest(state="booked")
    later = timezone.now() + timedelta(days=2)
    session = make_session(booking_opens_at=later)
    due.run(timezone.now())
    assert delivered() == []
    with time_machine.travel(later, tick=False):
        due.run(timezone.now())
        due.run(timezone.now())
    assert [message.to[0] for message in delivered()] == [here.email]
    make_session(format="online", title="On screen", venue_name="", postcode="")
    due.run(timezone.now())
    told = sorted(message.to[0] for message in delivered()[1:])
    assert told == sorted([online_only.email, elsewhere.email])
    assert TrainingSession.objects.get(pk=session.pk).told_interested_at == later


def test_of_a_session_for_its_own_area_first_the_others_are_told_on_the_day():
    here, elsewhere = make_interest(), make_interest(authority="leeds")
    make_session(kind="networking", format="online")
    day = timezone.localdate() + timedelta(days=3)
    make_session(format="online", own_area_until=day)
    told = []
    for days in (0, 1, 3, 4):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            due.run(timezone.now())
            told.append([message.to[0] for message in delivered()])
    assert told[0] == told[1] == [here.email]
    assert told[2] == told[3] == [here.email, elsewhere.email]


def test_after_a_year_they_are_asked_once_and_forgotten_a_month_later():
    a_year = timedelta(days=366)
    interest = make_interest(confirmed_at=timezone.now() - a_year)
    due.run(timezone.now())
    due.run(timezone.now())
    assert subjects() == ["Would you still come to a training session?"]
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        due.erase(timezone.now())
    interest = InterestRegistration.objects.get(pk=interest.pk)
    assert (interest.email, interest.name, interest.authority.slug) == ("", "", "plymouth")


def test_needs_go_after_thirty_days_and_names_after_26_months():
    session = make_session(starts_at=timezone.now() - timedelta(days=31))
    booking = make_booking(session=session, state="attended", access_needs="A lift")
    due.erase(timezone.now())
    booking = Booking.objects.get(pk=booking.pk)
    assert (booking.access_needs, booking.email != "") == ("", True)
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=False):
        due.erase(timezone.now())
    booking = Booking.objects.get(pk=booking.pk)
    assert (booking.name, booking.email, booking.state) == ("", "", "attended")


def test_a_session_whose_time_has_passed_is_over():
    session = make_session(starts_at=timezone.now() - timedelta(hours=4))
    due.run(timezone.now())
    assert TrainingSession.objects.get(pk=session.pk).state == "completed"


def test_called_off_everybody_is_told_why_and_nobody_is_reminded():
    session = make_session(starts_at=timezone.now() + timedelta(hours=20))
    booking = make_booking(session=session)
    hosting.call_off(session=session, by=make_person(), reason="Snow on the roads")
    due.run(timezone.now())
    (letter,) = delivered()
    assert letter.to == [booking.email]
    assert letter.subject.startswith("Cancelled: ")
    assert "Snow on the roads" in letter.body


def test_fewer_places_throw_nobody_out_and_more_move_the_list_up():
    session, staff = make_session(capacity=3), make_person()
    for _ in range(3):
        make_booking(session=session)
    waits = make_booking(session=session, state="waitlisted", queued_at=timezone.now())
    hosting.set_capacity(session=session, capacity=1, by=staff)
    session = TrainingSession.objects.get(pk=session.pk)
    assert (session.over_by, session.seats_taken) == (2, 3)
    hosting.set_capacity(session=session, capacity=4, by=staff)
    assert Booking.objects.get(pk=waits.pk).state == "offered"
