"""`make bench` runs from end to end, so that it does not rot; at a size that says nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from bench import report
from bench.browser import _open

_PROJECT = Path(__file__).resolve().parent.parent


def test_every_figure_is_measured_and_nothing_stays_behind(
    tmp_path: Path, worker_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Load and browser are left out here: each takes longer than all the rest together."""
    ending = f"bench_{worker_id}"
    command = [sys.executable, "-m", "bench", "--sizes", "40", "--runs", "1", "--seconds", "0"]
    command += ["--without", "load,browser,a slow phone", "--database", ending]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(
        command, cwd=_PROJECT, env=environment, capture_output=True, text=True, timeout=300
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


@pytest.mark.parametrize("status", [404, 500, None])
def test_a_page_of_errors_is_not_weighed(status: int | None) -> None:
    answer = status and SimpleNamespace(status=status)
    page = SimpleNamespace(goto=lambda address, wait_until: answer)
    with pytest.raises(LookupError, match=f"/about/ answers {status}"):
        _open(page, "/about/")


def test_all_between_the_marks_is_what_the_run_wrote() -> None:
    """The next run replaces it: nobody's own sentences stand there."""
    written = report.DOCUMENT.read_text(encoding="utf-8").split(report._BEGIN)[1]
    lines = written.split(report._END)[0].strip().splitlines()
    assert re.fullmatch(
        r"\d+ \w+ \d{4}, \d+ cores of .+, Python \S+, PostgreSQL \S+\."
        r"( Others used it, too \(load \S+ at first\): times are too long, ratios less so\.)?"
        r" Medians of \d+ runs unless said\.",
        lines[0],
    )
    assert lines[-1].startswith("The whole run took ")
    ours = ("|", "- ", "**", "What limits each figure:", "Every target that was measured is met.")
    assert [line for line in lines[1:-1] if line and not line.startswith(ours)] == []
