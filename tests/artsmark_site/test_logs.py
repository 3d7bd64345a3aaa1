"""What is logged, and above all what is not."""

import json
import logging
import smtplib
from io import StringIO

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import MailRecord, User
from artsmark_site import home, mail
from artsmark_site.logs import ByRoute, JsonLines, RequestIdFilter, TerminalLines
from artsmark_site.personal_data import services as personal_data
from artsmark_site.personal_data.reasons import Why
from tests.factories import make_membership, make_organisation
from tests.letters import delivered, links

ADDRESS = "ann@canary.example"  # a traceback shows lines of code


def line(**extra):
    record = logging.LogRecord("shop", logging.INFO, __file__, 1, "it %s", ("works",), None)
    record.__dict__.update(extra)
    RequestIdFilter().filter(record)
    return json.loads(JsonLines().format(record))


def test_a_line_is_json_with_time_level_and_request():
    written = line(status=200)
    assert written["message"] == "it works"
    assert written["level"] == "info"
    assert written["request_id"] == "-"
    assert written["status"] == 200
    assert written["at"].endswith("+00:00")


def test_a_line_break_in_a_message_cannot_begin_a_new_line():
    record = logging.LogRecord("a", logging.INFO, __file__, 1, 'x\n{"level": "fake"}', (), None)
    assert "\n" not in JsonLines().format(record)


def test_fields_that_are_not_on_the_list_are_left_out():
    assert "email" not in line(email="head@school.example")


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_and_never_by_its_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="artsmark_site.access"):
        client.get("/partners/", {"q": "canary-word", "near": "PL4 8AA"})
    text = " ".join(record.getMessage() for record in caplog.records)
    assert "GET /partners/ 200" in text
    assert "canary-word" not in text
    assert "PL4" not in text


