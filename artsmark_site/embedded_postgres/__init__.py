"""The PostgreSQL server that comes with the project, for whoever has none of their own.

`provided()` is what programs use: DATABASE_URL as it is set, else this server. `server` holds how
it is started, shared and stopped; `place` where it lives and as whom it runs.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from artsmark_site.embedded_postgres.place import project_server
from artsmark_site.embedded_postgres.server import CannotRun

__all__ = ["CannotRun", "database_url", "provided", "running"]


@contextmanager
def provided() -> Iterator[None]:
    """See to it that DATABASE_URL is set: as it was, or to the embedded server, now running."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running() as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def running() -> Iterator[str]:
    """The address of the project's embedded server, which runs at least as long as this does.

    Raises:
        CannotRun: it cannot be started; the text says why.
    """
    with project_server().in_use() as url:
        yield url


def database_url() -> str:
    """The address that the embedded server has when it runs. Starts nothing."""
    return project_server().url
