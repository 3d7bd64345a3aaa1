"""The site served as in production: memory, and when a change is seen."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg
from django.urls import reverse

from bench.pages import addresses
from bench.report import Row, at_most, number
from partners.models import Organisation

_PROJECT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """The site could not answer; the end of its log says why."""


@dataclass(frozen=True)
class Site:
    url: str
    pid: int
    log: Path

    def get(self, address: str) -> str:
        request = Request(f"{self.url}{address}", headers={"Cookie": "seen=1"})  # noqa: S310
        try:
            with urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
                return answer.read().decode()
        except HTTPError as error:
            raise Failed(f"{address}: {error}\n{self.log.read_text()[-3000:]}") from error

    def megabytes(self) -> list[float]:
        """Resident memory of each worker."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [_resident_megabytes(int(pid)) for pid in children]


def _resident_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024 / 1_000_000


@contextmanager
def served(folder: Path, *, workers: int = 2) -> Iterator[Site]:
    """The site by gunicorn with the project's own settings, for as long as this lasts.

    Workers are not replaced after so many requests: a few seconds here are hours elsewhere.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "artsmark_site/gunicorn.py"]
    command += ["--bind", f"127.0.0.1:{port}", "--max-requests", "0"]
    environ = os.environ | {"WEB_WORKERS": str(workers), "LOG_LEVEL": "INFO"}
    environ["GUNICORN_LOG_LEVEL"] = "warning"
    log_path = folder / f"gunicorn-{port}.log"
    with log_path.open("w") as log:
        server = subprocess.Popen(command, cwd=_PROJECT, env=environ, stdout=log, stderr=log)
    try:
        site = Site(f"http://127.0.0.1:{port}", server.pid, log_path)
        _wait_for(site)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=40)


def _wait_for(site: Site) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            site.get("/healthz")
            return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def memory(size: int, folder: Path) -> list[Row]:
    """One web process after it has built its index and answered each kind of page."""
    with served(folder, workers=1) as site:
        before = max(site.megabytes())
        for address in [*addresses().values(), *addresses().values()]:
            site.get(address)
        after = max(site.megabytes())
    return [
        at_most(
            "Memory of one web process with the index",
            after,
            200 if size == 20_000 else None,
            "MB",
            size=size,
            also=f"{number(before)} MB before it has one",
            limited_by="What reading the tables took is not given back; the index itself is less.",
        )
    ]


def changes(size: int, runs: int, folder: Path) -> list[Row]:
    """A new name, by the ORM and by plain SQL, looked for in two processes on the next request."""
    rows = []
    with served(folder, workers=1) as one, served(folder, workers=1) as other:
        for site in (one, other):
            site.get(f"{reverse('partners:search')}?sort=name")
        for route, rename in (("the ORM", _by_orm), ("plain SQL", _by_sql)):
            seen = [_seen(one, other, rename, f"Aaa {n} by {route}") for n in range(runs)]
            commits, firsts, seconds = zip(*seen, strict=True)
            rows.append(
                Row(
                    f"A change by {route} is seen by two web processes",
                    f"{'on the next request' if all(firsts) else 'later'}; the commit takes "
                    f"{number(median(commits))} ms, the next page of both together "
                    f"{number(median(seconds))} ms",
                    "on its next request",
                    all(firsts),
                    "The commit makes the organisation's documents again; each process reads what "
                    "changed.",
                    size,
                )
            )
    return rows


def _seen(
    one: Site, other: Site, rename: Callable[[int, str], None], name: str
) -> tuple[float, bool, float]:
    """Milliseconds of the change, whether both saw it, milliseconds of their next pages.

    The new name is the first of the alphabet.
    """
    pk = Organisation.objects.public().order_by("pk").values_list("pk", flat=True)[0]
    started = time.perf_counter()
    rename(pk, name)
    committed = time.perf_counter()
    address = f"{reverse('partners:search')}?sort=name"
    seen = all(name in site.get(address).split("<main", 1)[1] for site in (one, other))
    return (committed - started) * 1000, seen, (time.perf_counter() - committed) * 1000


def _by_orm(pk: int, name: str) -> None:
    organisation = Organisation.objects.get(pk=pk)
    organisation.name = name
    organisation.save()


def _by_sql(pk: int, name: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("UPDATE partners_organisation SET name = %s WHERE id = %s", [name, pk])
