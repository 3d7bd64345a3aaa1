"""The shipped server under an https address: headers on every answer, and what its log holds."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from artsmark_site import local
from tests.artsmark_site.served import Site, served

ALWAYS = {
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "X-Request-ID",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("served")) as site:
        yield site


@pytest.mark.parametrize(
    ("address", "host", "scheme", "status"),
    [
        ("/partners/", "partners.example.org", "http", 301),
        ("/", "evil.example", "https", 400),
        ("/", "evil.example", "http", 400),
        ("/nowhere/", "partners.example.org", "https", 404),
        ("/?q=%00", "partners.example.org", "https", 400),
        ("/%ff/", "partners.example.org", "https", 400),
        ("/%25C3/", "partners.example.org", "https", 404),
        ("/partners/", "partners.example.org", "https", 503),
        ("/api/v1/partners", "partners.example.org", "https", 503),
        ("/partners.csv", "partners.example.org", "https", 503),
        ("/healthz", "127.0.0.1", "http", 200),
        ("/readyz", "127.0.0.1", "http", 503),
        ("/healthz", "partners.example.org", "https", 200),
    ],
)
def test_every_answer_carries_every_header(
    site: Site, address: str, host: str, scheme: str, status: int
) -> None:
    answer = site.get(address, host=host, scheme=scheme)
    assert answer.status == status
    assert set(answer.headers) >= ALWAYS
    assert "Location" not in answer.headers or scheme == "http"
    assert ("Strict-Transport-Security" in answer.headers) == (scheme == "https")


def test_head_gets_the_headers_of_the_page_and_no_body(site: Site) -> None:
    of_each = dict.fromkeys(("Date", "X-Request-ID", "Transfer-Encoding", "Content-Length"))
    for address in ("/", "/nowhere/", "/healthz", "/static/favicon.svg"):
        asked, answered = site.get(address), site.get(address, method="HEAD")
        assert answered.status == asked.status
        assert dict(answered.headers) | of_each == dict(asked.headers) | of_each
        assert int(answered.headers["Content-Length"]) > 0
    assert "body" not in site.log.read_text()  # gunicorn warns of one that it must drop


def test_being_alive_asks_no_database_even_with_a_session(site: Site) -> None:
    answer = site.get("/healthz", Cookie="__Host-sessionid=0123456789abcdef")
    assert answer.status == 200


def test_the_log_holds_nothing_personal_and_names_each_request(site: Site) -> None:
    words = "canary-name=Ann&e-mail=ann%40canary.example"
    named = {"X-Request-ID": "canary-request"}
    site.get(f"/canary-path/?{words}", **named)
    site.get(f"/partners/?{words}", **named)
    site.get(f"/?{words}&q=%00", **named)
    site.get(f"/?{words}", host="canary-host.example", **named)
    site.send(b"GET /canary-line HTTP/9.canary\r\n\r\n")
    site.send(b"GET / HTTP/1.1\r\nHost: a\r\ncanary header: ann@canary.example\r\n\r\n")
    lines = [json.loads(line) for line in site.log.read_text().splitlines()]
    ours = [line for line in lines if line["request_id"] == "canary-request"]
    assert {line.get("status") for line in ours} == {400, 404, 503}
    assert not any("canary" in json.dumps(line | {"request_id": ""}) for line in lines)
    errors = [line for line in lines if line["level"] == "error"]
    assert errors
    assert all("OperationalError" in line["exception"] for line in errors)
    assert all('File "' in line["exception"] for line in errors)
    assert any(line["message"] == "Invalid request" for line in lines)


def test_nothing_is_silenced_and_the_deployment_check_passes() -> None:
    check = (
        "from django.conf import settings; assert settings.SILENCED_SYSTEM_CHECKS == []; "
        "from django.core.management import execute_from_command_line as run; "
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    environ = {
        "SITE_URL": "https://partners.example.org",
        "SITE_RUN_BY": "Arts for Schools, 1 High Street, Leeds LS1 1AA",
        "SITE_CONTACT": "0113 496 0000",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "artsmark_site.settings",
    }
    checked = run_python(check, environ)
    assert checked.returncode == 0, checked.stderr
    assert "(0 silenced)" in checked.stdout
    checked = run_python(check, environ | {"SITE_CONTACT": ""})
    assert checked.returncode != 0
    assert "SITE_CONTACT is empty." in checked.stderr


def run_python(code: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=local.PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("accepted", "sent"), [("gzip", "gzip"), ("br, gzip", "br"), ("br;q=0, gzip;q=0", None)]
)
def test_a_file_is_sent_in_an_encoding_that_was_not_refused(
    site: Site, accepted: str, sent: str | None
) -> None:
    answer = site.get("/static/icons.svg", **{"Accept-Encoding": accepted})
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == sent
