"""`make run`: prepare the database and the files, serve the site, and stop it all together.

Every reason not to start is one sentence that says what to do.
"""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from urllib.parse import urlsplit
from urllib.request import urlopen

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from artsmark_site import embedded_postgres, local
from artsmark_site.embedded_postgres import CannotRun

OLDEST_POSTGRES = 15
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 35
PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run until Ctrl-C or a signal to end; the exit code says whether all went well."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        port = _free_port(os.environ.get("PORT") or "8000")
        has_own_database = bool(os.environ.get("DATABASE_URL"))
        demo = not has_own_database or os.environ.get("ARTSMARK_DEMO") == "1"
        _set_environment(port, demo=demo)
        with embedded_postgres.provided():
            _refuse_unusable_database(os.environ["DATABASE_URL"])
            _prepare(demo=demo)
            return _serve(port, demo=demo)
    except (CannotRun, CommandError) as reason:
        print(reason, file=sys.stderr)
        return 1
    except ImproperlyConfigured as reason:
        print(f"The settings are not complete. {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _free_port(wanted: str) -> int:
    if not wanted.isascii() or not wanted.isdigit() or not 1 <= int(wanted) <= 65535:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    port = int(wanted)
    for family, host in _addresses():
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except PermissionError:
                raise CannotRun(f"Port {port} needs root: choose one above 1023.") from None
            except OSError:
                raise CannotRun(
                    f"Port {port} is in use: stop what uses it, or choose another with "
                    f"`make run PORT={port + 1 if port < 65535 else 8000}`."
                ) from None
    return port


def _addresses() -> Iterator[tuple[socket.AddressFamily, str]]:
    """The two addresses that `localhost` means, as far as this machine has them."""
    yield socket.AF_INET, "127.0.0.1"
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        yield socket.AF_INET6, "::1"


def _set_environment(port: int, *, demo: bool) -> None:
    """What the settings read, where the caller left it open."""
    try:
        local.var().mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=local.var()):
            pass
        if not os.environ.get("SECRET_KEY") and not os.environ.get("SECRET_KEY_FILE"):
            local.secret("secret_key")
        if demo:
            password = local.secret("demo_admin_password", characters=16)
            os.environ.setdefault("DEMO_ADMIN_PASSWORD", password)
            os.environ.setdefault("SITE_RUN_BY", "An invented body, 1 Example Street, Plymouth")
            os.environ.setdefault("SITE_CONTACT", "telephone 01752 000000, which is invented, too")
    except OSError as error:
        raise CannotRun(
            f"The folder {local.var()} cannot be written ({error.strerror}): run this as the user "
            f"that owns it, or name another folder with VAR_DIR=."
        ) from error
    local.use_secret_key_of_this_machine()
    os.environ["DEBUG"] = "False"
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artsmark_site.settings")


def _refuse_unusable_database(url: str) -> None:
    try:
        where = urlsplit(url)
        name = f"{where.hostname or 'the socket'}{where.path}"
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except (psycopg.Error, ValueError) as error:
        said = (str(error).strip().splitlines() or ["no answer"])[-1].strip()
        raise CannotRun(
            f"The database of DATABASE_URL ({name}) cannot be reached: start it or mend the "
            f"address. It said: {said}"
        ) from None
    if version < OLDEST_POSTGRES:
        raise CannotRun(
            f"The database of DATABASE_URL is PostgreSQL {version}: use {OLDEST_POSTGRES} or newer."
        )


# --- Before serving -----------------------------------------------------------------------
def _prepare(*, demo: bool) -> None:
    """Bring database and static files up to date. Quick when they are."""
    django.setup()
    if _migrations_are_pending():
        with _step("Migrating the database"):
            call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_groups", stdout=StringIO())
    with _step("Loading reference data"):
        call_command("load_reference", verbosity=0, stdout=StringIO())
        call_command("load_information", verbosity=0, stdout=StringIO())
    if demo:
        with _step("Loading the demo organisations"):
            call_command("load_demo", verbosity=0, stdout=StringIO())
    _collect_static_files()


