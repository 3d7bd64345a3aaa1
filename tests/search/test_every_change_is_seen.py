"""A change by any route is seen with the next request, in every process."""

from datetime import datetime
from io import StringIO
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from partners import services
from partners.models import Offer, Organisation, Venue
from partners.search import current as holder
from partners.search.current import current
from partners.search.models import (
    DirectoryChange,
    DirectoryVersion,
    SearchDocument,
    SearchedOrganisation,
    SearchWord,
)
from reference.models import ArtForm, KeyStage, LocalAuthority, Postcode
from reference.positions import GridPoint
from tests.factories import make_offer, make_organisation, make_venue

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def fresh_process():
    holder._held = None


def total(client, address="") -> int:
    return client.get(f"/partners/?{address}").context["page"].total


def another_connection() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**parameters, autocommit=True)


def test_what_is_saved_bulk_updated_or_deleted_counts_at_once(client):
    organisation = make_organisation()
    assert total(client) == 1
    Organisation.objects.bulk_create(
        Organisation(name=f"More {n}", slug="m", listing_state="approved", partner_status="active")
        for n in range(3)
    )
    assert total(client) == 4
    Organisation.objects.filter(name="More 1").update(partner_status="lapsed")
    assert total(client) == 3
    organisation.delete()
    assert total(client) == 2
    services.set_hidden(organisation=Organisation.objects.get(name="More 2"), hidden=True, by=None)
    assert total(client) == 1


def test_lists_of_an_offer_count_at_once(client):
    offer = make_offer(key_stages=["ks1"])
    assert total(client, "key_stage=ks2") == 0
    offer.key_stages.set(KeyStage.objects.filter(slug="ks2"))
    assert total(client, "key_stage=ks2") == 1
    assert total(client, "key_stage=ks1") == 0
    offer.key_stages.clear()
    assert total(client, "key_stage=ks2") == 0


def test_an_offer_moved_to_another_organisation_leaves_the_first(client):
    first, second = make_organisation(), make_organisation(art_forms=["music"])
    offer = make_offer(organisation=first, art_forms=["dance"])
    assert [card.name for card in cards(client, "art_form=dance")] == [first.name]
    Offer.objects.filter(pk=offer.pk).update(organisation=second)
    assert [card.name for card in cards(client, "art_form=dance")] == [second.name]


def test_sql_from_another_connection_counts_at_once(client):
    make_organisation(authority="plymouth", position=None, receives_visits=False)
    assert total(client, "authority=leeds") == 0
    with another_connection() as other:
        other.execute("UPDATE partners_organisation SET covers_england = true")
    assert total(client, "authority=leeds") == 1
    with another_connection() as other:
        other.execute("DELETE FROM partners_organisation_art_forms")
        other.execute("DELETE FROM partners_organisation")
    assert total(client) == 0
    assert not SearchDocument.objects.exists()


def test_truncate_counts_at_once(client):
    make_offer()
    assert total(client) == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE partners_organisation CASCADE")
    assert total(client) == 0


def test_a_renamed_or_deactivated_lookup_counts_at_once(client):
    make_offer(art_forms=["dance"])
    ArtForm.objects.filter(slug="dance").update(synonyms=["zumba"], label="Dances")
    page = client.get("/partners/?art_form=dance").context["page"]
    assert page.chips[0].label == "Dances"
    assert total(client, "q=zumba") == 1
    ArtForm.objects.filter(slug="dance").update(is_active=False)
    page = client.get("/partners/?art_form=dance").context["page"]
    assert page.notices == ["We left out art_form=dance: this art form is not used any more."]


def test_an_authority_that_changes_its_region_takes_its_organisations_along(client):
    make_organisation(authority="plymouth", receives_visits=False)
    assert total(client, "region=london") == 0
    london = LocalAuthority.objects.get(slug="islington").region
    LocalAuthority.objects.filter(slug="plymouth").update(region=london)
    assert total(client, "region=london") == 1


def test_full_postcodes_that_were_loaded_are_known_at_once(client):
    make_organisation()
    assert total(client, "near=PL4+8AA&within=5") == 1
    away = GridPoint(531_000, 184_000)
    Postcode.objects.create(
        postcode="PL48AA",
        nation="E",
        authority=LocalAuthority.objects.get(slug="islington"),
        position=away,
    )
    assert total(client, "near=PL4+8AA&within=5") == 0


def test_a_venue_added_or_closed_counts_at_once(client):
    organisation = make_organisation(position=None, receives_visits=False)
    assert total(client, "near=Plymouth&within=20") == 0
    venue = make_venue(organisation=organisation)
    assert total(client, "near=Plymouth&within=20") == 1
    Venue.objects.filter(pk=venue.pk).update(receives_visits=False)
    assert total(client, "near=Plymouth&within=20") == 0


