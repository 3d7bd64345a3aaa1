"""Who gets a place, and who waits: one after the other here; all at once in test_at_once."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from tests.factories import make_booking, make_interest, make_organisation, make_session
from tests.letters import delivered
from tests.people import make_person
from training import hosting, places, standing
from training.choices import BookingState
from training.models import Booking
from training.places import CannotChangePlace, Person, number_in_list
from training.rules import CannotBook

pytestmark = pytest.mark.django_db
STATE = BookingState


def person(number: int) -> Person:
    return Person(f"Person {number}", f"p{number}@museum.example")


def book(session, *numbers, organisation=None, submission=None, **more):
    return places.book(
        session=session,
        organisation=organisation or make_organisation(),
        people=[person(number) for number in numbers],
        submission=submission or uuid.uuid4(),
        **{"by": None, **more},
    )


def states(session):
    return [*session.bookings.order_by("pk").values_list("state", flat=True)]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_who_comes_first_has_a_place_and_the_others_wait_in_order():
    session = make_session(capacity=2)
    for number in range(4):
        book(session, number)
    assert states(session) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert fresh(session).seats_taken == 2
    waiting = [*session.bookings.waiting()]
    assert [number_in_list(one) for one in waiting] == [1, 2]
    assert [one.name for one in waiting] == ["Person 2", "Person 3"]


def test_a_form_that_is_sent_twice_books_once():
    session, submission = make_session(), uuid.uuid4()
    first = book(session, 1, 2, submission=submission)
    assert book(session, 1, 2, submission=submission) == first
    assert states(session) == ["confirmed", "confirmed"]


def test_the_number_of_a_form_of_one_session_does_no_harm_in_another():
    submission = uuid.uuid4()
    for number, session in enumerate((make_session(), make_session())):
        assert book(session, number, submission=submission)[0].state == STATE.CONFIRMED


def test_a_place_that_is_given_back_is_offered_to_whoever_waits_longest():
    session = make_session(capacity=1)
    (here,), (next_one,), _ = (book(session, number) for number in range(3))
    places.cancel(booking=here)
    places.cancel(booking=here)
    assert states(session) == ["cancelled-by-attendee", "offered", "waitlisted"]
    assert fresh(session).seats_taken == 1
    offered = fresh(next_one)
    assert offered.offer_until - timezone.now() > timedelta(hours=47)
    places.accept(booking=offered)
    places.accept(booking=offered)
    assert fresh(offered).state == STATE.CONFIRMED


def test_nobody_jumps_the_queue_by_booking_anew_or_while_a_place_is_offered():
    session = make_session(capacity=1)
    (here,), (waits,) = book(session, 1), book(session, 2)
    places.cancel(booking=here)
    (again,) = book(session, 1)
    assert again.state == STATE.WAITLISTED
    places.decline(booking=waits)
    assert fresh(again).state == STATE.OFFERED


def test_an_offer_that_nobody_answers_goes_to_the_next_and_both_are_told():
    session = make_session(capacity=1)
    (here,), (silent,), _ = (book(session, number) for number in range(3))
    places.cancel(booking=here)
    until = date_format(timezone.localtime(fresh(silent).offer_until), "l j F Y, H:i")
    with time_machine.travel(timezone.now() + timedelta(hours=58), tick=False):
        assert places.pass_on(session, timezone.now()) == 1
        assert places.pass_on(session, timezone.now()) == 0
        with pytest.raises(CannotChangePlace, match="ended already"):
            places.accept(booking=silent)
        subjects = {(m.to[0], m.subject.split(":")[0]) for m in delivered()}
        lapsed = next(m for m in delivered() if m.subject.endswith(f"ended: {session.title}"))
    assert f"kept for you until {until}. We heard nothing" in lapsed.body
    assert states(session) == ["cancelled-by-attendee", "lapsed", "offered"]
    assert ("p1@museum.example", "Your place on the waiting list has ended") in subjects
    assert ("p2@museum.example", "A place is free for you") in subjects


@pytest.mark.parametrize(("days", "hours"), [(21, 48), (4, 24), (0.5, 12)])
def test_an_offer_lasts_two_days_one_when_it_is_near_and_never_beyond_the_start(days, hours):
    with time_machine.travel(timezone.now(), tick=False):
        session = make_session(capacity=1, starts_at=timezone.now() + timedelta(days=days))
        (here,), (waits,) = book(session, 1), book(session, 2)
        places.cancel(booking=here)
        assert fresh(waits).offer_until == timezone.now() + timedelta(hours=hours)


def test_a_late_answer_takes_no_place():
    session = make_session(capacity=1)
    (here,), (waits,) = book(session, 1), book(session, 2)
    places.cancel(booking=here)
    with (
        time_machine.travel(timezone.now() + timedelta(hours=49), tick=False),
        pytest.raises(CannotChangePlace, match="time to take this place is over"),
    ):
        places.accept(booking=waits)


def test_once_it_starts_the_list_ends_and_nothing_is_given_back():
    session = make_session(capacity=1)
    (here,), (waits,) = book(session, 1), book(session, 2)
    with time_machine.travel(session.starts_at, tick=False):
        assert places.end_waiting(session, timezone.now()) == 1
        with pytest.raises(CannotChangePlace, match="has begun"):
            places.cancel(booking=here)
    assert fresh(waits).state == STATE.LAPSED


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({"state": "waitlisted", "queued_at": timezone.now()}, "No place came free for you"),
        ({"state": "offered"}, "A place was kept for you until"),
        ({"state": "requested"}, "has not said whether you could come"),
    ],
)
def test_whoever_still_hopes_when_it_starts_reads_why_it_has_ended(before, words):
    session = make_session()
    if before["state"] == "offered":
        before = before | {"offer_until": session.starts_at}
    make_booking(session=session, **before)
    with time_machine.travel(session.starts_at, tick=False):
        places.end_waiting(session, timezone.now())
        (letter,) = delivered()
    said = [
        some for some in ("No place came free", "was kept", "has not said") if some in letter.body
    ]
    assert words in letter.body
    assert len(said) == 1


def test_whoever_comes_no_more_is_told_of_sessions_again_and_who_comes_instead_is_not():
    session = make_session()
    (first,) = book(session, 1)
    asked = [make_interest(email=person(number).email, state="open") for number in (1, 2)]
    standing.note_interest(first)
    assert [fresh(one).state for one in asked] == ["booked", "open"]
    places.change_person(booking=first, person=person(2))
    assert [fresh(one).state for one in asked] == ["open", "booked"]
    hosting.call_off(session=session, by=None, reason="Snow")
    assert [fresh(one).state for one in asked] == ["open", "open"]


def test_a_colleague_takes_the_place_over_and_the_link_of_the_other_ends():
    session, museum = make_session(capacity=1), make_organisation()
    (here,), _ = (book(session, number, organisation=museum) for number in (1, 2))
    nonce = here.nonce
    changed = places.change_person(booking=here, person=person(9))
    assert (changed.email, changed.state) == ("p9@museum.example", "confirmed")
    assert changed.nonce != nonce
    subjects = [(m.to[0], m.subject.split(":")[0]) for m in delivered()]
    assert ("p1@museum.example", "A colleague was named in your place") in subjects
    assert ("p9@museum.example", "Your place is booked") in subjects
    with pytest.raises(CannotBook, match="in this session already"):
        places.change_person(booking=changed, person=person(2))


def test_two_of_one_organisation_and_staff_may_book_more():
    session, museum = make_session(), make_organisation()
    book(session, 1, 2, organisation=museum)
    with pytest.raises(CannotBook, match=r"Up to 2 people of one organisation can come\. 2 booked"):
        book(session, 3, organisation=museum)
    (third,) = book(session, 3, organisation=museum, override="They bring a signer.")
    assert third.state == STATE.CONFIRMED


def test_nobody_is_in_two_sessions_that_are_still_to_come():
    first, second = make_session(), make_session(title="The same in June")
    museum = make_organisation()
    (here,) = book(first, 1, organisation=museum)
    with pytest.raises(CannotBook, match=r"booked for Become an Artsmark Partner, .* already"):
        book(second, 1, organisation=museum)
    for session in (first, second):
        with pytest.raises(CannotBook, match=r"p1@museum.example cannot be booked here\. Write to"):
            book(session, 1)
    with pytest.raises(CannotBook, match=r"booked for Become"):
        book(second, 1, by=make_person(is_staff=True))
    places.cancel(booking=here)
    assert book(second, 1)[0].state == STATE.CONFIRMED


def test_own_area_first_until_a_date():
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = make_session(own_area_until=tomorrow)
    elsewhere = make_organisation(authority="leeds")
    with pytest.raises(CannotBook, match=r"own area first\. From"):
        book(session, 1, organisation=elsewhere)
    assert book(session, 2)[0].state == STATE.CONFIRMED
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert book(session, 1, organisation=elsewhere)[0].state == STATE.CONFIRMED


def stayed_away_twice(who):
    for days in (60, 30):
        past = make_session(starts_at=timezone.now() - timedelta(days=days))
        make_booking(session=past, email=who.email, state=STATE.NO_SHOW)


def test_a_place_handed_on_to_somebody_who_stayed_away_twice_is_asked_about_first():
    stayed_away_twice(person(3))
    session = make_session(capacity=1)
    (here,), (waits,) = book(session, 1), book(session, 2)
    places.change_person(booking=here, person=person(3))
    assert (fresh(here).state, fresh(waits).state) == (STATE.REQUESTED, STATE.OFFERED)
    with pytest.raises(CannotChangePlace, match="Once the booking is approved"):
        places.change_person(booking=here, person=person(4))
    needs = replace(person(3), access_needs="A ramp")
    assert places.change_person(booking=here, person=needs).access_needs == "A ramp"


def test_who_stayed_away_twice_is_asked_about_first():
    stayed_away_twice(person(1))
    session = make_session(capacity=1)
    (asked,) = book(session, 1)
    assert asked.state == STATE.REQUESTED
    assert fresh(session).seats_taken == 0
    assert places.approve(booking=asked, by=None).state == STATE.CONFIRMED


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled", "completed"])
def test_only_an_open_session_is_booked(state):
    session = make_session(state=state, end_reason="Snow")
    with pytest.raises(CannotBook):
        book(session, 1)
    assert states(session) == []


def test_the_database_refuses_one_too_many_even_from_raw_sql():
    session = make_session(capacity=1)
    (here,) = book(session, 1)
    columns = (
        "session_id, organisation_id, name, access_needs, dietary_needs, note, nonce, sequence"
    )
    insert = (
        f"INSERT INTO training_booking ({columns}, state, email, submission, number_in_form) "  # noqa: S608
        f"SELECT {columns}, 'confirmed', 'raw@museum.example', gen_random_uuid(), 0 "
        "FROM training_booking WHERE id = %s"
    )
    never_oversold = pytest.raises(IntegrityError, match="training_never_oversold")
    with never_oversold, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [here.pk])
    with pytest.raises(IntegrityError, match="training_person_once"), transaction.atomic():
        make_booking(
            session=session,
            email="P1@museum.example",
            state=STATE.WAITLISTED,
            queued_at=timezone.now(),
        )
    Booking.objects.all().delete()
    assert fresh(session).seats_taken == 0
