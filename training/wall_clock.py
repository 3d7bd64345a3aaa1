"""Times as a clock on a wall in England shows them, and the two hours a year that go wrong."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format

# Beyond that a year was mistyped.
YEARS_AHEAD = 10
TOO_FAR = f"This is more than {YEARS_AHEAD} years away: look at the year."


def is_too_far(day: date) -> bool:
    """Whether a year was mistyped, ahead or back."""
    return abs(day.year - timezone.localdate().year) > YEARS_AHEAD


class NoSuchTime(Exception):
    """A time that does not exist or comes twice, worded for whoever typed it."""


def moment(day: date, at: time) -> datetime:
    """When it is so late there.

    Raises:
        NoSuchTime: the clocks go forward over it, or back.
    """
    first = datetime.combine(day, at, timezone.get_default_timezone())
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return first
    forward = after > before
    hour = datetime.combine(day, at.replace(minute=0))
    raise NoSuchTime(
        f"On {date_format(day, 'j F Y')} the clocks go {'forward' if forward else 'back'}: "
        f"{at:%H:%M} {'does not exist' if forward else 'comes twice'}. Choose a time before "
        f"{hour:%H:%M}, or from {hour + abs(after - before):%H:%M} on."
    )


def same_time(original: datetime, days: int) -> datetime:
    """So many days later at the same time on the wall, also over a clock change.

    Raises:
        NoSuchTime: on that day there is no such time, or there are two.
    """
    local = timezone.localtime(original)
    return moment(local.date() + timedelta(days=days), local.time())
