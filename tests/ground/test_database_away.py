"""The site while its database is really stopped, and after it was started again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from artsmark_site import local
from artsmark_site.embedded_postgres import place
from artsmark_site.embedded_postgres.server import _locked
from tests.artsmark_site.served import served_from

MIGRATE = [sys.executable, "manage.py", "migrate", "-v0"]


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that an unprivileged account can reach, as pytest's own are not for root."""
    folder = Path(mkdtemp(prefix="artsmark-away-"))
    folder.chmod(0o755)
    monkeypatch.setenv("VAR_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def test_visitors_are_told_to_come_back_and_can(var: Path) -> None:
    server = place.project_server()
    with server.in_use() as url:
        environ = {**os.environ, "DATABASE_URL": url}
        subprocess.run(MIGRATE, cwd=local.PROJECT, env=environ, check=True)
        with served_from(url, var) as site:
            assert site.get("/partners/").status == 200
            with _locked(server.home / "lock"):  # or its watcher brings it up again
                server._stop()
                assert not server.is_up()
                for address in ("/", "/partners/", "/sitemap-partners.xml"):
                    away = site.get(address)
                    assert (away.status, away.headers["Retry-After"]) == (503, "30"), address
                    assert b"The directory is away for a moment" in away.body
                    assert away.headers["Cache-Control"] == "no-store"
                for address in ("/api/v1/partners", "/partners.csv"):
                    away = site.get(address)
                    assert (away.status, away.headers["Retry-After"]) == (503, "30"), address
                    assert json.loads(away.body)["error"].endswith(".")
                assert site.get("/healthz").status == 200
                server._bring_up()
            assert site.get("/partners/").status == 200
            assert site.get("/api/v1/partners").status == 200
