"""Since when something waits, as one says it at work."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.timesince import timesince

from reference.working_days import working_days_after

# Of what is older nobody counts the days.
DAYS_COUNTED = 28


def age_of(since: date | datetime) -> str:
    """“today”, “yesterday”, “3 working days ago”, “5 weeks ago”; “in 2 weeks” of what comes."""
    today = timezone.localdate()
    day = timezone.localdate(since) if isinstance(since, datetime) else since
    days = (today - day).days
    if days < 0:
        return f"in {timesince(today, day, depth=1)}"
    if days < 2:
        return "yesterday" if days else "today"
    worked = working_days_after(day, today)
    if days > DAYS_COUNTED or not worked:
        return f"{timesince(day, today, depth=1)} ago"
    return f"{worked} working day{'' if worked == 1 else 's'} ago"
