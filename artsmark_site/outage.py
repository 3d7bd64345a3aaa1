"""Whether an error means that the database is away, which passes, or that something is broken."""

from django.db import InterfaceError, OperationalError

# Shut down by its operator, after a crash of its own, not up yet, and no connection left.
_AWAY = ("57P01", "57P02", "57P03", "53300")
_CONNECTION_FAILED = "08"


def means_database_away(error: BaseException | None) -> bool:
    """True for a connection that failed, not for a statement that did."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state in _AWAY or state.startswith(_CONNECTION_FAILED)
