"""The headers of trust.md block A, on every answer: pages, files, redirects and errors."""

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = {
    "home": ("/", 200),
    "search": ("/partners/", 200),
    "not found": ("/nowhere/", 404),
    "bad request": ("/?q=%00", 400),
    "redirect": ("/partners", 301),
    "sign in": ("/admin/login/", 200),
    "refused": ("/admin/", 302),
    "alive": ("/healthz", 200),
    "ready": ("/readyz", 200),
}


def policy_of(response):
    directives = response["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize(("address", "status"), ADDRESSES.values(), ids=ADDRESSES)
def test_every_answer_carries_the_security_headers(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert {name: response[name] for name in HEADERS} == HEADERS
    assert "camera=()" in response["Permissions-Policy"]
    assert "Server" not in response


@pytest.mark.parametrize("address", ["/", "/partners/", "/nowhere/"])
def test_public_pages_allow_nothing_inline_and_nobody_else(client, address):
    assert policy_of(client.get(address)) == POLICY


def test_a_static_file_carries_the_headers_too(client):
    response = client.get(staticfiles_storage.url("favicon.svg"))
    response.close()
    assert response.status_code == 200
    assert {name: response[name] for name in HEADERS} == HEADERS


def test_the_admin_uses_a_new_nonce_for_each_answer(client):
    nonces = {policy_of(client.get("/admin/login/"))["script-src"] for _ in range(2)}
    assert len(nonces) == 2 or nonces == {"'self'"}


@pytest.mark.parametrize("address", ["/", "/partners/", "/nowhere/", "/healthz"])
def test_public_pages_set_no_cookie(client, address):
    assert not client.get(address).cookies


def test_a_page_for_somebody_signed_in_is_kept_by_no_cache(admin_client):
    response = admin_client.get("/partners/")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts(client):
    User.objects.create_superuser("staff@example.org", "paper lanterns at dusk")
    words = {"username": "staff@example.org", "password": "paper lanterns at dusk"}
    cookie = client.post("/admin/login/", words).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def test_an_unknown_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403


def test_pages_name_nobody_behind_the_scenes(client):
    """No version, host name or e-mail address in an error page."""
    page = client.get("/nowhere/").content.decode()
    assert not re.search(r"[\w.]+@[\w.]+|Django|Python/\d", page)


def test_the_request_id_comes_back(client):
    assert client.get("/", headers={"x-request-id": "abcdef-12345"})["X-Request-ID"] == (
        "abcdef-12345"
    )


@pytest.mark.parametrize("offered", ["short", "a\tb" * 5, "x" * 65, "<script>alert(1)</script>"])
def test_a_request_id_from_outside_is_taken_only_if_harmless(client, offered):
    assert client.get("/", headers={"x-request-id": offered})["X-Request-ID"] != offered


def test_pages_are_compressed_for_visitors_without_a_session(client):
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"


def test_pages_are_not_compressed_for_somebody_signed_in(admin_client):
    response = admin_client.get("/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in response
