"""`make bench` runs from end to end, so that it does not rot; at a size that says nothing."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

_PROJECT = Path(__file__).resolve().parent.parent


def test_every_figure_is_measured_and_nothing_stays_behind(
    tmp_path: Path, worker_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Load and browser are left out here: each takes longer than all the rest together."""
    ending = f"bench_{worker_id}"
    command = [sys.executable, "-m", "bench", "--sizes", "40", "--runs", "1", "--seconds", "0"]
    command += ["--without", "load,browser", "--database", ending]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(
        command, cwd=_PROJECT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for figure in ("facet counts", "one SQL query", "stock way", "seen by two web processes"):
        assert figure in done.stdout
    if "Datasette: it is not installed" in done.stdout:
        with capsys.disabled():
            print("Datasette was left out: it comes with requirements-bench.txt.")
    assert list(tmp_path.iterdir()) == []
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        names = connection.execute("SELECT datname FROM pg_database").fetchall()
    assert not [name for (name,) in names if name.endswith(ending)]
