"""A staff page that was opened a while ago does not undo what somebody decided meanwhile."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from partners import services
from partners.models import Offer, Organisation
from tests.factories import make_offer, make_organisation
from tests.partners.admin_pages import OFFERS, ORGANISATIONS, fields_of


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
