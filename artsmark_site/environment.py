"""Read settings from the environment, and refuse nonsense in words that say how to mend it."""

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MINIMUM_SECRET_LENGTH = 50
_LONGEST_LINE = 300


def text(name: str, default: str | None = None) -> str:
    """A setting as text.

    Raises:
        ImproperlyConfigured: it is missing and has no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment; it has no default.")
    return value


def public_line(name: str) -> str:
    """A line for public pages, or "" where nothing was said. No e-mail address: pages have none.

    Raises:
        ImproperlyConfigured: it holds an e-mail address, or more than a line.
    """
    value = text(name, "").strip()
    if "@" in value:
        raise ImproperlyConfigured(
            f"{name} holds an e-mail address, which public pages do not show: name a web page, "
            "a telephone number or a postal address."
        )
    if len(value.splitlines()) > 1 or len(value) > _LONGEST_LINE:
        raise ImproperlyConfigured(f"{name} must be one line of up to {_LONGEST_LINE} letters.")
    return value


def flag(name: str, default: bool) -> bool:
    """True or false, written exactly so (any case).

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be True or False, not {value!r}.")
    return value.lower() == "true"


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within its bounds, both included.

    Raises:
        ImproperlyConfigured: it is no whole number, or outside the bounds.
    """
    value = os.environ.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def secret(name: str) -> str:
    """A secret from NAME, or from the file that NAME_FILE names.

    Raises:
        ImproperlyConfigured: neither is set, the file cannot be read, or the secret is short.
    """
    value = os.environ.get(name) or _secret_from_file(f"{name}_FILE")
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    if len(value) < _MINIMUM_SECRET_LENGTH or len(set(value)) < 5 or "insecure" in value:
        raise ImproperlyConfigured(
            f"{name} must be at least {_MINIMUM_SECRET_LENGTH} random characters."
        )
    return value


def _secret_from_file(name: str) -> str | None:
    path = os.environ.get(name)
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} names a file that cannot be read: {error}") from error


def site_url(name: str, default: str) -> SplitResult:
    """The address that visitors use, as scheme and host only.

    Plain http is for one machine or a private network alone: there the site sends no
    HSTS and its cookies are not marked secure.

    Raises:
        ImproperlyConfigured: it is no such address, or plain http on a public host.
    """
    value = text(name, default)
    parts = urlsplit(value)
    well_formed = parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}
    if not well_formed or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"{name} must look like https://partners.example.org.")
    if parts.scheme == "http" and not _is_private(parts.hostname or ""):
        raise ImproperlyConfigured(f"{name} must begin with https:// outside a private network.")
    return parts


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def mail_server(name: str, default: str) -> dict[str, object]:
    """Where e-mail goes, as Django's `MAILERS` wants it.

    `smtp://host:25` without encryption is for a server on this machine or network alone;
    `smtp+starttls://user:password@host:587` and `smtps://user:password@host:465` encrypt.
    `file:///folder` writes each message into a file, for trying things out.

    Raises:
        ImproperlyConfigured: it is no such address, or would send passwords unencrypted.
    """
    parts = urlsplit(text(name, default))
    if parts.scheme == "file" and parts.path.startswith("/"):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": unquote(parts.path)}}
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    try:
        port = parts.port or ports.get(parts.scheme)
    except ValueError:
        port = None
    if not port or not parts.hostname or parts.path not in {"", "/"}:
        raise ImproperlyConfigured(
            f"{name} must look like smtp+starttls://user:password@mail.example.org:587."
        )
    if parts.scheme == "smtp" and not _is_private(parts.hostname):
        raise ImproperlyConfigured(f"{name} must begin with smtps:// or smtp+starttls://.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": port,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+starttls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 10,
        },
    }


def postgres_url(name: str) -> dict[str, object]:
    """A `postgresql://user:password@host:port/name` address as Django's connection settings.

    A host that begins with `/` (percent-encoded, or as `?host=`) is the folder of a socket.

    Raises:
        ImproperlyConfigured: it is missing or is not such an address.
    """
    parts = urlsplit(text(name))
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not database:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host:5432/name."
        )
    try:
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"The port in {name} is not a number.") from error
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": {key: unquote(value) for key, value in options.items()},
    }
