"""`make run` says in one sentence why it does not start, and what to do."""

import os
import runpy
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import urlopen

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from artsmark_site import local
from artsmark_site.embedded_postgres import place
from artsmark_site.embedded_postgres.server import _locked

SETTINGS = {"SECRET_KEY", "SECRET_KEY_FILE", "SITE_URL", "DEBUG", "MEDIA_ROOT", "PGOPTIONS"}


def run(var: Path | str, **variables: str) -> str:
    """The one sentence, from a start that must fail without a traceback."""
    environ = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environ |= {"VAR_DIR": str(var), "PORT": "0", **variables}
    started = subprocess.run(
        [sys.executable, "-m", "artsmark_site.run"],
        cwd=local.PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert started.stdout == ""
    said = started.stderr.strip()
    assert "\n" not in said
    assert "Traceback" not in said
    return said


@pytest.fixture
def reachable_var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that an unprivileged account can reach, as pytest's own are not for root."""
    folder = Path(mkdtemp(prefix="artsmark-run-"))
    folder.chmod(0o755)
    monkeypatch.setenv("VAR_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def test_when_the_database_starts_again_the_worker_does_and_the_site_goes_on(
    reachable_var: Path, free_port: str
) -> None:
    server = place.project_server()
    said = reachable_var / "said.txt"

    def wait_for(sentence: str) -> None:
        end = time.monotonic() + 120
        while sentence not in said.read_text() and time.monotonic() < end:
            assert site.poll() is None, said.read_text()
            time.sleep(0.2)
        assert sentence in said.read_text()

    with server.in_use() as url, said.open("w") as output:
        environ = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        environ |= {"DATABASE_URL": url, "PORT": free_port, "SECRET_KEY": secrets.token_urlsafe(48)}
        command = [sys.executable, "-u", "-m", "artsmark_site.run"]
        site = subprocess.Popen(
            command, cwd=local.PROJECT, env=environ, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for("Stop it with Ctrl-C.")
            _wait_for_its_worker(url)
            with _locked(server.home / "lock"):  # or its watcher brings it up again
                server._stop()
                time.sleep(2)
                server._bring_up()
            wait_for("The job worker stopped")
            with urlopen(f"http://127.0.0.1:{free_port}/readyz", timeout=30) as answer:
                assert answer.status == 200
            assert site.poll() is None
        finally:
            site.terminate()
            site.wait(60)


def _wait_for_its_worker(url: str) -> None:
    """Until it takes jobs: one that is still on its way finds the database whenever it is there."""
    end = time.monotonic() + 60
    with psycopg.connect(url, autocommit=True) as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%procrastinate%'"
        while connection.execute(asked).fetchone() == (0,):
            assert time.monotonic() < end
            time.sleep(0.2)


@pytest.fixture
def busy_port() -> Iterator[str]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


@pytest.fixture
def free_port() -> str:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return str(other.getsockname()[1])


def test_a_busy_port_is_named_with_another(tmp_path: Path, busy_port: str) -> None:
    said = run(tmp_path, PORT=busy_port)
    assert said.startswith(f"Port {busy_port} is in use")
    assert f"make run PORT={int(busy_port) + 1}" in said


@pytest.mark.parametrize("port", ["0", "eight", "70000", "-1", "\u0668\u0660"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    assert run(tmp_path, PORT=port).startswith("PORT must be a number from 1 to 65535")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, free_port: str) -> None:
    (tmp_path / "file").touch()
    said = run(tmp_path / "file" / "var", PORT=free_port)
    assert said.startswith(f"The folder {tmp_path}/file/var cannot be written")
    assert "run this as the user that owns it" in said


def test_a_database_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, free_port: str
) -> None:
    url = f"postgresql://somebody:hunter2@127.0.0.1:{free_port}/partners"
    said = run(tmp_path, PORT=free_port, DATABASE_URL=url)
    assert said.startswith("The database of DATABASE_URL (127.0.0.1/partners) cannot be reached")
    assert "hunter2" not in said


def test_an_address_that_is_none_is_refused(tmp_path: Path, free_port: str) -> None:
    said = run(tmp_path, PORT=free_port, DATABASE_URL="mysql://somewhere/partners")
    assert said.startswith("The database of DATABASE_URL")


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    made = local.secret("secret_key")
    assert len(made) == 64
    assert local.secret("secret_key") == made
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_never_seen_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    (tmp_path / "cut_short").touch()
    assert len(local.secret("cut_short")) == 64
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(local.secret, ["shared"] * 40))) == 1
    sizes: list[int] = []

    def look_before_it_appears(draft: Path, path: Path) -> None:
        sizes.append(draft.stat().st_size)
        assert not path.exists()
        os.rename(draft, path)

    monkeypatch.setattr(Path, "replace", look_before_it_appears)
    local.secret("watched")
    assert sizes == [64]


def test_the_folder_of_this_machine_is_the_same_for_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for said, meant in {"": "var", "elsewhere": "elsewhere", str(tmp_path): str(tmp_path)}.items():
        monkeypatch.setenv("VAR_DIR", said)
        assert local.var() == (local.PROJECT / meant).resolve()


def test_the_number_of_processes_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_WORKERS", "many")
    with pytest.raises(ImproperlyConfigured, match="WEB_WORKERS must be a whole number"):
        runpy.run_path("artsmark_site/gunicorn.py")


def test_a_database_of_ones_own_gets_no_secret_key_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/partners")
    monkeypatch.delenv("SECRET_KEY")
    local.use_secret_key_of_this_machine()
    assert "SECRET_KEY_FILE" not in os.environ
    assert list(tmp_path.iterdir()) == []
