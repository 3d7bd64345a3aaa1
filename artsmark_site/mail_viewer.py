"""On a developer's machine e-mail goes into files; here a browser reads them."""

import email.policy
import ipaddress
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NEWEST = 50
_FILES = "django.core.mail.backends.filebased.EmailBackend"
# What Django's backend writes after each message.
_END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"


class ReadLetter(NamedTuple):
    to: str
    subject: str
    written_at: datetime
    body: str


@login_not_required
@never_cache
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The newest letters. Where mail is really sent there is no such page, nor for anybody else."""
    folder = _folder()
    if folder is None or not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
    return render(request, "mail.html", {"letters": list(_newest(folder)), "folder": folder})


def _folder() -> Path | None:
    mailer: dict[str, Any] = settings.MAILERS["default"]
    return Path(mailer["OPTIONS"]["file_path"]) if mailer["BACKEND"] == _FILES else None


def _newest(folder: Path) -> Iterator[ReadLetter]:
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in files[:NEWEST]:
        written_at = datetime.fromtimestamp(
            path.stat().st_mtime, tz=timezone.get_default_timezone()
        )
        for text in path.read_bytes().split(_END_OF_MESSAGE):
            if text.strip():
                yield _letter(text, written_at)


def _letter(text: bytes, written_at: datetime) -> ReadLetter:
    message = email.message_from_bytes(text, _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return ReadLetter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        written_at=written_at,
        body=body.get_content() if body else "",
    )