@pytest.fixture(params=[JsonLines, TerminalLines])
def written(request):
    """All that every logger writes, with our filters, in both shapes."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    handler.addFilter(RequestIdFilter())
    handler.addFilter(ByRoute())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_filters_stand_on_the_only_handler():
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["request_id", "by_route"]


@pytest.mark.django_db
def test_the_text_of_a_database_error_is_not_written_but_its_constraint_and_place_are(written):
    User.objects.create_user(ADDRESS)
    try:
        with transaction.atomic():
            User.objects.create_user(ADDRESS)
    except IntegrityError as error:
        logging.getLogger("django.request").exception("It failed: %s", error)
    text = written.getvalue()
    assert "canary" not in text
    assert "UniqueViolation" in text
    assert "accounts_user_email" in text
    assert "test_logs.py" in text


@pytest.mark.django_db
def test_an_error_in_a_page_is_written_by_its_route_with_its_id(client, written, monkeypatch):
    client.get("/")  # makes the index, which would write a line of its own
    monkeypatch.setattr(home, "context", lambda: int(ADDRESS))
    client.raise_request_exception = False
    client.get("/", {"name": "canary"}, headers={"x-request-id": "request-0123"})
    text = written.getvalue()
    assert "canary" not in text
    assert "ValueError" in text
    assert text.count("request-0123") == 2  # the error, and the line of the access
    assert "django.request: GET / 500" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/canary/", 404), ("/partners/1/canary/", 404), ("/?q=canary%00", 400)],
)
def test_what_was_not_found_or_refused_is_written_once_by_its_route(
    client, written, address, status
):
    assert client.get(address, headers={"x-request-id": "request-0123"}).status_code == status
    text = written.getvalue()
    assert "canary" not in text
    assert text.count("request-0123") == 1


def test_robots_that_ask_for_other_hosts_leave_one_quiet_line_each(client, written):
    client.get("/", headers={"host": "canary.example"})
    text = written.getvalue()
    assert "canary" not in text
    assert "Traceback" not in text
    assert "error" not in text.lower()
    assert text.count("GET /(no route) 400") == 1


@pytest.mark.django_db
def test_a_form_that_is_refused_is_not_repeated(client, written):
    strict = type(client)(enforce_csrf_checks=True)
    words = {"username": ADDRESS, "password": "canary"}
    strict.post("/admin/login/", words, headers={"referer": "http://canary.example/?q=canary"})
    client.post("/admin/login/", words)
    assert "canary" not in written.getvalue()
    assert "django.security.csrf: POST /admin/login/ 403" in written.getvalue()


@pytest.fixture
def canaries():
    """What people typed and what proves who they are; whoever types adds to it."""
    cache.clear()
    return {
        "name": "Zoe Canary-Bird",
        "email": ADDRESS,
        "password": "kestrel under seven canary hats",
        "phone": "01752 555 0199",
    }


@pytest.mark.django_db
def test_what_people_type_on_their_whole_way_is_in_no_line(written, canaries):
    """They sign up, sign in, look for themselves, write, invite, hand in, join, and leave."""
    client = signed_up(canaries)
    organisation = begun(client, canaries)
    members = f"/my/organisations/{organisation.pk}/members/"
    client.post(members, {"email": "new@canary.example", "role": "editor"})
    invitation = next(links(delivered()[-1]))
    canaries["token of the invitation"] = invitation.split("/")[-2]
    for method in (client.get, client.post, Client().get):
        method(invitation)
    elsewhere = make_membership().organisation
    client.post(f"/partners/join/{elsewhere.pk}/", {"message": f"I am {canaries['name']}"})
    delivered()
    personal_data.delete_account(user=make_another_owner(organisation), why=Why.THEMSELVES)
    delivered()
    text = written.getvalue().lower()
    assert text.count("post /") > 10
    for what, canary in canaries.items():
        assert canary.lower() not in text, what
    assert "canary" not in text


def signed_up(canaries):
    """And in, once with a slip and once with a wrong password."""
    client = Client()
    new = {"name": canaries["name"], "email": ADDRESS, "password1": canaries["password"]}
    client.post("/accounts/signup/", new | {"password1": "canary"})
    client.post("/accounts/signup/", new)
    Client().post("/accounts/signup/", new)
    confirm = next(links(delivered()[0]))
    canaries["token of the address"] = confirm.split("/")[-2]
    client.get(confirm)
    assert client.post(confirm).url == "/my/"
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    link = next(links(delivered()[-1]))
    canaries["token of the password"] = link.split("/")[-2]
    client.get(link, follow=True)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": ADDRESS, "password": "canary"})
    signed_in = {"login": ADDRESS, "password": canaries["password"]}
    assert client.post("/accounts/login/", signed_in).url == "/my/"
    canaries["session"] = client.session.session_key
    return client


def begun(client, canaries):
    """An organisation of theirs, with contact details, tried to be handed in."""
    described = {"name": "Canary Mill", "postcode": "PL4 8AA"}
    client.post("/partners/join/", described)
    client.get("/partners/join/", described)
    organisation = make_organisation(name="Canary Mill", listing_state="draft")
    make_membership(organisation=organisation, user=User.objects.get(email=ADDRESS))
    contact = {
        "contact_name": canaries["name"],
        "contact_email": ADDRESS,
        "phone": canaries["phone"],
    }
    client.post(f"/my/organisations/{organisation.pk}/profile/contact/", contact)
    client.post(f"/my/organisations/{organisation.pk}/code/", {"name": canaries["name"]})
    assert client.post(f"/my/organisations/{organisation.pk}/submit/").status_code == 302
    organisation.refresh_from_db()
    assert (organisation.contact_email, organisation.phone) == (ADDRESS, canaries["phone"])
    return organisation


def make_another_owner(organisation):
    make_membership(organisation=organisation)
    return User.objects.get(email=ADDRESS)


@pytest.mark.django_db
def test_a_mail_server_that_quotes_the_address_is_not_repeated(written, monkeypatch):
    def refuse(message):
        raise smtplib.SMTPServerDisconnected(f"who is {message.to}?")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    record = mail.post("accounts.password_changed", to=ADDRESS)
    for _ in range(mail.MOST_ATTEMPTS):
        try:
            mail.deliver(record.pk)
        except mail.NotSentYet:
            logging.getLogger("procrastinate.worker").exception("Job failed")
    assert MailRecord.objects.get().state == "undeliverable"
    assert "canary" not in written.getvalue()
