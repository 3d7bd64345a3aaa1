"""The site as it is served: gunicorn with the shipped configuration and an https address."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from artsmark_site import local, run

HOST = "partners.example.org"


class Site:
    """A running server, what it answers and what it wrote."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def get(
        self,
        address: str,
        *,
        method: str = "GET",
        host: str = HOST,
        scheme: str = "https",
        **headers: str,
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(
            method, address, headers={"Host": host, "X-Forwarded-Proto": scheme, **headers}
        )
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def send(self, raw: bytes) -> bytes:
        """What comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(raw)
            return line.recv(10_000)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Its database is not there: pages that need one are the errors that the tests look at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with socket.socket() as refuses:  # bound and not listening: whoever connects is refused
        refuses.bind(("127.0.0.1", 0))
        database = f"127.0.0.1:{refuses.getsockname()[1]}/canary-database"
        yield from _served(folder, port, f"postgresql://nobody:canary-password@{database}")


@contextmanager
def served_from(database_url: str, folder: Path) -> Iterator[Site]:
    """With a database that is there, at least to begin with."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield from _served(folder, port, database_url)


def _served(folder: Path, port: int, database_url: str) -> Iterator[Site]:
    command = [sys.executable, "-m", "gunicorn", "--config", "artsmark_site/gunicorn.py"]
    environ = {
        **os.environ,
        "SITE_URL": f"https://{HOST}",
        "DATABASE_URL": database_url,
        "STATIC_ROOT": str(folder / "static"),
        "WEB_WORKERS": "1",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(collect, cwd=local.PROJECT, env=environ, check=True)
    log = folder / "log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"],
            cwd=local.PROJECT,
            env=environ,
            stderr=stream,
            stdout=stream,
        )
    try:
        run._wait_until_it_answers(server, port)
        yield Site(port, log)
    finally:
        server.terminate()
        server.wait()
