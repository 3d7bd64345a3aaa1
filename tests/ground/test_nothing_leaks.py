"""What scanners ask any site for, and requests that are no HTTP, at the server as it is shipped."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.artsmark_site.served import HOST, Site, served

PROBES = [
    "/.git/config",
    "/.git/HEAD",
    "/.git/index",
    "/.gitignore",
    "/.env",
    "/.env.local",
    "/.venv/pyvenv.cfg",
    "/.DS_Store",
    "/.htaccess",
    "/.well-known/../manage.py",
    "/.ssh/id_rsa",
    "/.aws/credentials",
    "/manage.py",
    "/pyproject.toml",
    "/Makefile",
    "/requirements.txt",
    "/README.md",
    "/Dockerfile",
    "/docker-compose.yml",
    "/package.json",
    "/wsgi.py",
    "/artsmark_site/settings.py",
    "/partners/models/__init__.py",
    "/settings.py",
    "/local_settings.py",
    "/db.sqlite3",
    "/dump.sql",
    "/backup.sql",
    "/backup.zip",
    "/backup.tar.gz",
    "/var/log/syslog",
    "/etc/passwd",
    "/static/",
    "/static/css/",
    "/static/../settings",
    "/static/../artsmark_site/settings.py",
    "/static/..%2f",
    "/static/..%2fmanage.py",
    "/static/%2e%2e/manage.py",
    "/static/..%5cmanage.py",
    "/static/..%252fmanage.py",
    "/static/%2fetc/passwd",
    "/static//etc/passwd",
    "/static/.git/config",
    "/static/css/site.css.map",
    "/static/js/site.js.map",
    "/static/css/pages.css.map",
    "/media/",
    "/media/../manage.py",
    "/media/..%2fmanage.py",
    "/media/.htaccess",
    "/templates/base.html",
    "/__debug__/",
    "/__debug__/render_panel/",
    "/debug/",
    "/silk/",
    "/metrics",
    "/server-status",
    "/phpinfo.php",
    "/wp-login.php",
    "/wp-admin/",
    "/xmlrpc.php",
    "/actuator/env",
    "/console",
    "/graphql",
    "/swagger.json",
    "/..%2f..%2f..%2fetc/passwd",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/..",
]
OURS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "Traceback",
    "root:x:",
    "[core]",
    "INSTALLED_APPS",
    "sourceMap",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("probed")) as site:
        yield site


@pytest.mark.parametrize("address", PROBES)
def test_what_scanners_ask_for_is_not_there(site: Site, address: str) -> None:
    answer = ask(site, f"GET {address} HTTP/1.1", f"Host: {HOST}")
    assert status(answer) == 404, answer[:200]
    assert [word for word in OURS if word.encode() in answer] == []


def test_the_admin_documents_nothing(admin_client: Client) -> None:
    """Whoever is not signed in is sent to sign in from every address below /admin/."""
    assert admin_client.get("/admin/doc/").status_code == 404


@pytest.mark.parametrize(
    ("line", "headers", "statuses"),
    [
        ("TRACE / HTTP/1.1", [f"Host: {HOST}"], {405, 501}),
        ("BREW /healthz HTTP/1.1", [f"Host: {HOST}"], {405, 501}),
        ("GET /healthz HTTP/1.1", [f"Host: {HOST}", "Host: evil.example"], {400}),
        ("POST / HTTP/1.1", [f"Host: {HOST}", "Content-Length: 0", "Content-Length: 5"], {400}),
        (
            "POST / HTTP/1.1",
            [f"Host: {HOST}", "Content-Length: 5", "Transfer-Encoding: chunked"],
            {400},
        ),
        ("POST / HTTP/1.1", [f"Host: {HOST}", "Content-Length: -1"], {400}),
        ("POST / HTTP/1.1", [f"Host: {HOST}", "Transfer-Encoding: x, chunked"], {400, 501}),
        ("GET /healthz HTTP/9.9", [f"Host: {HOST}"], {400, 505}),
        ("GET /healthz HTTP/1.1", [f"Host: {HOST}", "No colon"], {400}),
        ("GET /healthz HTTP/1.1", [f"Host : {HOST}"], {400}),
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused(
    site: Site, line: str, headers: list[str], statuses: set[int]
) -> None:
    answer = ask(site, line, *headers)
    assert status(answer) in statuses, answer[:200]
    assert b"Traceback" not in answer
    assert site.get("/healthz").status == 200
    assert "Traceback" not in site.log.read_text()


def ask(site: Site, line: str, *headers: str) -> bytes:
    lines = [line, *headers, "X-Forwarded-Proto: https", "Connection: close", "", ""]
    return site.send("\r\n".join(lines).encode())


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])
