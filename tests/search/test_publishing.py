"""What a commit does before its version is published, and whom it keeps waiting."""

import time
from functools import partial
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.models import F

from partners.models import Organisation
from partners.search import current as holder
from partners.search.current import current
from partners.search.models import DirectoryVersion, SearchDocument
from reference.models import ArtForm, BridgeOrganisation, Region
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def fresh_process():
    holder._held = None


def test_what_no_document_holds_makes_none_again():
    """An order or a region's name ends the index; nothing at all ends what did not change."""
    make_offer(art_forms=["dance"])
    documents = set(SearchDocument.objects.values_list("pk", flat=True))
    before = DirectoryVersion.objects.get().version
    Region.objects.update(name=F("name"))
    BridgeOrganisation.objects.update(contact_name="Another")
    assert DirectoryVersion.objects.get().version == before
    ArtForm.objects.filter(slug="dance").update(sort_order=90)
    Region.objects.filter(slug="london").update(name="Greater London")
    assert DirectoryVersion.objects.get().version == before + 2
    assert set(SearchDocument.objects.values_list("pk", flat=True)) == documents


def test_a_new_label_makes_only_the_documents_that_hold_it_again():
    offer = make_offer(art_forms=["dance"])
    other = make_offer(organisation=offer.organisation, art_forms=["music"])
    kept = SearchDocument.objects.get(offer_id=other.pk).pk
    ArtForm.objects.filter(slug="dance").update(synonyms=["zumba"])
    assert "zumba" in str(SearchDocument.objects.get(offer_id=offer.pk).document)
    assert SearchDocument.objects.get(offer_id=other.pk).pk == kept


def test_a_rebuild_and_a_save_at_the_same_time_do_not_block_each_other():
    """Both bring the same new word and the same organisation's rows, in turns."""
    organisation = make_organisation(name="Quagga")
    failed = []

    def run(what):
        try:
            for _ in range(10):
                what()
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    def save():
        Organisation.objects.filter(pk=organisation.pk).update(summary="Zymurgy and quagga.")

    threads = [
        Thread(target=run, args=[what])
        for what in (save, partial(call_command, "rebuild_search", stdout=StringIO()))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_who_makes_the_same_documents_waits_for_who_came_first():
    """Otherwise the second leaves what the first made beside its own."""
    offer = make_offer(art_forms=["dance"])
    changes = [
        partial(Organisation.objects.update, summary="Quagga."),
        partial(ArtForm.objects.filter(slug="dance").update, synonyms=["zumba"]),
    ]

    def run(change):
        try:
            change()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[change]) for change in changes]
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever has made its documents waits here for the version.
        DirectoryVersion.objects.select_for_update().get()
        for number, thread in enumerate(threads, start=1):
            thread.start()
            until_they_wait(cursor, number)
    for thread in threads:
        thread.join()
    (document,) = SearchDocument.objects.filter(offer_id=offer.pk)
    assert "quagga" in str(document.document)
    assert "zumba" in str(document.document)


def until_they_wait(cursor, number):
    """For this connection, or for one that waits for it."""
    for _ in range(200):
        cursor.execute(
            "WITH RECURSIVE waiting (pid) AS ("
            "  SELECT pg_backend_pid() UNION SELECT l.pid FROM pg_locks l JOIN waiting w"
            "  ON NOT l.granted AND w.pid = ANY (pg_blocking_pids(l.pid))"
            ") SELECT count(*) - 1 FROM waiting"
        )
        if cursor.fetchone()[0] == number:
            return
        time.sleep(0.05)
    pytest.fail("They do not wait.")


def test_what_an_open_transaction_sees_is_not_kept_for_others():
    make_organisation()
    outside = current()
    with transaction.atomic():
        make_organisation()
        assert len(current().slot_of) == 2
        assert holder._held is outside
        transaction.set_rollback(True)
    assert current() is outside
