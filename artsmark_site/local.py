"""What a machine that nobody configured gets: secrets of its own, kept under `var/`."""

import fcntl
import os
import secrets
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def var() -> Path:
    """The folder for everything that this machine makes and the project does not ship.

    Without symbolic links, as the system tells where a process works.
    """
    return (PROJECT / (os.environ.get("VAR_DIR") or "var")).resolve()


def use_secret_key_of_this_machine() -> None:
    """Name the file with the secret key, unless the environment already says where it is.

    With a DATABASE_URL of one's own the file is used if it is there, and never made: a real
    deployment must choose its key.
    """
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"):
        return
    path = var() / "secret_key"
    if not os.environ.get("DATABASE_URL"):
        secret("secret_key")
    if path.exists():
        os.environ["SECRET_KEY_FILE"] = str(path)


def secret(name: str, *, characters: int = 64) -> str:
    """The secret of that name under `var/`, made at the first call, readable by its owner only.

    It appears complete: nobody reads half of it, and of two that make it at once one waits.
    """
    path = var() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not path.exists() or path.stat().st_size == 0:
            _write_secret(path, secrets.token_urlsafe(characters)[:characters])
    finally:
        os.close(folder)
    return path.read_text()


def _write_secret(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
