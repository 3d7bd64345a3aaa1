"""Accounts, sessions and letters that go by time, however often the clock asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord, StatusChange, User
from artsmark_site import due
from artsmark_site.personal_data import clock, services
from artsmark_site.personal_data.reasons import Why
from partners.models import Invitation
from tests.factories import (
    make_asking,
    make_connection,
    make_join_request,
    make_membership,
    make_organisation,
)
from tests.letters import delivered
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment():
    cache.clear()
    with time_machine.travel(timezone.now(), tick=False) as moment:
        yield moment


def unconfirmed(email="typed@museum.example", **fields):
    user = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def night():
    return due.erase_expired()


def test_an_account_that_nobody_confirmed_goes_after_two_weeks(moment):
    unconfirmed()
    make_person()
    moment.shift(clock.UNCONFIRMED_FOR - timedelta(seconds=1))
    assert night()["unconfirmed_accounts"] == 0
    moment.shift(timedelta(seconds=1))
    assert night()["unconfirmed_accounts"] == 1
    assert night()["unconfirmed_accounts"] == 0
    assert User.objects.get().email == "owner@museum.example"
    assert StatusChange.objects.get().reason == Why.UNCONFIRMED.label
    assert not delivered()


def test_the_letters_to_it_are_forgotten_with_it(moment):
    client = Client()
    new = {"name": "Ada", "email": "ada@museum.example", "password1": "crane tulip harbour"}
    client.post("/accounts/signup/", new)
    moment.shift(clock.UNCONFIRMED_FOR + timedelta(days=1))
    assert night()["unconfirmed_accounts"] == 1
    assert set(MailRecord.objects.values_list("to", "state")) == {("", "not-needed")}


def test_who_belongs_to_nothing_is_asked_by_letter_and_deleted_a_month_later(moment):
    user = make_person()
    moment.shift(timedelta(days=729))
    assert night()["unused_accounts_asked"] == 0
    moment.shift(timedelta(days=3))
    assert night()["unused_accounts_asked"] == 1
    assert night()["unused_accounts_asked"] == 0
    (letter,) = delivered()
    assert letter.to == [user.email]
    assert "/accounts/login/" in letter.body
    moment.shift(clock.ASKED_FOR - timedelta(seconds=1))
    assert night()["unused_accounts"] == 0
    moment.shift(timedelta(seconds=1))
    assert night()["unused_accounts"] == 1
    assert night()["unused_accounts"] == 0
    assert not User.objects.exists()
    assert delivered()[-1].subject == "Your account is deleted"


def test_whoever_signs_in_after_the_letter_stays(moment):
    user = make_person()
    moment.shift(timedelta(days=740))
    night()
    delivered()
    moment.shift(timedelta(days=29))
    Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    moment.shift(timedelta(days=2))
    assert night()["unused_accounts"] == 0
    moment.shift(timedelta(days=740))
    assert night()["unused_accounts_asked"] == 1  # away again: asked again
    assert User.objects.exists()


def test_nobody_is_deleted_whose_letter_did_not_go_yet(moment):
    make_person()
    moment.shift(timedelta(days=740))
    night()
    moment.shift(timedelta(days=40))
    assert night()["unused_accounts"] == 0


def test_who_belongs_to_something_stays_however_long_they_are_away(moment):
    make_membership()
    make_join_request()
    make_connection()
    make_asking()
    make_person("staff@bridge.example", is_staff=True)
    make_person("closed@museum.example", is_active=False)
    User.objects.create_superuser("admin@site.example")
    number = User.objects.count()
    moment.shift(timedelta(days=3000))
    counts = night()
    assert counts["unused_accounts_asked"] == counts["unconfirmed_accounts"] == 0
    assert User.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_delete_each_once(moment):
    for number in range(6):
        unconfirmed(f"{number}@museum.example")
    moment.shift(clock.UNCONFIRMED_FOR)
    start = Barrier(2)

    def run():
        start.wait()
        try:
            return clock.erase_unconfirmed(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = [future.result() for future in [pool.submit(run) for _ in range(2)]]
    assert sum(numbers) == 6
    assert not User.objects.exists()
    assert StatusChange.objects.count() == 6


def test_a_run_takes_so_many_and_the_next_goes_on(moment, monkeypatch):
    monkeypatch.setattr(clock, "MOST_AT_ONCE", 2)
    for number in range(3):
        unconfirmed(f"{number}@museum.example")
    moment.shift(clock.UNCONFIRMED_FOR)
    assert [night()["unconfirmed_accounts"] for _ in range(3)] == [2, 1, 0]


def test_a_last_letter_keeps_the_address_no_longer_than_a_day(moment):
    services.delete_account(user=make_person(), why=Why.THEMSELVES)
    moment.shift(clock.FAREWELL_TRIED_FOR - timedelta(seconds=1))
    assert due.process_due()["farewells_given_up"] == 0
    moment.shift(timedelta(seconds=1))
    assert due.process_due()["farewells_given_up"] == 1
    assert MailRecord.objects.get().to == ""


def test_sessions_and_invitations_and_counts_go_when_they_end(moment):
    make_person()
    client = Client()
    client.post("/accounts/login/", {"login": "owner@museum.example", "password": PASSWORD})
    client.get("/accounts/sessions/")
    Invitation.objects.create(organisation=make_organisation(), email="a@b.example")
    assert UserSession.objects.exists()
    counts = night()
    assert (counts["ended_sessions"], counts["ended_invitations"]) == (0, 0)
    moment.shift(timedelta(days=15))
    out = StringIO()
    call_command("erase_expired", stdout=out)
    assert "ended_sessions=1 ended_invitations=1" in out.getvalue()
    assert not Session.objects.exists()
    assert not Invitation.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone() == (0,)
