"""Never oversold, whoever comes at once: with the lock; and, as a control, without it."""

from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, Event, Thread
from time import monotonic

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import make_booking, make_organisation, make_session
from tests.letters import delivered
from tests.training.crowd import all_at_once, book_one
from training import locks, places
from training.choices import BookingState
from training.models import Booking, TrainingSession

pytestmark = pytest.mark.django_db(transaction=True)

CROWD, PLACES = 20, 7
FEW = 2


def rush(session):
    organisations = [make_organisation() for _ in range(CROWD)]
    tasks = [partial(book_one, session, one, number) for number, one in enumerate(organisations)]
    return all_at_once(tasks)


def count(session, state):
    return session.bookings.filter(state=state).count()


def test_as_many_as_there_are_places_and_the_others_wait_in_the_order_of_the_clock():
    session = make_session(capacity=PLACES)
    assert not [one for one in rush(session) if isinstance(one, Exception)]
    assert count(session, "confirmed") == PLACES
    assert count(session, "waitlisted") == CROWD - PLACES
    waiting = list(session.bookings.waiting())
    assert [one.queued_at for one in waiting] == sorted(one.queued_at for one in waiting)
    assert len({one.queued_at for one in waiting}) == len(waiting)
    # By their primary keys, which the database gave out under the lock.
    assert [one.pk for one in waiting] == sorted(one.pk for one in waiting)
    assert len(delivered()) == CROWD


@pytest.fixture
def no_lock(monkeypatch):
    """All are let in to read the session before anybody writes."""
    all_have_read = Barrier(CROWD)

    @contextmanager
    def read(pk):
        with transaction.atomic():
            session = TrainingSession.objects.get(pk=pk)
            all_have_read.wait(30)
            yield session

    monkeypatch.setattr(places, "locked_session", read)


def test_without_the_lock_the_database_still_refuses_one_too_many(no_lock):
    session = make_session(capacity=FEW)
    refused = [one for one in rush(session) if isinstance(one, IntegrityError)]
    assert refused, "nobody read a place that another took: this shows nothing"
    assert all("training_never_oversold" in str(one) for one in refused)
    assert count(session, "confirmed") <= FEW


def test_without_lock_and_constraint_it_would_be_oversold(no_lock):
    """The control: what the test above and the first one look for does happen."""
    table = "ALTER TABLE training_trainingsession"
    definition = "CHECK (seats_taken <= capacity + over_by)"
    session = make_session(capacity=FEW)
    with connection.cursor() as cursor:
        cursor.execute(f"{table} DROP CONSTRAINT training_never_oversold")
        cursor.execute(f"{table} DROP CONSTRAINT training_over_by_what_is_taken")
    try:
        rush(session)
        assert count(session, "confirmed") > FEW
    finally:
        Booking.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"{table} ADD CONSTRAINT training_never_oversold {definition}")
            cursor.execute(
                f"{table} ADD CONSTRAINT training_over_by_what_is_taken "
                "CHECK (over_by = 0 OR seats_taken = capacity + over_by)"
            )


def test_five_promoters_at_once_offer_each_place_once_to_whoever_waits_longest():
    session = make_session(capacity=3)
    bookings = [book_one(session, make_organisation(), number)[0] for number in range(9)]
    late = timezone.now() - timedelta(minutes=1)
    held = Booking.objects.filter(pk__in=[one.pk for one in bookings[:3]])
    held.update(state=BookingState.OFFERED, offer_until=late)
    now = timezone.now()
    lapsed = all_at_once([partial(places.pass_on, session, now) for _ in range(5)])
    assert sum(lapsed) == 3
    states = [*session.bookings.order_by("pk").values_list("state", flat=True)]
    assert states == ["lapsed"] * 3 + ["offered"] * 3 + ["waitlisted"] * 3
    offers = [m for m in delivered() if m.subject.startswith("A place is free")]
    assert len(offers) == 3


def test_a_form_that_is_sent_twice_at_once_books_once():
    session, organisation = make_session(), make_organisation()
    number = make_booking().submission
    Booking.objects.all().delete()
    person = places.Person("Ada Field", "ada@museum.example")
    send = partial(
        places.book,
        session=session,
        organisation=organisation,
        people=[person],
        by=None,
        submission=number,
    )
    answers = all_at_once([send] * 4)
    assert {tuple(one.pk for one in answer) for answer in answers} == {(session.bookings.get().pk,)}


def test_nobody_is_booked_into_two_sessions_at_once():
    sessions = [make_session() for _ in range(4)]
    organisation = make_organisation()
    all_at_once([partial(book_one, session, organisation, 1) for session in sessions])
    assert Booking.objects.standing().count() == 1


def test_whoever_waits_longer_than_three_seconds_is_asked_to_try_again(monkeypatch):
    monkeypatch.setattr(locks, "LONGEST_WAIT", "300ms")
    session = make_session()
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with locks.locked_session(session.pk):
                held.set()
                done.wait(20)
        finally:
            connection.close()

    other = Thread(target=hold)
    other.start()
    held.wait(10)
    began = monotonic()
    with pytest.raises(locks.Busy):
        book_one(session, make_organisation(), 1)
    assert monotonic() - began < 10
    done.set()
    other.join()
    assert book_one(session, make_organisation(), 1)[0].state == BookingState.CONFIRMED
