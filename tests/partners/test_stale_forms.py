"""A staff page that was opened a while ago does not undo what somebody did meanwhile."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from partners import services
from partners.models import Offer, Organisation
from tests.factories import make_offer, make_organisation, make_venue
from tests.partners.admin_pages import OFFERS, ORGANISATIONS, fields_of, submit, text_of


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def post_while(decide, client, address) -> None:
    """Send the form unchanged while another connection is deciding about the same row."""
    typed = fields_of(client.get(address)) | {"_save": "yes"}
    decided = Event()

    def decide_and_linger() -> None:
        try:
            with transaction.atomic():
                decide()
                decided.set()
                until = monotonic() + 10
                while not somebody_waits_for_a_lock() and monotonic() < until:
                    sleep(0.02)
        finally:
            connection.close()

    other = Thread(target=decide_and_linger)
    other.start()
    decided.wait(10)
    response = client.post(address, typed)
    other.join()
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("decide", "field"),
    [
        (lambda o: services.set_suspended(organisation=o, suspended=True, by=None, reason=""), 0),
        (lambda o: services.set_hidden(organisation=o, hidden=True, by=None), 1),
        (lambda o: services.archive_listing(organisation=o, by=None, reason=""), 2),
    ],
    ids=["suspended", "hidden", "archived"],
)
def test_a_decision_about_an_organisation_survives_a_stale_form(
    transactional_db, admin_client, decide, field
):
    organisation = make_organisation()
    address = f"{ORGANISATIONS}{organisation.pk}/change/"
    post_while(lambda: decide(organisation), admin_client, address)
    organisation.refresh_from_db()
    states = (
        organisation.suspended_at is not None,
        organisation.hidden_at is not None,
        organisation.listing_state == Organisation.ListingState.ARCHIVED,
    )
    assert states[field]


def test_a_withdrawn_offer_survives_a_stale_form(transactional_db, admin_client):
    offer = make_offer()
    address = f"{OFFERS}{offer.pk}/change/"
    post_while(lambda: services.withdraw_offer(offer=offer, by=None), admin_client, address)
    assert Offer.objects.get().state == Offer.State.WITHDRAWN


# --- What members wrote meanwhile -----------------------------------------------------------


@pytest.fixture
def organisation(db) -> Organisation:
    return make_organisation(phone="", town="Plymouth", listing_state="submitted")


@pytest.fixture
def address(organisation) -> str:
    return f"{ORGANISATIONS}{organisation.pk}/change/"


def members_write(organisation: Organisation, **fields) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(**fields)


def test_saving_over_what_a_member_wrote_is_refused_once_with_all_that_was_typed(
    admin_client, organisation, address
):
    opened = fields_of(admin_client.get(address)) | {"_save": "yes", "town": "Saltash"}
    members_write(organisation, phone="01752 000000")
    refused = admin_client.post(address, opened)
    assert "Somebody else changed “Phone” after you opened this page" in text_of(refused)
    shown = fields_of(refused)
    assert (shown["town"], shown["phone"]) == ("Saltash", "01752 000000")
    organisation.refresh_from_db()
    assert (organisation.town, organisation.phone) == ("Plymouth", "01752 000000")

    assert admin_client.post(address, shown | {"_save": "yes"}).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.town, organisation.phone) == ("Saltash", "01752 000000")


def test_what_both_changed_is_said_and_stays_as_it_was_typed(admin_client, organisation, address):
    opened = fields_of(admin_client.get(address)) | {"_save": "yes", "town": "Saltash"}
    members_write(organisation, town="Torpoint")
    refused = admin_client.post(address, opened)
    assert "“Town” is now “Torpoint”." in text_of(refused)
    assert fields_of(refused)["town"] == "Saltash"


def test_an_action_writes_nothing_of_a_page_that_was_opened_before(
    admin_client, organisation, address
):
    opened = fields_of(admin_client.get(address)) | {"CHANGE_FORM-action": "hide", "index": "0"}
    members_write(organisation, phone="01752 000000")
    asked = admin_client.post(address, opened)
    assert "Who asked for it to be hidden" in text_of(asked)
    organisation.refresh_from_db()
    assert (organisation.phone, organisation.hidden_at) == ("01752 000000", None)


def test_what_was_changed_after_the_page_was_opened_is_not_approved(
    admin_client, organisation, address
):
    opened = fields_of(admin_client.get(address)) | {"CHANGE_FORM-action": "approve", "index": "0"}
    members_write(organisation, summary="Other words.")
    refused = admin_client.post(address, opened)
    assert "Somebody else changed “Summary”" in text_of(refused)
    organisation.refresh_from_db()
    assert organisation.listing_state == "submitted"


def test_a_venue_that_a_member_moved_stays_where_it_is(admin_client, organisation, address):
    venue = make_venue(organisation=organisation, address="1 Old Street")
    opened = fields_of(admin_client.get(address)) | {"_save": "yes", "town": "Saltash"}
    organisation.venues.update(address="2 New Street")
    refused = admin_client.post(address, opened)
    assert "Somebody else changed “Address”" in text_of(refused)
    admin_client.post(address, fields_of(refused) | {"_save": "yes"})
    venue.refresh_from_db()
    organisation.refresh_from_db()
    assert (venue.address, organisation.town) == ("2 New Street", "Saltash")


def test_an_offer_is_not_overwritten_either(admin_client):
    offer = make_offer()
    address = f"{OFFERS}{offer.pk}/change/"
    opened = fields_of(admin_client.get(address)) | {"_save": "yes", "summary": "Ours."}
    submit(admin_client, address, learning_outcomes="Theirs.")
    refused = admin_client.post(address, opened)
    assert "Somebody else changed “Learning outcomes”" in text_of(refused)
    offer.refresh_from_db()
    assert (offer.summary, offer.learning_outcomes) == ("", "Theirs.")
