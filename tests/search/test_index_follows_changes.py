"""Bringing an index up to date, or building it anew: the same either way, and once a process."""

from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connection, transaction

from partners.models import Offer, Organisation
from partners.search import current as holder
from partners.search.current import current
from partners.search.facets import read_options
from partners.search.index import DirectoryIndex
from partners.search.models import (
    DirectoryChange,
    DirectoryVersion,
)
from partners.search.reading import read
from tests.factories import PLYMOUTH, make_offer, make_organisation

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def fresh_process():
    holder._held = None


def another_connection() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**parameters, autocommit=True)


def test_an_index_brought_up_to_date_is_the_same_as_one_built_anew():
    """Grown past its slot, shrunk, gone, come back: bit for bit, by organisation."""
    kept = [
        make_organisation(
            art_forms=["music"], works_online=True, covers_england=True, travel_miles=9
        )
        for _ in range(5)
    ]
    offers = [make_offer(organisation=kept[0]) for _ in range(3)]
    held = current()
    kept[4].delete()
    Organisation.objects.filter(pk=kept[0].pk).update(partner_status="lapsed")
    current()
    for _ in range(3):  # They take the slots of those that left.
        make_offer(organisation=make_organisation(art_forms=[], authority="leeds"))
        newest = make_organisation()
        for _ in range(3):
            make_offer(organisation=newest)
    Organisation.objects.filter(pk=kept[0].pk).update(partner_status="active")
    current()
    for _ in range(4):
        make_offer(
            organisation=kept[1], art_forms=["dance"], access=["captions"], themes=["romans"]
        )
    kept[2].delete()
    Offer.objects.filter(pk__in=[offer.pk for offer in offers[1:]]).delete()
    Organisation.objects.filter(pk=kept[3].pk).update(travel_miles=7, works_online=False)
    make_organisation(authority="leeds")
    updated = current()
    assert updated.version == DirectoryVersion.objects.get().version > held.version
    anew = DirectoryIndex(read_options(), read(updated.day), updated.day)
    assert content(updated) == content(anew)
    assert content(held) != content(anew), "the index in use before was left as it was"


def content(index) -> dict:
    """What an index says, by ids in place of slots."""

    def ids(organisations):
        return sorted(pk for pk, slot in index.slot_of.items() if organisations >> slot & 1)

    return {
        "all": ids(index.organisations),
        "with": {
            (name, slug): ids(organisations)
            for name, sets in index.organisations_with.items()
            for slug, organisations in sets.items()
        },
        "offers": {
            (name, slug): ids(index.layout.fold(offers))
            for name, sets in index.offers_with.items()
            for slug, offers in sets.items()
        },
        "england": ids(index.covering_england),
        "online": ids(index.online),
        "visits": ids(index.visits.within(PLYMOUTH, 10_000)),
        "travels": {m: ids(grid.all()) for m, grid in index.travellers.items() if grid.all()},
        "offers of": {pk: index.offer_ids[slot] for pk, slot in index.slot_of.items()},
        "facts": {pk: index.facts[slot] for pk, slot in index.slot_of.items()},
    }


def test_small_changes_are_read_alone_and_many_make_the_index_anew(caplog):
    make_organisation()
    current()
    caplog.set_level("INFO", "partners.search")
    make_organisation()
    current()
    assert "index updated" in caplog.messages[-1]
    with transaction.atomic():
        for _ in range(holder.MOST_CHANGES + 1):
            Organisation.objects.create(name="Another")
    current()
    assert "index built" in caplog.messages[-1]


def test_a_process_whose_history_is_not_this_databases_builds_anew(caplog):
    """As after a restored backup: the version may be higher, but it is another one."""
    make_organisation()
    old = current()
    make_organisation()
    current()
    caplog.set_level("INFO", "partners.search")
    with another_connection() as other:
        other.execute("UPDATE search_directoryversion SET token = gen_random_uuid()")
    assert len(current().slot_of) == 2
    assert "index built" in caplog.messages[-1]
    DirectoryChange.objects.all().delete()
    make_organisation()
    holder._held = old
    assert len(current().slot_of) == 3
    assert "index built" in caplog.messages[-1]


def test_threads_of_a_process_share_one_build(caplog):
    make_organisation()
    caplog.set_level("INFO", "partners.search")
    start, found = Barrier(4), []

    def ask():
        try:
            start.wait(timeout=10)
            found.append(current())
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(index) for index in found}) == 1
    assert len([text for text in caplog.messages if "search index" in text]) == 1


def test_more_newcomers_than_there_is_room_for_make_the_index_anew(caplog):
    make_organisation()
    current()
    caplog.set_level("INFO", "partners.search")
    newcomers = [
        Organisation(name="New", slug="new", listing_state="approved", partner_status="active")
        for _ in range(180)
    ]
    Organisation.objects.bulk_create(newcomers)
    assert current().organisations.bit_count() == 181
    assert "index built" in caplog.messages[-1]
