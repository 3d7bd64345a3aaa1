"""What somebody gets who asks what is held about them: all of it, and nothing of others."""

import pytest
from django.core.cache import cache

from accounts.models import MailRecord
from accounts.services import record
from artsmark_site.personal_data import exporting
from tests.factories import make_membership, make_organisation
from tests.people import PASSWORD, make_person
from tests.personal_data.canary import EMAIL, NAME, PHONE, leave_traces, somebody

pytestmark = pytest.mark.django_db

PAGE = "/accounts/data/"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def download(client):
    asked = client.get(PAGE)
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert client.post(asked.url, {"password": PASSWORD}).url == PAGE
    return client.post(PAGE)


def test_the_file_holds_every_kind_of_what_is_theirs(client):
    user = somebody()
    leave_traces(user)
    client.force_login(user)
    answer = download(client)
    assert answer["Content-Disposition"] == 'attachment; filename="about-me.json"'
    assert "no-store" in answer["Cache-Control"]
    held = {(part["what"], tuple(part["rows"][0])) for part in answer.json()["held"]}
    kinds = {what for what, _ in held}
    assert kinds >= {
        "user", "e-mail", "email address", "authenticator", "user session", "log entry",
        "regional staff", "status change", "organisation", "membership", "invitation",
        "join request", "code acceptance", "change", "review note", "addressee", "news refusal",
        "opening notice", "picture upload", "shortlist", "shortlist item", "Bridge Organisation",
    }  # fmt: skip
    text = answer.text
    assert f'"name": "{NAME}"' in text
    assert EMAIL in text
    assert PHONE in text
    assert "Mill House" in text
    assert f"I am {NAME}" in text  # what they wrote when they asked to join


def test_no_secret_and_nothing_of_others_is_in_it(client):
    user = somebody()
    organisation = leave_traces(user)
    other = make_person("other@elsewhere.example", name="Olive Other")
    make_membership(organisation=organisation, user=other)
    make_organisation(contact_name="Olive Other", contact_email=other.email, phone="020 1")
    MailRecord.objects.create(kind="accounts.unused", to=other.email, message_id="1")
    client.force_login(user)
    text = download(client).text.lower()
    for theirs in ("olive", "elsewhere.example", "020 1", "b@museum.example", "office@mill"):
        assert theirs not in text
    for secret in (user.password.lower(), "argon", "md5$", client.session.session_key, "secret"):
        assert secret not in text
    assert EMAIL not in str(exporting.told(other))


def test_nobody_who_walks_up_to_an_open_screen_gets_it(client):
    client.force_login(somebody())
    assert client.post(PAGE).url.startswith("/accounts/reauthenticate/")


def test_what_was_typed_and_never_confirmed_shows_nothing_of_its_owner():
    leave_traces(somebody())
    typed = make_person("canary@elsewhere.example", name=NAME)
    typed.emailaddress_set.update(email=EMAIL, verified=False)
    held = exporting.told(typed)["held"]
    assert {part["what"] for part in held} == {"user", "email address"}


def test_who_decided_much_asks_no_more_of_the_database(django_assert_max_num_queries):
    user = somebody()
    for _ in range(40):
        record(make_organisation(), "state", "a", "b", user)
    with django_assert_max_num_queries(70):
        exporting.told(user)
