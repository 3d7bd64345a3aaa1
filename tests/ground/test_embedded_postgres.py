"""The embedded server with real starts, stops and kills, in a folder of its own."""

import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from artsmark_site import local
from artsmark_site.embedded_postgres import place
from artsmark_site.embedded_postgres.server import CannotRun, Server

USE_IT = """
import sys
from pathlib import Path
from artsmark_site.embedded_postgres import running
with running() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A folder that an unprivileged account can reach, as pytest's own are not for root."""
    folder = Path(mkdtemp(prefix="artsmark-var-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("VAR_DIR", str(var))
    monkeypatch.delenv("PGOPTIONS", raising=False)  # what is committed must survive here
    server = place.project_server()
    yield server
    wait_until(lambda: not running(server), seconds=30)


class User:
    """Another process that uses the server."""

    def __init__(self, var: Path) -> None:
        environ = {**os.environ, "VAR_DIR": str(var), "PYTHONPATH": str(local.PROJECT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE_IT],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def wait_until(condition: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not so within {seconds} seconds"
        time.sleep(0.05)


def running(server: Server) -> bool:
    """Whether anything of the server is: a process of PostgreSQL or the watcher."""
    found = subprocess.run(["ps", "-eo", "stat,args"], capture_output=True, text=True, check=True)
    lines = [line for line in found.stdout.splitlines() if not line.startswith("Z")]
    return bool(server._processes()) or any("server.py " + str(server.home) in x for x in lines)


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def answers(url: str) -> bool:
    with suppress(psycopg.Error):
        return ask(url, "SELECT 1") == 1
    return False


def test_it_serves_while_it_is_used_and_nothing_is_left_afterwards(server: Server) -> None:
    with server.in_use() as url:
        assert ask(url, "SHOW data_checksums") == "on"
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        ask(url, "CREATE EXTENSION pg_trgm")
        ask(url, "CREATE EXTENSION unaccent")
    assert not server.is_up()
    assert server._processes() == set()


def test_its_log_names_an_error_and_repeats_nothing_of_the_rows(server: Server) -> None:
    with server.in_use() as url:
        ask(url, "CREATE TABLE people (email text UNIQUE)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                ask(url, "INSERT INTO people VALUES ('ann@canary.example')")
        with suppress(psycopg.Error):
            ask(url, "SELECT 'ann@canary.example'::int")
        ask(url, "DROP TABLE people")
    text = server.log.read_text()
    assert "violates unique constraint" in text
    assert "INSERT INTO" not in text
    assert "Key (email)" not in text


def test_signs_beside_a_word_are_not_taken_for_its_letters(server: Server) -> None:
    tokens = "SELECT array_agg(token) FROM ts_parse('default', '“café” 🎭') WHERE tokid = 2"
    with server.in_use() as url:
        assert ask(url, tokens) == ["café"]


def test_started_again_it_finds_its_data(server: Server) -> None:
    with server.in_use() as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    with server.in_use() as url:
        assert ask(url, "SELECT number FROM kept") == 7
        ask(url, "DROP TABLE kept")


def test_the_last_user_stops_it_and_no_other(server: Server, var: Path) -> None:
    first, second = User(var), User(var)
    pid = postmaster(server)
    first.leave()
    assert answers(second.url)
    assert postmaster(server) == pid
    second.leave()
    assert not server.is_up()


def test_users_that_start_at_once_share_one_server(server: Server, var: Path) -> None:
    users = [User(var) for _ in range(3)]
    assert {ask(user.url, "SELECT pg_postmaster_start_time()") for user in users}
    assert len({user.url for user in users}) == 1
    for user in users:
        user.leave()
    assert not server.is_up()


def test_a_killed_user_does_not_keep_it(server: Server, var: Path) -> None:
    User(var).kill()
    wait_until(lambda: not running(server), seconds=10)


def test_a_killed_user_does_not_take_it_from_the_others(server: Server, var: Path) -> None:
    killed, other = User(var), User(var)
    killed.kill()
    time.sleep(1.5)  # the watcher has looked meanwhile
    assert answers(other.url)
    other.leave()


def test_a_forked_child_that_ends_does_not_stop_it(server: Server) -> None:
    with server.in_use() as url:
        child = multiprocessing.get_context("fork").Process(target=lambda: None)
        child.start()
        child.join()
        assert answers(url)


def test_a_killed_postmaster_comes_back_while_it_is_used(server: Server) -> None:
    with server.in_use() as url:
        ask(url, "CREATE TABLE survives AS SELECT 7 AS number")
        busy = psycopg.connect(url)
        busy.execute("SELECT pg_backend_pid()")  # a child that the postmaster leaves behind
        os.kill(postmaster(server), signal.SIGKILL)
        wait_until(lambda: answers(url), seconds=60)
        assert ask(url, "SELECT number FROM survives") == 7
        ask(url, "DROP TABLE survives")
        busy.close()


def test_after_a_kill_of_everything_the_next_user_finds_the_data(server: Server, var: Path) -> None:
    user = User(var)
    ask(user.url, "CREATE TABLE survives AS SELECT 7 AS number")
    watcher = server._watcher()
    assert watcher
    os.kill(watcher, signal.SIGKILL)
    user.kill()
    for pid in server._processes():
        with suppress(ProcessLookupError):  # the others end by themselves when the first is gone
            os.kill(pid, signal.SIGKILL)
    assert (server.data / "postmaster.pid").exists()
    with server.in_use() as url:
        assert ask(url, "SELECT number FROM survives") == 7
        ask(url, "DROP TABLE survives")


def test_a_stale_process_number_that_is_now_somebody_elses_does_not_matter(server: Server) -> None:
    with server.in_use():
        pass
    owner = server.data.stat()
    sleeper = subprocess.Popen(
        ["sleep", "60"], cwd="/", **({"user": owner.st_uid} if os.geteuid() == 0 else {})
    )
    stale = server.data / "postmaster.pid"
    stale.write_text(f"{sleeper.pid}\n{server.data}\n")
    os.chown(stale, owner.st_uid, owner.st_gid)
    try:
        with server.in_use() as url:
            assert answers(url)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_creation_that_was_broken_off_is_done_again(server: Server, var: Path) -> None:
    other = Server(var / "broken", server.programs, server.account)
    (other.home / "data.new").mkdir(parents=True)
    (other.home / "data.new" / "half").touch()
    if server.account:
        os.chown(other.home / "data.new", server.account.pw_uid, server.account.pw_gid)
    with other.in_use() as url:
        assert answers(url)


def test_a_link_in_the_accounts_folder_is_not_followed(server: Server, var: Path) -> None:
    """The account may do what it likes in its folder; root writes there."""
    other = Server(var / "linked", server.programs, server.account)
    with other.in_use():
        pass
    outside = var / "outside"
    outside.write_text("untouched")
    before = outside.stat()
    for name in ("embedded.conf", "pg_ident.conf"):
        (other.data / name).unlink()
    (other.data / "embedded.conf").symlink_to(outside)
    (other.data / "pg_ident.conf").hardlink_to(outside)
    with other.in_use() as url:
        assert answers(url)
    assert outside.read_text() == "untouched"
    assert (outside.stat().st_uid, outside.stat().st_mode) == (before.st_uid, before.st_mode)
    (other.home / "file").symlink_to(outside)
    with pytest.raises(OSError):  # noqa: PT011
        other._append(other.home / "file", "more")


def test_data_of_another_major_version_is_refused(server: Server) -> None:
    with server.in_use():  # which makes the data, if no test before did
        pass
    version = server.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("17\n")
    try:
        with (
            pytest.raises(CannotRun, match="made by PostgreSQL 17 and this is 18"),
            server.in_use(),
        ):
            pass
    finally:
        version.write_text(ours)


def test_a_long_path_gets_a_short_socket(server: Server, var: Path) -> None:
    deep = Server(var / ("long" * 30), server.programs, server.account)
    with deep.in_use() as url:
        assert answers(url)
    shutil.rmtree(deep.socket_folder)


def test_a_path_with_odd_characters_works(server: Server, var: Path) -> None:
    odd = Server(var / 'it\'s "odd", ½', server.programs, server.account)
    with odd.in_use() as url:
        assert answers(url)


def test_a_socket_folder_of_somebody_else_is_refused(server: Server, var: Path) -> None:
    other = Server(var / ("own" * 40), server.programs, server.account)
    other.socket_folder.symlink_to(var)
    try:
        with pytest.raises(CannotRun, match="belongs to somebody else"), other.in_use():
            pass
    finally:
        other.socket_folder.unlink()
    wait_until(lambda: not running(other), seconds=10)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(
    server: Server, var: Path
) -> None:
    (var / "locked").mkdir(mode=0o500)
    with pytest.raises(CannotRun, match="cannot be used"):
        Server(var / "locked" / "postgres", server.programs).in_use().__enter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become another account")
class TestAsRoot:
    def test_it_runs_as_an_unprivileged_account(self, server: Server) -> None:
        with server.in_use():
            owner = Path(f"/proc/{postmaster(server)}").stat().st_uid
        assert server.account
        assert owner == server.account.pw_uid != 0

    def test_a_project_that_the_account_cannot_reach_gets_a_folder_elsewhere(
        self, server: Server, tmp_path: Path
    ) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        package = closed / "site-packages" / "embedded_postgres"
        source = place._package_folder()
        for folder in (source, source.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, package.with_name(folder.name), copy_function=os.link)
        elsewhere = place.server_for_root(closed / "var" / "postgres", package)
        try:
            assert elsewhere.home.parent == Path("/var/lib")
            assert elsewhere.programs.is_relative_to(elsewhere.home)
            with elsewhere.in_use() as url:
                assert answers(url)
            assert closed.stat().st_mode & 0o777 == 0o700
        finally:
            wait_until(lambda: not running(elsewhere), seconds=10)
            shutil.rmtree(elsewhere.home)

    def test_the_owner_of_the_data_stays_the_account(self, tmp_path: Path) -> None:
        os.chown(tmp_path, pwd.getpwnam("daemon").pw_uid, -1)
        assert place._unprivileged_account(tmp_path).pw_name == "daemon"
