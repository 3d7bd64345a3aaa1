"""The demo served as in production, by gunicorn over a database of its own, for all browser tests.

These tests only read, so the processes of one run share one database: the first makes it, the
last drops it. Run as a program, this module fills the database of DATABASE_URL.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

_PICTURES = 6  # drawing takes seconds; a few show what all do
_PROJECT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the site, as long as this lasts. `folder` is shared by the whole run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = _environment(folder)
    with _database(folder, environment):
        command = ["-m", "gunicorn", "-c", "artsmark_site/gunicorn.py", "-b", f"127.0.0.1:{port}"]
        with (folder / f"gunicorn-{port}.log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, *command], env=environment, cwd=_PROJECT, stdout=log, stderr=log
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=40)


def _environment(folder: Path) -> dict[str, str]:
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{_name()}")
    return os.environ | {
        "DATABASE_URL": urlunsplit(own),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def _database(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Made by the first of the run's processes and dropped by the last."""
    with _users(folder) as others:
        if not others:
            _on_server(f'DROP DATABASE IF EXISTS "{_name()}" WITH (FORCE)')
            _on_server(f'CREATE DATABASE "{_name()}"')
            command = [sys.executable, "-m", "tests.browser.demo_site"]
            subprocess.run(command, env=environment, cwd=_PROJECT, check=True)
        _note(folder, others + 1)
    try:
        yield
    finally:
        with _users(folder) as users:
            _note(folder, users - 1)
            if users == 1:
                _on_server(f'DROP DATABASE "{_name()}" WITH (FORCE)')


@contextmanager
def _users(folder: Path) -> Iterator[int]:
    """How many processes use the database; none comes or goes meanwhile."""
    with (folder / "users.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        counted = folder / "users"
        yield int(counted.read_text()) if counted.exists() else 0


def _note(folder: Path, users: int) -> None:
    (folder / "users").write_text(str(users))


def _name() -> str:
    """The database of the demo, beside the test databases that pytest-django names likewise."""
    return f"test_{urlsplit(os.environ['DATABASE_URL']).path.strip('/')}_demo"


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _fill() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from artsmark_site.demo import loader

    pictured = (entry["key"] for entry in loader.read() if entry.get("picture"))
    drawn = set(islice(pictured, _PICTURES))
    read = loader.read
    loader.read = lambda: (
        entry if entry["key"] in drawn else entry | {"picture": ""} for entry in read()
    )
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_information", verbosity=0)
    loader.load()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    _fill()
