"""The nginx that is shipped, really started, in front of something that repeats what it gets."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread

import pytest
from django.conf import settings

from artsmark_site import middleware

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
MISSING = [
    name for name in ("nginx", "openssl") if not shutil.which(name, path="/usr/sbin:/usr/bin")
]
NEW_CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
NEW_CERTIFICATE += ["-subj", "/CN=partners.example.org"]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"Not installed here: {', '.join(MISSING)}. bin/nginx does it."
)


class Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left > 0:
            left -= len(self.rfile.read(min(left, 65_536)))
        self.do_GET()

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx(upstream: int) -> Iterator[tuple[int, int]]:
    """The shipped configuration with other ports and a certificate of a minute's age."""
    folder = Path(mkdtemp(prefix="artsmark-nginx-"))
    folder.chmod(0o755)
    subprocess.run(
        [*NEW_CERTIFICATE, "-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem"],
        check=True,
        capture_output=True,
    )
    port, plain = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    for before, after in {
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/partners/": f"{folder}/",
        "/etc/nginx/partners-headers": f"{DEPLOY}/partners-headers",
    }.items():
        assert before in site
        site = site.replace(before, after)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ {temporary} {site} }}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
    with (folder / "said").open("w") as said:
        server = subprocess.Popen([program, "-c", main], stderr=said)
    try:
        end = time.monotonic() + 10
        while not accepts(port):
            assert server.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield port, plain
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    """Those for https and for plain http."""
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        with nginx(upstream.server_address[1]) as ports:
            yield ports
    finally:
        upstream.shutdown()
        upstream.server_close()


@pytest.fixture
def port(ports: tuple[int, int]) -> int:
    return ports[0]


def post(port: int, address: str, size: int) -> int:
    """The status of an answer to so many bytes."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=60)
    with suppress(OSError):  # refused before it was all sent
        connection.request(
            "POST", address, body=b"x" * size, headers={"Host": "partners.example.org"}
        )
    status = connection.getresponse().status
    connection.close()
    return status


def get(port: int, address: str = "/", **headers: str) -> tuple[int, dict[str, str], bytes]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", address, headers={"Host": "partners.example.org", **names})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_what_a_client_claims_about_itself_is_not_passed_on(port: int) -> None:
    claims = {"X_Forwarded_For": "1.2.3.4", "X_Forwarded_Proto": "http", "X_Request_ID": "mine-all"}
    status, _, body = get(port, **claims)
    seen = json.loads(body)
    assert status == 200
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["X-Request-ID"] != "mine-all"
    assert seen["Host"] == "partners.example.org"


def test_too_large_a_header_is_refused_with_protection(port: int) -> None:
    status, headers, _ = get(port, X_Large="x" * 9000)
    assert status == 400
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert protection(headers) == APPLICATION_HEADERS


def protection(headers: dict[str, str]) -> dict[str, str]:
    """What the application says on each of its answers, and nginx says here."""
    return {name: headers.get(name, "") for name in APPLICATION_HEADERS}


APPLICATION_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    **middleware._EXTRA_HEADERS,
}


def test_the_way_to_https_carries_the_same_protection(ports: tuple[int, int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", ports[1], timeout=10)
    connection.request("GET", "/partners/?q=drama", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://partners.example.org/partners/?q=drama"
    assert protection(dict(answer.headers)) == APPLICATION_HEADERS
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Strict-Transport-Security" not in answer.headers


def test_ten_pictures_fit_through_the_staff_pages_only(port: int) -> None:
    ten_pictures = 10 * 5_000_000 + 100_000
    assert post(port, "/admin/partners/organisation/1/change/", ten_pictures) == 200
    assert post(port, "/partners/", ten_pictures) == 413
    assert post(port, "/admin/partners/organisation/1/change/", 56_000_000) == 413


def test_old_protocols_are_refused(port: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", port)) as raw, pytest.raises(OSError):  # noqa: PT011
        context.wrap_socket(raw)


def test_while_the_application_is_away_visitors_are_told_when_to_come_back() -> None:
    with nginx(free_port()) as (port, _):
        status, headers, body = get(port)
    assert status == 502
    assert headers["Retry-After"] == "30"
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert protection(headers) == APPLICATION_HEADERS
    assert b"Back soon" in body


@pytest.mark.parametrize("address", ["/partners/?q=clay", "/partners.csv", "/api/v1/partners"])
def test_so_many_searches_at_once_are_answered_and_no_more(address: str) -> None:
    """80 pages of any kind at once, of which a school of sixty takes none too many."""
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        with nginx(upstream.server_address[1]) as (port, _):
            started = time.monotonic()
            with ThreadPoolExecutor(20) as pool:
                at_once = list(pool.map(lambda _: get(port, address), range(200)))
            seconds = time.monotonic() - started
    finally:
        upstream.shutdown()
        upstream.server_close()
    statuses = [status for status, _, _ in at_once]
    assert set(statuses) == {200, 429}
    assert 60 <= statuses.count(200) <= 105 + seconds * 73 / 60 + 1
    headers, body = next(found[1:] for found in at_once if found[0] == 429)
    assert headers["Retry-After"] == "60"
    if address.startswith(("/api/", "/partners.csv")):
        assert json.loads(body)["error"].endswith(".")
        assert headers["Access-Control-Allow-Origin"] == "*"
    else:
        assert b"Too many requests at once" in body
        assert protection(headers) == APPLICATION_HEADERS


def test_an_answer_of_the_application_that_it_is_away_is_passed_on() -> None:
    class Away(Echo):
        def do_GET(self) -> None:
            self.send_response(503)
            self.send_header("Retry-After", "30")
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"away")

    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Away)
    Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        with nginx(upstream.server_address[1]) as (port, _):
            assert get(port)[::2] == (503, b"away")
    finally:
        upstream.shutdown()
        upstream.server_close()
