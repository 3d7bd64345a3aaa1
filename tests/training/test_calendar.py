"""Calendar files, read by another program than the one that writes them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
import vobject
from django.utils import timezone

from tests.factories import make_booking, make_session
from tests.letters import delivered
from training import calendar, hosting, places
from training.emails import Stood

pytestmark = pytest.mark.django_db


def read(text: str):
    return vobject.readOne(text)


def files_of(message):
    return [file[1] for file in message.attachments]


def entries(email: str):
    """What that person's calendar was told, in order."""
    files = [m.attachments[0] for m in delivered() if m.to == [email] and m.attachments]
    for file in files:
        method = read(file[1]).method.value
        assert file[2] == f"text/calendar; method={method}"
    return [read(file[1]) for file in files]


@pytest.mark.parametrize(
    ("starts_at", "wall"),
    [
        (datetime(2027, 3, 27, 10, tzinfo=UTC), 10),
        (datetime(2027, 3, 29, 9, tzinfo=UTC), 10),
        (datetime(2027, 10, 30, 9, tzinfo=UTC), 10),
        (datetime(2027, 11, 1, 10, tzinfo=UTC), 10),
    ],
)
def test_the_hour_is_londons_on_either_side_of_a_clock_change(starts_at, wall):
    session = make_session(starts_at=starts_at)
    event = read(calendar.of_sessions([session])).vevent
    assert (event.dtstart.value.hour, event.dtstart.value.utctimetuple()[:5]) == (
        wall,
        starts_at.timetuple()[:5],
    )
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/London"]
    assert event.dtend.value - event.dtstart.value == timedelta(hours=3)


def test_the_feed_holds_what_is_to_come_and_no_joining_link(client):
    link = "https://meet.example/secret"
    make_session(format="online", joining_link=link)
    make_session(state="draft", title="A draft")
    make_session(starts_at=timezone.now() - timedelta(days=1), title="Over")
    text = client.get("/training/calendar.ics").text
    assert [event.summary.value for event in read(text).vevent_list] == [
        "Become an Artsmark Partner"
    ]
    assert link not in text
    assert "METHOD" not in text


def test_an_entry_keeps_its_number_counts_up_and_takes_itself_out():
    session = make_session(joining_link="https://meet.example/room", format="hybrid")
    session.bridge.contact_email = "training@body.example"
    session.bridge.save()
    person = places.Person("Ada Field", "ada@museum.example")
    booking = make_booking(session=session, name=person.name, email=person.email)
    places.emails.post_state(booking)
    (first,) = entries(person.email)
    later = session.starts_at + timedelta(days=1)
    slot = hosting.Slot(later, later + timedelta(hours=3), "Elsewhere", "", "PL1 3RW")
    hosting.move(session=session, slot=slot, by=None, reason="Snow")
    entries(person.email)
    places.cancel(booking=booking)
    first, moved, ended = entries(person.email)
    assert {one.vevent.uid.value for one in (first, moved, ended)} == {first.vevent.uid.value}
    sequences = [int(one.vevent.sequence.value) for one in (first, moved, ended)]
    assert sequences == [0, 1, 2]
    assert [one.method.value for one in (first, moved, ended)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert ended.vevent.status.value == "CANCELLED"
    assert first.vevent.organizer.value == "mailto:training@body.example"
    assert first.vevent.organizer.params["CN"] == [session.bridge.name]
    assert "https://meet.example/room" in first.vevent.description.value
    assert not hasattr(ended.vevent, "description")


def test_handed_on_and_back_each_calendar_counts_on():
    ada, ben = (places.Person(name, f"{name}@museum.example") for name in ("ada", "ben"))
    booking = make_booking(name=ada.name, email=ada.email)
    places.emails.post_state(booking)
    for person in (ben, ada):
        delivered()
        booking = places.change_person(booking=booking, person=person)
    first, ended, again = (one.vevent for one in entries(ada.email))
    assert first.uid.value == ended.uid.value == again.uid.value
    assert [int(one.sequence.value) for one in (first, ended, again)] == [0, 1, 2]
    assert {one.vevent.uid.value for one in entries(ben.email)} != {first.uid.value}


def test_another_joining_link_reaches_those_who_come_once_and_their_calendars():
    session = make_session(format="online")
    comes = make_booking(session=session)
    waits = make_booking(session=session, state="waitlisted", queued_at=timezone.now())
    places.emails.post_state(comes)
    delivered()
    for _ in range(2):
        hosting.set_joining_link(session=session, link="https://meet.example/room")
    first, second = entries(comes.email)
    assert (int(first.vevent.sequence.value), int(second.vevent.sequence.value)) == (0, 1)
    assert "https://meet.example/room" in second.vevent.description.value
    assert [message for message in delivered() if message.to == [waits.email]] == []


def test_what_is_called_off_takes_itself_out_of_the_calendar():
    session = make_session()
    booking = make_booking(session=session)
    places.emails.post_state(booking)
    entries(booking.email)
    hosting.call_off(session=session, by=None, reason="Snow")
    first, ended = entries(booking.email)
    assert (ended.method.value, ended.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert ended.vevent.uid.value == first.vevent.uid.value
    assert int(ended.vevent.sequence.value) > int(first.vevent.sequence.value)


def test_no_letter_brings_the_link_of_a_place_to_whoever_had_it_before():
    session = make_session(joining_link="https://meet.example/room", format="hybrid")
    ada = make_booking(session=session, name="Ada Field", email="ada@museum.example")
    waits = {"state": "waitlisted", "queued_at": timezone.now()}
    ben = make_booking(session=session, name="Ben Stone", email="ben@museum.example", **waits)
    for booking in (ada, ben):
        places.emails.post_moved(session, "Snow", Stood("Monday", "Leeds"))
        places.emails.post_message(booking, "Lunch", "Bring your own.", uuid4())
        places.emails.post_reminder(booking, 1)
        person = places.Person("Cy Marsh", f"cy{booking.pk}@museum.example")
        places.change_person(booking=booking, person=person)
    type(ben).objects.filter(pk=ben.pk).update(state="confirmed")
    theirs = [m for m in delivered() if m.to[0] in (ada.email, ben.email)]
    assert [m.subject.split(":")[0] for m in theirs] == ["A colleague was named in your place"] * 2
    for message in theirs:
        assert "/training/booking/" not in message.body
        assert all("meet.example" not in text for text in (message.body, *files_of(message)))
    assert [len(files_of(message)) for message in theirs] == [1, 0]


def test_whoever_only_waits_sees_no_link_and_has_no_entry():
    session = make_session(capacity=1, joining_link="https://meet.example/room", format="online")
    make_booking(session=session)
    waits = make_booking(
        session=session,
        email="ben@museum.example",
        state="waitlisted",
        queued_at=timezone.now(),
    )
    places.emails.post_state(waits)
    delivered()
    places.cancel(booking=waits)
    assert [message.to for message in delivered()] == [[waits.email]] * 2
    assert entries(waits.email) == []
    assert all("meet.example" not in message.body for message in delivered())


def test_the_mail_says_the_hour_with_its_zone():
    with time_machine.travel(datetime(2027, 6, 1, 12, tzinfo=UTC), tick=False):
        session = make_session(starts_at=datetime(2027, 7, 1, 9, tzinfo=UTC))
        booking = make_booking(session=session)
        places.emails.post_state(booking)
        (letter,) = delivered()
    assert "Thursday 1 July 2027, 10:00 to 13:00 (BST)" in letter.body