def test_what_is_rolled_back_is_never_seen(client):
    make_organisation()
    with transaction.atomic():
        make_organisation()
        assert total(client) == 2, "seen inside its own transaction"
        transaction.set_rollback(True)
    assert total(client) == 1


def test_one_commit_is_one_version_however_much_it_changes():
    make_organisation()
    before = DirectoryVersion.objects.get().version
    with transaction.atomic():
        make_offer(organisation=make_organisation())
        Organisation.objects.update(summary="Changed.")
    assert DirectoryVersion.objects.get().version == before + 1
    with transaction.atomic():
        list(Organisation.objects.all())
    assert DirectoryVersion.objects.get().version == before + 1


def test_a_statement_that_changes_no_row_makes_no_version():
    make_organisation()
    before = DirectoryVersion.objects.get().version
    Organisation.objects.filter(name="Nobody").update(summary="Changed.")
    assert DirectoryVersion.objects.get().version == before


def test_a_day_begins_at_midnight_in_london_without_a_write(client):
    london = ZoneInfo("Europe/London")
    summer = datetime(2026, 7, 14, 12, tzinfo=london)
    make_offer(art_forms=["dance"], available_from=summer, available_to=summer)
    last_second = datetime(2026, 7, 13, 23, 59, 59, tzinfo=london)
    for moment, expected in (
        (last_second, 0),
        (datetime(2026, 7, 14, tzinfo=london), 1),
        (datetime(2026, 7, 14, 23, 59, 59, tzinfo=london), 1),
        (datetime(2026, 7, 15, tzinfo=london), 0),
    ):
        with time_machine.travel(moment, tick=False):
            assert total(client, "art_form=dance") == expected, moment


def test_two_that_commit_at_the_same_time_are_both_seen():
    """Each derives the words of the same organisation, and neither forgets the other's."""
    organisation = make_organisation(name="Both")
    start = Barrier(2)

    def add(title):
        try:
            with transaction.atomic():
                make_offer(organisation=organisation, title=title)
                start.wait(timeout=10)
        finally:
            connection.close()

    threads = [Thread(target=add, args=[title]) for title in ("Zebra", "Trombone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    documents = SearchDocument.objects.filter(organisation=organisation, offer_id__isnull=False)
    words = " ".join(map(str, documents.values_list("document", flat=True)))
    assert documents.count() == 2
    assert "zebra" in words
    assert "trombon" in words
    assert len(current().offer_ids[current().slot_of[organisation.pk]]) == 2


def test_a_lookup_and_an_offer_that_change_at_the_same_time_agree():
    offer = make_offer(art_forms=["music"])
    start = Barrier(2)

    def rename():
        with transaction.atomic():
            ArtForm.objects.filter(slug="dance").update(synonyms=["zumba"])
            start.wait(timeout=10)

    def tag():
        with transaction.atomic():
            offer.art_forms.set(ArtForm.objects.filter(slug="dance"))
            start.wait(timeout=10)

    def run(what):
        try:
            what()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[what]) for what in (rename, tag)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    document = SearchDocument.objects.get(offer_id=offer.pk).document
    assert "zumba" in str(document)


def cards(client, address):
    return client.get(f"/partners/?{address}").context["page"].cards


def test_settings_hold_no_second_definition_of_public():
    """The database's functions know nothing of it: only the querysets do."""
    sql = (settings.BASE_DIR / "partners/search/migrations/sql").glob("*.sql")
    text = " ".join(path.read_text() for path in sql)
    assert not any(word in text for word in ("listing_state", "partner_status", "hidden_at"))


def test_notes_of_a_bulk_load_become_one(client):
    Organisation.objects.bulk_create(Organisation(name="New", slug="new") for _ in range(501))
    newest = DirectoryVersion.objects.get().version
    notes = DirectoryChange.objects.filter(version=newest)
    assert list(notes.values_list("subject", flat=True)) == ["everything"]
    assert SearchDocument.objects.count() == 501


def test_rebuilding_makes_the_same_again_without_what_is_left_over():
    make_offer(organisation=make_organisation(travel_miles=20), title="Zebra")
    gone = make_organisation(name="Bathysphere")
    gone.delete()
    documents = SearchDocument.objects.order_by("organisation", "offer_id")
    before = list(documents.values_list("organisation", "offer_id", "document"))
    areas = list(SearchedOrganisation.objects.values_list("pk", "authorities"))
    SearchDocument.objects.all().delete()
    SearchedOrganisation.objects.update(authorities=[])
    call_command("rebuild_search", stdout=StringIO())
    assert list(documents.values_list("organisation", "offer_id", "document")) == before
    assert list(SearchedOrganisation.objects.values_list("pk", "authorities")) == areas
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "zebra" in words
    assert "bathysphere" not in words
