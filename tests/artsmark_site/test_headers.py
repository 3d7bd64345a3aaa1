"""The headers that keep browsers safe, on every answer: pages, files, redirects and errors."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client

from artsmark_site import home, middleware
from tests.factories import make_image, make_organisation
from tests.people import PASSWORD, make_person

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
    "X-Frame-Options": "DENY",
}
ADDRESSES = {
    "home": ("/", 200),
    "search": ("/partners/", 200),
    "not found": ("/nowhere/", 404),
    "bad request": ("/?q=%00", 400),
    "redirect": ("/partners", 301),
    "sign in": ("/accounts/login/", 200),
    "refused": ("/admin/", 302),
    "alive": ("/healthz", 200),
    "ready": ("/readyz", 200),
    "picture": ("/media/pictures/00000000000000000000000000000000-352.webp", 404),
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


@pytest.fixture
def https(settings):
    """As with an https SITE_URL; `test_served_over_https.py` starts the site with one."""
    settings.ALLOWED_HOSTS = ["partners.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000


def carries_the_headers(response) -> bool:
    return {name: response[name] for name in HEADERS} == HEADERS


def test_a_picture_carries_the_headers_and_a_stricter_policy(client):
    image = make_image(organisation=make_organisation())
    name = default_storage.save(image.file_name(image.widths[0]), ContentFile(b"picture"))
    response = client.get(image.url(image.widths[0]))
    response.close()
    default_storage.delete(name)
    assert response.status_code == 200
    assert carries_the_headers(response)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_head_of_a_file_opens_it_for_its_length_and_sends_nothing(rf, tmp_path):
    (tmp_path / "picture.webp").write_bytes(b"picture")
    file = (tmp_path / "picture.webp").open("rb")
    answer = middleware.send_no_body_to_head(lambda _: FileResponse(file))
    response = answer(rf.head("/"))
    assert (list(response), response["Content-Length"]) == ([], "7")
    assert response.file_to_stream is None  # which the server would send by itself
    response.close()
    assert file.closed


def test_an_organisation_that_went_says_so_with_the_headers(client):
    organisation = make_organisation(partner_status="withdrawn")
    response = client.get(organisation.get_absolute_url())
    assert response.status_code == 410
    assert carries_the_headers(response)


def test_an_error_carries_the_headers(client, monkeypatch):
    monkeypatch.setattr(home, "context", lambda: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert carries_the_headers(response)
    assert policy_of(response) == POLICY


def test_an_unknown_host_is_refused_with_the_headers(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert carries_the_headers(response)


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/admin/login/"])
def test_the_redirect_to_https_carries_the_headers(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    client.handler.load_middleware()
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{address}")
    assert carries_the_headers(response)


def test_the_staff_pages_use_a_new_nonce_for_each_answer(admin_client):
    """Django's templates put it on their own style sheets and scripts."""
    pages = [admin_client.get("/admin/") for _ in range(2)]
    policies = [policy_of(page)["script-src"] for page in pages]
    assert policies[0] != policies[1]
    for page, policy in zip(pages, policies, strict=True):
        nonce = re.fullmatch(r"'self' 'nonce-(.+)'", policy)
        assert nonce
        assert f'nonce="{nonce[1]}"' in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/partners/", "/nowhere/", "/healthz"])
def test_public_pages_set_no_cookie(client, address):
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", ["/", "/partners/", "/nowhere/"])
def test_a_page_for_somebody_signed_in_is_kept_by_no_cache(admin_client, address):
    response = admin_client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_a_page_that_sets_a_cookie_is_kept_by_no_cache(client, rf):
    def answer(request):
        response = HttpResponse()
        request.session["kept"] = True
        get_token(request)
        return response

    for add in (CsrfViewMiddleware, SessionMiddleware):
        answer = add(answer)
    response = middleware.keep_personal_pages_private(answer)(rf.get("/"))
    assert response.cookies
    assert "no-store" in response["Cache-Control"]
    order = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]
    assert order.index("keep_personal_pages_private") < order.index("SessionMiddleware")


def test_a_page_for_everybody_says_nothing_against_caches(client):
    assert "no-store" not in client.get("/partners/").get("Cache-Control", "")


def test_the_session_cookie_is_out_of_reach_of_scripts(client):
    person = make_person()
    words = {"login": person.email, "password": PASSWORD}
    cookie = client.post("/accounts/login/", words).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "allow cookies" in response.text
    assert "Nothing was changed." in response.text
    assert "CSRF" not in response.text


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


@pytest.mark.parametrize("refusing", ["gzip;q=0", "br, gzip; q=0.0", "GZIP ; Q = 0.000"])
def test_who_refuses_gzip_gets_none(client, refusing):
    response = client.get("/", headers={"accept-encoding": refusing})
    assert "Content-Encoding" not in response
    assert "Accept-Encoding" in response["Vary"]


def test_who_would_rather_not_have_gzip_may_still_get_it(client):
    response = client.get("/", headers={"accept-encoding": "br;q=0, gzip;q=0.1"})
    assert response["Content-Encoding"] == "gzip"
