"""Interest from anybody: no connection fills other people's letter boxes."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from reference.models import BridgeOrganisation, LocalAuthority
from tests.factories import make_booking, make_interest, make_session
from tests.letters import delivered
from tests.people import make_person
from training import attendance
from training.choices import BookingState
from training.links import interest_address
from training.models import InterestRegistration

pytestmark = pytest.mark.django_db

ADDRESS = "/training/register-interest/"
HERE = {"Origin": "http://testserver"}


def bridge(authority):
    return BridgeOrganisation.objects.get(authorities__slug=authority)


def form_of(number):
    return {
        "name": "Ada Field",
        "email": f"ada{number}@museum.example",
        "organisation_name": "Mill House Museum",
        "authority": LocalAuthority.objects.get(slug="plymouth").pk,
        "in_person": "on",
        "online": "on",
        "suits": "Tuesdays",
    }


def test_whoever_says_yes_late_reads_and_is_written_to_of_what_can_be_booked(client):
    told = timezone.now()
    make_session(title="Spring training", told_interested_at=told)
    make_session(title="For Leeds", authority=None, told_interested_at=told, bridge=bridge("leeds"))
    make_session(title="Closed", state="closed", told_interested_at=told)
    interest = make_interest(confirmed_at=None)
    page = interest_address(interest)
    assert "Spring training" not in client.get(page).text
    shown = client.post(page, {"confirm": "1"}, headers=HERE, follow=True).text
    client.post(page, {"confirm": "1"}, headers=HERE)
    (letter,) = delivered()
    for text in (shown, letter.body):
        assert "Spring training" in text
        assert "For Leeds" not in text
        assert "Closed" not in text


def test_one_connection_registers_so_many_an_hour_and_nothing_typed_is_lost(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("training.interest.views.MOST_AN_HOUR", 2)
    for number in range(2):
        assert client.post(ADDRESS, form_of(number), headers=HERE).status_code == 302
    page = client.post(ADDRESS, form_of(2), headers=HERE)
    assert page.status_code == 422
    assert "Much came from your connection just now. Try again in an hour." in page.text
    assert "Tuesdays" in page.text
    assert InterestRegistration.objects.count() == len(delivered()) == 2
    elsewhere = {"REMOTE_ADDR": "198.51.100.7", "headers": HERE}
    assert client.post(ADDRESS, form_of(3), **elsewhere).status_code == 302


def test_whoever_did_not_come_or_was_closed_gets_back_onto_the_list(client):
    interest = make_interest(email="ada@museum.example", state="booked")
    session = make_session(starts_at=timezone.now() - timedelta(hours=4))
    booking = make_booking(session=session, email="Ada@museum.example")
    by = make_person("staff@body.example")
    for state, now in (("attended", "booked"), ("no-show", "open"), ("confirmed", "booked")):
        attendance.mark(session=session, numbers=[booking.pk], state=BookingState(state), by=by)
        interest.refresh_from_db()
        assert interest.state == now
    page = client.get(interest_address(interest)).text
    assert "You are on the list" not in page
    client.post(interest_address(interest), {"confirm": "1"}, headers=HERE)
    interest.refresh_from_db()
    assert interest.state == "open"
    assert "You are on the list" in client.get(interest_address(interest)).text
