"""The place of a run: a database, a folder and settings of its own, all gone when it ends."""

import os
import secrets
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from artsmark_site import embedded_postgres


@contextmanager
def place(suffix: str) -> Iterator[Path]:
    """Django set up on an empty directory with all that is shipped; yields the folder.

    Ctrl-C and a signal to end are exceptions, so that nothing stays behind.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with ExitStack() as stack:
        stack.enter_context(embedded_postgres.provided())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="artsmark-bench-")))
        stack.enter_context(_database(suffix))
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.settings",
            SECRET_KEY=secrets.token_urlsafe(64),
            DEBUG="False",
            STATIC_ROOT=str(folder / "static"),
            MEDIA_ROOT=str(folder / "media"),
            LOG_LEVEL="WARNING",
        )
        os.environ.pop("SITE_URL", None)
        _prepare()
        stack.callback(_disconnect)
        yield folder


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _database(suffix: str) -> Iterator[None]:
    """A database beside that of DATABASE_URL, on the same server."""
    own = os.environ["DATABASE_URL"]
    parts = urlsplit(own)
    name = f"{parts.path.strip('/')}_{suffix}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} {}")
    with psycopg.connect(own, autocommit=True) as connection:
        # What a killed run left. Not by force: another run may be using it.
        connection.execute(drop.format(sql.Identifier(name), sql.SQL("")))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = own
        with psycopg.connect(own, autocommit=True) as connection:
            connection.execute(drop.format(sql.Identifier(name), sql.SQL("WITH (FORCE)")))


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from partners.models import Launch

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference", verbosity=0, stdout=StringIO())
    call_command("load_information", verbosity=0, stdout=StringIO())
    Launch.objects.create(opens_on=date(2000, 1, 1))
    call_command("collectstatic", verbosity=0, interactive=False)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
