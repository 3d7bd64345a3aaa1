"""Log lines: JSON for machines, readable on a terminal, each with its request's id.

Only the fields named here are written. Addresses, form contents and query strings never are
(trust.md K5).
"""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")

_EXTRA_FIELDS = ("status", "method", "route", "milliseconds", "event")


class RequestIdFilter(logging.Filter):
    """Give each record the id of the request that it was written in, `-` outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _EXTRA_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TerminalLines(logging.Formatter):
    """For a person who watches."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s  [%(request_id)s]", "%H:%M:%S")


def formatter() -> logging.Formatter:
    """JSON, unless somebody sits at the terminal that the lines go to."""
    return TerminalLines() if sys.stderr.isatty() else JsonLines()
