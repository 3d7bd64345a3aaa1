"""A browser's shortlist becomes the account's, and stays on no computer that others use."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from settings_schools import services
from settings_schools.links import address_of
from settings_schools.models import Shortlist
from tests.factories import make_organisation, make_shortlist
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def user():
    return make_person()


def sign_in(client, user):
    sent = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert sent.status_code == 302


def test_the_list_of_the_browser_is_the_accounts_and_its_link_stays(client, user):
    kept = make_shortlist(make_organisation(name="Mill House"), note="Harps", share_nonce="n")
    client.cookies["shortlist"] = kept.key
    sign_in(client, user)
    assert user.shortlist == kept
    page = client.get("/shortlist/").text
    assert "Mill House" in page
    assert "Harps" in page
    assert "belongs to your account" in page
    assert Client().get(address_of(kept)).status_code == 200


def test_two_lists_become_one_and_no_note_is_lost(client, user):
    both, mine, browsers = [make_organisation() for _ in range(3)]
    own = make_shortlist(both, mine, user=user, note="Of the account")
    kept = make_shortlist(both, browsers, note="Of the browser", title="Music", share_nonce="n")
    link = address_of(kept)
    client.cookies["shortlist"] = kept.key
    sign_in(client, user)
    assert Shortlist.objects.get() == own
    notes = dict(own.items.values_list("organisation", "note"))
    assert notes == {
        both.pk: "Of the account\nOf the browser",
        mine.pk: "Of the account",
        browsers.pk: "Of the browser",
    }
    assert Client().get(link).status_code == 410


def test_signing_out_leaves_nothing_to_the_next_person(client, user):
    kept = make_shortlist(make_organisation(name="Mill House"))
    key = kept.key
    client.cookies["shortlist"] = key
    sign_in(client, user)
    client.post("/accounts/logout/")
    page = client.get("/shortlist/")
    assert "Mill House" not in page.text
    assert page.cookies["shortlist"].value == ""
    next_person = Client()
    next_person.cookies["shortlist"] = key
    next_person.post("/shortlist/save/", {"partner": make_organisation().pk}, headers=HERE)
    assert user.shortlist.items.count() == 1
    assert "Mill House" not in next_person.get("/shortlist/").text


def test_no_key_opens_the_list_of_an_account(client, user):
    own = make_shortlist(make_organisation(name="Mill House"), user=user)
    client.cookies["shortlist"] = own.key
    assert "Mill House" not in client.get("/shortlist/").text
    assert client.post("/shortlist/clear/", headers=HERE).status_code == 302
    assert Shortlist.objects.exists()


def test_whoever_was_away_for_long_is_signed_out_here_too(client, user):
    make_shortlist(make_organisation(name="Mill House"), user=user)
    client.force_login(user)
    assert "Mill House" in client.get("/shortlist/").text
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert "Mill House" not in client.get("/shortlist/").text
    assert "Mill House" not in client.get("/shortlist/").text


def test_a_browser_without_a_list_changes_nothing(client, user):
    client.cookies["shortlist"] = "forged"
    sign_in(client, user)
    assert not Shortlist.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_signing_in_while_the_same_browser_saves_loses_nothing(user):
    kept = make_shortlist(make_organisation())
    another = make_organisation()
    start, wrong = Barrier(3), []

    def run(job):
        start.wait()
        try:
            job()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    jobs = [
        lambda: services.join(user=user, key=kept.key),
        lambda: services.save(organisation=another, user=user, key=kept.key),
        lambda: services.join(user=user, key=kept.key),
    ]
    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert Shortlist.objects.get().user == user
    assert Shortlist.objects.get().items.count() == 2
