"""Log lines: JSON for machines, readable on a terminal, each with its request's id.

Nothing personal is written: no address of a page or a visitor, no form contents, no
text of an exception, which quotes what somebody typed. Requests are named by their route, and
tracebacks keep their frames and the exception's type.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")

_EXTRA_FIELDS = ("status", "method", "route", "milliseconds", "event")


def configuration(*, level: str, loggers: dict[str, Any]) -> dict[str, Any]:
    """How Django and gunicorn log: everything on one stream, in one shape."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "artsmark_site.logs.formatter"}},
        "filters": {
            "request_id": {"()": "artsmark_site.logs.RequestIdFilter"},
            "by_route": {"()": "artsmark_site.logs.ByRoute"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["request_id", "by_route"],
            }
        },
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": loggers,
    }


class RequestIdFilter(logging.Filter):
    """Give each record the id of the request that it was written in, `-` outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class ByRoute(logging.Filter):
    """Lines that others write about a request say its route in the place of its address.

    Those that say no more than the access line are left out: Django's `Not Found: /path`, and
    all of its development server.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "gunicorn.error":
            _leave_out_who_asked_for_what(record)
        if (request := getattr(record, "request", None)) is None:
            return True
        status = getattr(record, "status_code", None) or 0
        if record.name == "django.server" or (
            record.name == "django.request" and not record.exc_info
        ):
            return False
        match = getattr(request, "resolver_match", None)
        route = match.route if match else "(no route)"
        record.__dict__ |= {"method": request.method, "route": route, "status": status}
        record.request_id = request.META.get("HTTP_X_REQUEST_ID", "-")
        record.msg = "%s: %s /%s %s"
        record.args = (record.name, request.method, route, status)
        return True


def _leave_out_who_asked_for_what(record: logging.LogRecord) -> None:
    """gunicorn names the address and the visitor's IP of what it could not handle."""
    message = record.getMessage()
    for begin in ("Error handling request", "Invalid request", "Forbidden request"):
        if message.startswith(begin):
            record.msg, record.args = begin, ()


class DiscreetFormatter(logging.Formatter):
    """Tracebacks without the exceptions' texts, which quote forms, rows and addresses."""

    def formatException(self, exc_info: Any) -> str:
        """The frames, and the type of each exception in the chain, the first cause first."""
        error: BaseException | None = exc_info[1]
        parts: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"Traceback (most recent call last):\n{frames}{_kind(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nwhich led to\n\n".join(reversed(parts))

    def message_of(self, record: logging.LogRecord) -> str:
        """The message; where it repeats its exception's text, the type stands instead."""
        message = record.getMessage()
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None and (said := str(error)):
            message = message.replace(said, _kind(error))
        return message


def _kind(error: BaseException) -> str:
    """The type, and of a database error the constraint, which names no row."""
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({constraint})" if constraint else name


class JsonLines(DiscreetFormatter):
    """One JSON object a line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": self.message_of(record),
        }
        line |= {name: getattr(record, name) for name in _EXTRA_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TerminalLines(DiscreetFormatter):
    """For a person who watches."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC).astimezone()
        request_id = getattr(record, "request_id", "-")
        line = f"{at:%H:%M:%S} {record.levelname:7} {self.message_of(record)}  [{request_id}]"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def formatter() -> logging.Formatter:
    """JSON, unless somebody sits at the terminal that the lines go to."""
    return TerminalLines() if sys.stderr.isatty() else JsonLines()