@contextmanager
def _step(name: str) -> Iterator[None]:
    print(f"{name} …", flush=True)
    started = time.monotonic()
    yield
    if (seconds := time.monotonic() - started) > 1:
        print(f"{name}: {seconds:.0f} s", flush=True)


def _migrations_are_pending() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _collect_static_files() -> None:
    """Compress and name the static files anew, when one of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = local.var() / "static.stamp"
    is_current = stamp.exists() and stamp.read_text() == digest.hexdigest()
    if is_current and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return
    with _step("Preparing the static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest())


# --- Serving ------------------------------------------------------------------------------
def _serve(port: int, *, demo: bool) -> int:
    """Run gunicorn and the job worker until one ends or somebody ends us. Neither outlives us."""
    with ExitStack() as running:
        server = _start([*_gunicorn(port)], {"GUNICORN_LOG_LEVEL": "warning"}, running)
        worker = _Worker(running)
        _wait_until_it_answers(server, port)
        print(_welcome(demo=demo), flush=True)
        while server.poll() is None:
            worker.keep_alive()
            time.sleep(0.2)
        raise CannotRun(f"The web server stopped by itself (code {server.returncode}).")


class _Worker:
    """The job worker. It ends when the database goes away, and is started again once that is back.

    One that ends soon after its start, again and again, is broken: then we end as well.
    """

    _SOON = 10  # seconds
    _MOST_EARLY_ENDS = 3

    def __init__(self, running: ExitStack) -> None:
        self._running, self._early_ends = running, 0
        self._begin()

    def _begin(self) -> None:
        command = ["manage.py", "procrastinate", "worker"]
        self._program = _start(command, {}, self._running)
        self._began = time.monotonic()

    def keep_alive(self) -> None:
        if self._program.poll() is None or not _database_answers():
            return
        early = time.monotonic() - self._began < self._SOON
        self._early_ends = self._early_ends + 1 if early else 0
        if self._early_ends == self._MOST_EARLY_ENDS:
            code = self._program.returncode
            raise CannotRun(f"The worker stopped by itself (code {code}), whenever it was started.")
        print("The job worker stopped, as it does without its database: it starts again.")
        self._begin()


def _database_answers() -> bool:
    with suppress(psycopg.Error), psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5):
        return True
    return False


def _gunicorn(port: int) -> Iterator[str]:
    yield from ("-m", "gunicorn", "--config", "artsmark_site/gunicorn.py")
    for _, host in _addresses():
        yield from ("--bind", f"127.0.0.1:{port}" if host == "127.0.0.1" else f"[::1]:{port}")


def _start(
    arguments: list[str], environ: dict[str, str], running: ExitStack
) -> "subprocess.Popen[bytes]":
    """Start a program of ours in its own group: Ctrl-C reaches us alone, and we end it."""
    program = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=local.PROJECT,
        env={**environ, **os.environ},
        process_group=0,
        preexec_fn=_end_with_parent,
    )
    running.callback(_end, program)
    return program


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, even by `kill -9`."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + SECONDS_TO_ANSWER
    while server.poll() is None and time.monotonic() < end:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        time.sleep(0.05)
    raise CannotRun("The web server does not answer: the lines above say why.")


def _end(server: "subprocess.Popen[bytes]") -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):  # a second Ctrl-C: at once
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _welcome(*, demo: bool) -> str:
    site = os.environ["SITE_URL"].rstrip("/")
    lines = ["", f"  The site:   {site}/", f"  The search: {site}/partners/"]
    lines.append(f"  Its e-mail: {site}/mail/")
    if demo:
        password = os.environ["DEMO_ADMIN_PASSWORD"]
        lines += [
            f"  For staff:  {site}/admin/  (admin@demo.example, or officer@demo.example of a",
            f"              regional body; password {password}; the code of the second step:",
            "              `.venv/bin/python manage.py demo_code`, with the address behind it)",
            f"  A partner:  {site}/my/     (owner@demo.example, the same password)",
        ]
    else:
        lines += [f"  For staff:  {site}/admin/  (`manage.py make_administrator` makes an account)"]
    return "\n".join([*lines, "  Stop it with Ctrl-C.", ""])


if __name__ == "__main__":
    sys.exit(main())
