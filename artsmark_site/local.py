"""What a machine that nobody configured gets: secrets of its own, kept under `var/`."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def var() -> Path:
    """The folder for everything that this machine makes and the project does not ship."""
    return Path(os.environ.get("VAR_DIR") or PROJECT / "var").resolve()


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
    """The secret of that name under `var/`, made at the first call, readable by its owner only."""
    path = var() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(characters)[:characters])
    return path.read_text()
