"""The list, the page and the form of a session: they offer what can be booked now."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests.factories import make_membership, make_organisation, make_session
from tests.people import make_person

pytestmark = pytest.mark.django_db

CLOSED = "Booking for this session is closed."


@pytest.fixture
def leeds(client):
    """A client in which a member of an organisation of another area is signed in."""
    member = make_person()
    make_membership(user=member, organisation=make_organisation(authority="leeds"))
    client.force_login(member)
    return client


def pages_of(client, session):
    own = session.get_absolute_url()
    return [client.get(page).text for page in ("/training/", own, f"{own}book/")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "closed"}, CLOSED),
        ({"booking_closes_at": timedelta(hours=-1)}, CLOSED),
        ({"booking_opens_at": timedelta(days=2)}, "Booking opens on "),
        ({"own_area_until": timedelta(days=2)}, "own area first. From "),
    ],
)
def test_what_cannot_be_booked_now_is_offered_nowhere(leeds, fields, words):
    now = timezone.now()
    moments = {n: now + v for n, v in fields.items() if isinstance(v, timedelta)}
    if "own_area_until" in moments:
        moments["own_area_until"] = timezone.localdate(moments["own_area_until"])
    session = make_session(**fields | moments)
    for page in pages_of(leeds, session):
        assert words in page
        assert f'href="{session.get_absolute_url()}book/"' not in page
        assert 'name="people-0-name"' not in page


def test_a_visitor_reads_until_when_it_is_for_its_own_area(client):
    day = timezone.localdate() + timedelta(days=2)
    session = make_session(own_area_until=day)
    page = client.get("/training/").text
    assert f"for everybody from {date_format(day, 'j F Y')} on" in page
    assert f'href="{session.get_absolute_url()}book/"' in page


def test_the_form_of_what_is_cancelled_or_has_begun_says_so(leeds):
    cancelled = make_session(state="cancelled", end_reason="Snow")
    begun = make_session(starts_at=timezone.now() - timedelta(minutes=5))
    for session, words in ((cancelled, "was cancelled"), (begun, "has begun")):
        page = leeds.get(f"{session.get_absolute_url()}book/").text
        assert f"This session {words}." in page
        assert 'name="people-0-name"' not in page
