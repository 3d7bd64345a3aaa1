"""The pages of a booking: of whoever comes, by their link, and of their organisation."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_booking, make_membership, make_organisation
from tests.people import make_person
from training.links import booking_path

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def send(client, path, **typed):
    return client.post(path, typed, headers=HERE)


def test_what_somebody_needs_is_read_and_changed_by_their_own_link_alone(client):
    museum, member = make_organisation(), make_person()
    make_membership(user=member, organisation=museum)
    booking = make_booking(organisation=museum, booked_by=member, access_needs="A ramp")
    own = f"{booking_path(booking)}person/"
    assert "A ramp" in client.get(own).text
    client.force_login(member)
    for page in ("/my/", f"/training/{booking.session_id}/booked/{booking.submission}/"):
        found = re.search(rf"/training/booking/{booking.pk}/[^/]+/", client.get(page).text)
        assert found
        theirs = f"{found[0]}person/"
        assert theirs != own
        assert "A ramp" not in client.get(theirs).text
    named = {"name": "Ana Penn", "email": booking.email, "access_needs": "None at all"}
    assert send(client, theirs, **named)["Location"] == found[0]
    assert (fresh(booking).name, fresh(booking).access_needs) == ("Ana Penn", "A ramp")


def test_a_place_whose_time_is_over_is_offered_no_more(client):
    over = timezone.now() - timedelta(minutes=1)
    booking = make_booking(state="offered", offer_until=over)
    page = client.get(booking_path(booking)).text
    assert "That is over, and it goes to the next." in page
    assert "<button" not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [("cancelled-by-attendee", "Ana Penn: given back."), ("requested", "at your booking, because")],
)
def test_nobody_reads_the_words_of_staff(client, state, words):
    booking = make_booking(name="Ana Penn", state=state)
    page = client.get(booking_path(booking)).text
    assert words in page
    assert booking.get_state_display().lower() not in page.lower()


def test_a_colleague_who_comes_instead_starts_without_needs(client):
    booking = make_booking(access_needs="A ramp", dietary_needs="No nuts")
    typed = {"name": "Ben", "email": "ben@museum.example", "access_needs": "A ramp"}
    assert (
        "Ben comes in your place" in send(client, f"{booking_path(booking)}person/", **typed).text
    )
    changed = fresh(booking)
    assert (changed.name, changed.access_needs, changed.dietary_needs) == ("Ben", "", "")
