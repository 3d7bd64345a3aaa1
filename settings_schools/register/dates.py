"""Dates as the keepers of lists write them."""

from datetime import date, datetime

_FORMATS = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %B %Y")


def read_date(text: str) -> date | None:
    """The day that a text names; None for an empty one.

    Raises:
        ValueError: it is something else, worded for the keeper of the list.
    """
    if not text:
        return None
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError(f"“{text[:40]}” is not a date like 30-09-2024")
