"""Whatever people do, in any order, it ends as in a model of a few lines."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories import make_organisation, make_session
from tests.people import make_person
from training import hosting, places
from training.choices import HOLDING, BookingState
from training.models import Booking, TrainingSession
from training.rules import CannotBook

PEOPLE = st.integers(0, 5)
HELD = {"confirmed", "offered"}


@dataclass
class Model:
    """Who holds a place, and who waits, first come first."""

    capacity: int
    held: dict[int, str] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    is_cancelled: bool = False

    def book(self, person: int) -> None:
        if self.is_cancelled or person in self.held or person in self.queue:
            return
        if len(self.held) >= self.capacity or self.queue:
            self.queue.append(person)
        else:
            self.held[person] = "confirmed"

    def leave(self, person: int) -> None:
        self.held.pop(person, None)
        if person in self.queue:
            self.queue.remove(person)
        self.offer()

    def offer(self) -> None:
        while self.queue and len(self.held) < self.capacity:
            self.held[self.queue.pop(0)] = "offered"

    def lapse(self) -> None:
        self.held = {person: state for person, state in self.held.items() if state != "offered"}
        self.offer()

    def call_off(self) -> None:
        self.held, self.queue, self.is_cancelled = {}, [], True


class Sessions(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place = transaction.atomic()
        self.place.__enter__()
        self.session = make_session(capacity=2)
        self.organisations = [make_organisation() for _ in range(6)]
        self.staff = make_person("staff@body.example")
        self.model = Model(2)
        self.submissions: dict[int, uuid.UUID] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.place.__exit__(None, None, None)

    def booking_of(self, person: int) -> Booking | None:
        return self.session.bookings.standing().of_person(f"p{person}@museum.example").first()

    def send(self, person: int) -> None:
        places.book(
            session=self.session,
            organisation=self.organisations[person],
            people=[places.Person(f"Person {person}", f"p{person}@museum.example")],
            by=None,
            submission=self.submissions[person],
        )

    @rule(person=PEOPLE)
    def book(self, person: int) -> None:
        self.submissions[person] = uuid.uuid4()
        try:
            self.send(person)
        except CannotBook:
            assert self.model.is_cancelled or self.booking_of(person)
        self.model.book(person)

    @rule(person=PEOPLE)
    def send_the_form_again(self, person: int) -> None:
        if person in self.submissions and Booking.objects.filter(
            submission=self.submissions[person]
        ):
            self.send(person)

    @rule(person=PEOPLE, times=st.integers(1, 2))
    def cancel(self, person: int, times: int) -> None:
        booking = self.booking_of(person)
        for _ in range(times):
            if booking:
                places.cancel(booking=booking)
        self.model.leave(person)

    @rule(person=PEOPLE, takes=st.booleans())
    def answer_an_offer(self, person: int, takes: bool) -> None:
        booking = self.booking_of(person)
        if booking is None or booking.state != BookingState.OFFERED:
            return
        if takes:
            places.accept(booking=booking)
            self.model.held[person] = "confirmed"
        else:
            places.decline(booking=booking)
            self.model.leave(person)

    @rule()
    def nobody_answers(self) -> None:
        late = timezone.now() - timedelta(seconds=1)
        self.session.bookings.filter(state=BookingState.OFFERED).update(offer_until=late)
        places.pass_on(self.session, timezone.now())
        self.model.lapse()

    @rule(capacity=st.integers(1, 4))
    def change_the_number_of_places(self, capacity: int) -> None:
        hosting.set_capacity(session=self.session, capacity=capacity, by=self.staff)
        self.model.capacity = capacity
        if not self.model.is_cancelled:
            self.model.offer()

    @rule(days=st.integers(10, 60))
    def move(self, days: int) -> None:
        starts_at = timezone.now() + timedelta(days=days)
        slot = hosting.Slot(starts_at, starts_at + timedelta(hours=2), "Elsewhere", "", "PL1 3RW")
        if not self.model.is_cancelled:
            hosting.move(session=self.session, slot=slot, by=self.staff, reason="Snow")

    @rule(person=PEOPLE)
    def forget_the_person(self, person: int) -> None:
        booking = self.booking_of(person)
        if booking:
            places.forget_person(booking)
            self.model.leave(person)

    @rule(is_meant=st.integers(0, 9))
    def call_it_off(self, is_meant: int) -> None:
        if is_meant == 0 and not self.model.is_cancelled:
            hosting.call_off(session=self.session, by=self.staff, reason="Snow")
            self.model.call_off()

    @invariant()
    def it_is_as_in_the_model(self) -> None:
        session = TrainingSession.objects.get(pk=self.session.pk)
        held = {
            int(one.email[1 : one.email.index("@")]): str(one.state)
            for one in session.bookings.filter(state__in=HOLDING)
        }
        queue = [int(one.email[1 : one.email.index("@")]) for one in session.bookings.waiting()]
        assert (held, queue) == (self.model.held, self.model.queue)
        assert session.seats_taken == len(held)
        assert session.over_by == max(len(held) - session.capacity, 0)


@pytest.mark.django_db
def test_whatever_people_do_it_is_as_in_the_model():
    few = settings(
        max_examples=20,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(Sessions, settings=few)
