"""Signing up, in and out, as the person at the screen and their mailbox see it."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.models import MailRecord, User
from tests.letters import delivered, links
from tests.people import PASSWORD, code_now, make_person, with_second_factor

pytestmark = pytest.mark.django_db

SIGN_UP, SIGN_IN, RESET = "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"
NEW = {"name": "Ada Field", "email": "ada@museum.example", "password1": "crane tulip harbour"}


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def sign_in(client, email="owner@museum.example", password=PASSWORD, **where):
    return client.post(SIGN_IN, {"login": email, "password": password}, **where)


def letter_link(number=-1):
    return next(links(delivered()[number]))


def who(client):
    return client.session.get("_auth_user_id")


# --- A new account --------------------------------------------------------------------------


def test_a_new_account_counts_once_its_address_is_confirmed(client):
    assert client.post(SIGN_UP, NEW).url == "/accounts/confirm-email/"
    assert not who(client)
    assert sign_in(Client(), NEW["email"], NEW["password1"]).url == "/accounts/confirm-email/"
    link = letter_link(0)
    page = client.get(link)
    assert "Is <b>ada@museum.example</b> your address" in page.text
    assert not EmailAddress.objects.filter(verified=True).exists()  # mail scanners open links
    assert client.post(link).url == "/my/"
    assert User.objects.get().name == "Ada Field"
    assert who(client)
    assert "This link has ended" in Client().get(link).text


def test_the_link_of_a_new_account_ends_after_an_hour(client, time_machine):
    time_machine.move_to(timezone.now())
    client.post(SIGN_UP, NEW)
    link = letter_link()
    time_machine.shift(timedelta(hours=1, seconds=1))
    assert "This link has ended" in client.get(link).text
    assert client.post(link).status_code != 500
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_whether_an_address_has_an_account_is_told_to_its_reader_alone(client):
    make_person()
    known = client.post(SIGN_UP, NEW | {"email": "owner@museum.example"})
    unknown = Client().post(SIGN_UP, NEW | {"email": "nobody@museum.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    told, asked = delivered()
    assert told.subject == "You have an account already"
    assert asked.subject == "Confirm your e-mail address"
    known, unknown = (
        Client().post(RESET, {"email": f"{name}@museum.example"}) for name in ("owner", "stranger")
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert delivered()[-1].subject == "There is no account with this address"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter your name."),
        ("email", "", "Enter your e-mail address."),
        ("email", "ada at museum", "Enter an e-mail address like"),
        ("password1", "", "Enter a new password."),
        ("password1", "short", "This password is too short"),
        ("password1", "Artsmark-2026-Artsmark", "words that others would try"),
        ("password1", "AdaField-museum1", "words that others would try"),
        ("password1", "P@ssw0rd12345", "close to a password"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_the_rest_stays(client, field, typed, said):
    page = client.post(SIGN_UP, NEW | {field: typed})
    assert page.status_code == 200
    assert said in page.text
    kept = {"name": "Ada Field", "email": "ada@museum.example"}
    assert all(f'value="{kept[name]}"' in page.text for name in kept if name != field)
    assert NEW["password1"] not in page.text


# --- Passwords ------------------------------------------------------------------------------


def test_a_forgotten_password_is_chosen_anew_once_and_ends_every_session(client):
    person = make_person()
    elsewhere = Client()
    sign_in(elsewhere)
    client.post(RESET, {"email": person.email})
    link = letter_link()
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "crane tulip harbour", "password2": "crane tulip harbour"}
    assert client.post(address, new).status_code == 302
    assert elsewhere.get("/my/").status_code == 302
    assert "This link has ended" in Client().get(link, follow=True).text
    assert sign_in(Client(), password="crane tulip harbour").url == "/my/"
    assert delivered()[-1].subject == "The password of your account was changed"


def test_no_letter_and_no_row_keeps_the_secret_of_a_link(client):
    person = make_person()
    client.post(RESET, {"email": person.email})
    token = letter_link().split("/")[-2]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r::text FROM accounts_mailrecord r UNION ALL "
            "SELECT j::text FROM procrastinate_jobs j"
        )
        rows = cursor.fetchall()
    assert len(rows) >= 2
    assert not [row for (row,) in rows if token in row]


# --- The second step ------------------------------------------------------------------------


def test_with_a_second_step_the_password_alone_opens_nothing(client):
    with_second_factor(make_person())
    assert sign_in(client).url == "/accounts/2fa/authenticate/"
    assert client.get("/my/").status_code == 302
    assert (
        "This code is not right"
        in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).text
    )
    code = code_now()
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/my/"
    other = Client()
    sign_in(other)
    again = other.post("/accounts/2fa/authenticate/", {"code": code})
    assert "This code is not right" in again.text  # each code works once


def test_six_wrong_codes_are_enough(client):
    with_second_factor(make_person())
    sign_in(client)
    for _ in range(6):
        page = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "wrong too often" in page.text
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 200
    assert not who(client)


def test_staff_without_a_second_step_are_led_to_it_and_no_further(client):
    make_person(is_staff=True, is_superuser=True)
    sign_in(client)
    for address in ("/admin/", "/admin/partners/organisation/"):
        page = client.get(address, follow=True)
        assert ("/accounts/2fa/totp/activate/", 302) in page.redirect_chain
    assert "Is it still you?" in page.text
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert "Let it scan this picture" in page.text
    assert "data:" in page["Content-Security-Policy"]


def test_the_admin_has_no_door_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/partners/")
    assert answer.url == "/accounts/login/?next=/admin/partners/"
    answer = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert answer.url.startswith("/accounts/login/")
    client.force_login(make_person())
    assert client.get("/admin/login/").status_code == 403


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:1"]
)
def test_no_door_leads_to_another_site(client, admin_client, elsewhere):
    person = make_person()
    assert admin_client.get("/admin/login/", {"next": elsewhere}).url == "/admin/"
    words = {"login": person.email, "password": PASSWORD, "next": elsewhere}
    assert client.post(SIGN_IN, words).url == "/my/"
    assert client.post("/accounts/logout/", {"next": elsewhere}).url == "/"


def test_seeds_of_authenticator_apps_are_not_readable_in_the_database(settings):
    person = with_second_factor(make_person())
    data = person.authenticator_set.get().data
    assert "JBSW" not in str(data)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" * 10
    settings.SECRET_KEY_FALLBACKS = [old]
    assert person.authenticator_set.get().wrap().validate_code(code_now())


# --- Limits ---------------------------------------------------------------------------------


def test_five_wrong_passwords_close_one_account_for_five_minutes_and_no_other(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_person()
    make_person("colleague@museum.example")
    for _ in range(5):
        assert "or the password is not right" in sign_in(client, password="wrong").text
    assert "wrong too often" in sign_in(client).text
    assert sign_in(Client(), "colleague@museum.example").url == "/my/"
    time_machine.shift(301)
    assert sign_in(client).url == "/my/"


def test_a_whole_school_behind_one_address_signs_in_within_a_minute():
    people = [make_person(f"teacher{number}@school.example") for number in range(60)]
    assert {sign_in(Client(), person.email).url for person in people} == {"/my/"}


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_at_once_are_counted_exactly(settings):
    """Past every process: the count is in the database, under a lock."""
    make_person()

    def attempt(_):
        try:
            return "or the password is not right" in sign_in(Client(), password="wrong").text
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(50))) <= 5


def test_to_one_address_go_no_more_than_three_letters_an_hour(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    make_person()
    for _ in range(6):
        client.post(RESET, {"email": "owner@museum.example"})
        time_machine.shift(61)
    assert MailRecord.objects.count() == 3
    for _ in range(6):
        Client().post(SIGN_UP, NEW)
        sign_in(Client(), NEW["email"], NEW["password1"])
        time_machine.shift(61)
    assert MailRecord.objects.filter(kind="accounts.confirm_address").count() <= 3


@pytest.mark.parametrize("hasher", ["accounts.hashers.Argon2"])
def test_an_unknown_address_takes_as_long_as_a_wrong_password(settings, hasher):
    settings.PASSWORD_HASHERS = [hasher]
    settings.ACCOUNT_RATE_LIMITS = False
    make_person()
    times = {"owner@museum.example": [], "stranger@museum.example": []}
    for _ in range(15):
        for email, taken in times.items():
            client = Client()
            began = time.perf_counter()
            sign_in(client, email, "wrong words entirely")
            taken.append(time.perf_counter() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < max(known, unknown) * 0.25


# --- Sessions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_staff", "lifetime"), [(False, sessions.FOR_OTHERS), (True, sessions.FOR_STAFF)]
)
def test_a_session_ends_when_nothing_happens_and_at_its_age(
    client, time_machine, is_staff, lifetime
):
    time_machine.move_to(timezone.now(), tick=False)
    client.force_login(make_person(is_staff=is_staff))
    assert client.get("/my/").status_code == 200
    time_machine.shift(lifetime.idle)
    assert client.get("/my/").status_code == 200
    time_machine.shift(lifetime.idle + 1)
    page = client.get("/my/", follow=True)
    assert "You were signed out" in page.text
    client.force_login(User.objects.get())
    client.get("/my/")
    for _ in range(lifetime.whole // lifetime.idle):
        time_machine.shift(lifetime.idle)
        assert client.get("/my/").status_code == 200
    time_machine.shift(1)
    assert client.get("/my/").status_code == 302


def test_the_key_of_a_session_changes_when_somebody_signs_in_and_ends_when_out(client):
    make_person()
    client.get(SIGN_IN)
    before = client.session.session_key
    sign_in(client)
    during = client.session.session_key
    assert during != before
    stolen = Client()
    stolen.cookies["sessionid"] = during
    assert stolen.get("/my/").status_code == 200
    client.post("/accounts/logout/")
    assert stolen.get("/my/").status_code == 302
    assert not Session.objects.filter(session_key=during).exists()


def test_leaving_by_a_link_asks_first(client):
    client.force_login(make_person())
    assert client.get("/accounts/logout/").status_code == 200
    assert who(client)


def test_a_closed_account_is_out_on_the_next_click(client):
    person = make_person()
    client.force_login(person)
    User.objects.update(is_active=False)
    assert client.get("/my/").status_code == 302


def test_one_sees_and_ends_the_sessions_elsewhere(client):
    make_person()
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    assert client.get("/accounts/sessions/").text.count("127.0.0.1") == 2
    client.post("/accounts/sessions/")
    assert elsewhere.get("/my/").status_code == 302
    assert client.get("/my/").status_code == 200


def test_a_new_address_waits_for_its_reader_and_the_old_one_is_told(client):
    make_person()
    sign_in(client)
    asked = client.post("/accounts/email/", {"email": "new@museum.example", "action_add": ""})
    assert asked.url.startswith("/accounts/reauthenticate/")  # whoever sits there now
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "new@museum.example", "action_add": ""})
    assert User.objects.get().email == "owner@museum.example"
    assert client.post(letter_link()).status_code == 302
    assert User.objects.get().email == "new@museum.example"
    notice = delivered()[-1]
    assert notice.to == ["owner@museum.example"]
    assert "changed from this one to new@museum.example" in notice.body
