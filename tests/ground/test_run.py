"""`make run` says in one sentence why it does not start, and what to do."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from artsmark_site import local

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


def test_a_database_of_ones_own_gets_no_secret_key_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/partners")
    monkeypatch.delenv("SECRET_KEY")
    local.use_secret_key_of_this_machine()
    assert "SECRET_KEY_FILE" not in os.environ
    assert list(tmp_path.iterdir()) == []
