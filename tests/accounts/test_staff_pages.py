"""National administrators look after people in the admin."""

import pytest

from accounts.models import BridgeStaff, StatusChange, User
from reference.models import BridgeOrganisation
from tests.letters import delivered
from tests.partners.admin_pages import run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

STAFF, PEOPLE = "/admin/accounts/bridgestaff/", "/admin/accounts/user/"


def test_staff_are_added_by_address_and_told(admin_client, admin_user):
    bridge = BridgeOrganisation.objects.order_by("pk").first()
    sent = {"email": "New@Bridge.example", "name": "Kit Lane", "bridge": bridge.pk}
    assert admin_client.post(f"{STAFF}add/", sent).status_code == 302
    post = BridgeStaff.objects.get()
    assert (post.user.email, post.user.name, post.user.is_staff) == (
        "new@bridge.example",
        "Kit Lane",
        True,
    )
    assert StatusChange.objects.get().by == admin_user
    assert delivered()[0].to == ["new@bridge.example"]
    again = admin_client.post(f"{STAFF}add/", sent)
    assert "They work there already." in text_of(again)
    assert "Kit Lane" in text_of(admin_client.get(STAFF))
    admin_client.post(f"{STAFF}{post.pk}/delete/", {"post": "yes"})
    assert not User.objects.get(email="new@bridge.example").is_staff


def test_a_lost_phone_is_forgotten_on_request_and_on_record(admin_client):
    person = with_second_factor(make_person())
    run(admin_client, PEOPLE, "switch_off_second_step", person)
    assert not person.authenticator_set.exists()
    assert StatusChange.objects.get().field == "second step"


def test_an_administrator_is_made_by_another_and_told(admin_client):
    person = make_person()
    run(admin_client, PEOPLE, "make_administrator", person)
    person.refresh_from_db()
    assert person.is_superuser
    assert "national administrator" in delivered()[0].body


def test_nobody_becomes_staff_by_a_forged_form(admin_client):
    person = make_person()
    sent = {
        "name": "Changed",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": "1",
    }
    assert admin_client.post(f"{PEOPLE}{person.pk}/change/", sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_staff, person.is_superuser) == ("Changed", False, False)
