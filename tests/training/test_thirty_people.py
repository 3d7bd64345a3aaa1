"""Twenty places and thirty people over HTTP, to the register and into the directory."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from artsmark_site import due
from partners.models import Organisation
from tests.factories import make_membership, make_offer, make_organisation, make_session
from tests.letters import delivered, links
from tests.people import make_person, session_of
from training import attendance
from training.choices import BookingState

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "t" * 32
TRIES = 30
NOT_TRAINED = {
    "trained_on": None,
    "partner_status": "prospect",
    "partner_since": None,
    "first_listed_at": None,
}


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post(address, values, cookies="", origin=""):
    """The answer's status and where it leads.

    The tests' server lets ten wait at its door and turns the eleventh away: that one tries again,
    as a browser does. The form that it sends is the same, and so books once.
    """
    headers = {"Cookie": cookies, "Origin": origin}
    request = Request(address, urlencode(values).encode(), headers)  # noqa: S310 - our own server
    for _ in range(TRIES):
        try:
            answer = build_opener(_Stays).open(request, timeout=60)
        except HTTPError as redirect_or_refusal:
            answer = redirect_or_refusal
        except OSError:
            time.sleep(0.1)
            continue
        with answer:
            return answer.status, answer.headers.get("Location", "")
    raise AssertionError(f"{address} was not let in")


def organisation_of(number):
    """Ten have all but the training; ten have accepted no Code; ten have no approved profile."""
    lacking = [{}, {"code_accepted_on": None}, {"listing_state": "draft"}][number % 3]
    organisation = make_organisation(name=f"Museum {number}", **NOT_TRAINED | lacking)
    make_offer(organisation=organisation)
    return organisation


def form_of(session, membership):
    """What their browser would send, and the cookies that go with it."""
    user = membership.user
    form = {
        "csrfmiddlewaretoken": TOKEN,
        "submission": uuid.uuid4(),
        "organisation": membership.organisation_id,
        "people-TOTAL_FORMS": 2,
        "people-INITIAL_FORMS": 0,
        "people-0-name": user.name or "Somebody",
        "people-0-email": user.email,
    }
    cookies = f"{settings.SESSION_COOKIE_NAME}={session_of(user)}; "
    return form, cookies + f"{settings.CSRF_COOKIE_NAME}={TOKEN}"


def states(session):
    found = [*session.bookings.values_list("state", flat=True)]
    return {state: found.count(state) for state in set(found)}


def test_thirty_people_twenty_places_and_who_came_is_a_partner(live_server, client):
    session = make_session(capacity=20, starts_at=timezone.now() + timedelta(days=10))
    members = [
        make_membership(
            user=make_person(f"p{number}@museum.example"), organisation=organisation_of(number)
        )
        for number in range(30)
    ]
    base, address = live_server.url, f"{live_server.url}/training/{session.pk}/book/"
    sent = [form_of(session, one) for one in members]
    with ThreadPoolExecutor(30) as pool:
        answers = [*pool.map(lambda one: post(address, *one, base), sent)]
    assert {status for status, _ in answers} == {302}
    assert states(session) == {"confirmed": 20, "waitlisted": 10}

    letters = {message.to[0]: message for message in delivered()}
    waiting = list(session.bookings.waiting())
    for number, booking in enumerate(waiting, start=1):
        letter = letters[booking.email]
        assert "waiting list" in letter.subject
        assert f"number {number} on the waiting list" in client.get(next(links(letter))).text
    coming = list(session.bookings.filter(state=BookingState.CONFIRMED).order_by("pk"))
    assert all("Your place is booked" in letters[booking.email].subject for booking in coming)

    for booking in coming[:5]:
        path = next(one for one in links(letters[booking.email]) if "/booking/" in one)
        status, _ = post(f"{base}{path}cancel/", {}, origin=base)
        assert status == 302
    offered = [*session.bookings.filter(state=BookingState.OFFERED).order_by("queued_at")]
    assert [one.pk for one in offered] == [one.pk for one in waiting[:5]]
    letters = {message.to[0]: message for message in delivered()}
    for booking in offered[:4]:
        path = next(links(letters[booking.email]))
        status, _ = post(f"{live_server.url}{path}answer/", {"accept": 1}, origin=live_server.url)
        assert status == 302

    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        due.process_due()
    assert states(session) == {
        "confirmed": 19,
        "cancelled-by-attendee": 5,
        "lapsed": 1,
        "offered": 1,
        "waitlisted": 4,
    }
    subjects = [(message.to[0], message.subject) for message in delivered()]
    assert any(to == offered[4].email and "has ended" in subject for to, subject in subjects)
    assert any(to == waiting[5].email and "free for you" in subject for to, subject in subjects)

    with time_machine.travel(session.starts_at + timedelta(hours=4)):
        due.process_due()
        attendance.mark_rest(session=session, state=BookingState.ATTENDED, by=None)
        time.sleep(0.1)
        came = [one.organisation for one in session.bookings.filter(state=BookingState.ATTENDED)]
        ready = {
            one.name for one in came if one.code_accepted_on and one.listing_state == "approved"
        }
        assert ready
        assert {one.name for one in Organisation.objects.public()} == ready
        for name in ready:
            assert name in client.get("/partners/", {"q": name}).text
        letters = {message.to[0]: message for message in delivered()}
    for booking in session.bookings.filter(state=BookingState.ATTENDED):
        letter = letters[booking.email]
        assert "Thank you for coming" in letter.subject
        lacks_code = booking.organisation.code_accepted_on is None
        assert ("Accept the Code of Practice" in letter.body) is lacks_code
        lacks_profile = booking.organisation.listing_state == "draft"
        assert ("Finish your profile" in letter.body) is lacks_profile
