"""The same session again, on other days."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.services import record
from training.choices import SessionState
from training.locks import locked_session
from training.models import TrainingSession
from training.wall_clock import same_time

# A year of weekly sessions.
MOST_COPIES = 52
_MOMENTS = ("starts_at", "ends_at", "booking_opens_at", "booking_closes_at")
# What belongs to the one that was, and not to a new one.
_NOT_COPIED = {"id", "seats_taken", "over_by", "sequence", "end_reason", "told_interested_at"}


def copy(
    *, session: TrainingSession, first_day: date, times: int, by: User
) -> list[TrainingSession]:
    """Make drafts of it, weekly from a day on, at the same time on the wall; those that are new.

    Where one of the same name begins at the same time already, none is made: pressed twice, it
    copies once.

    Raises:
        NoSuchTime: on one of the days a clock change takes or doubles one of its times.
    """
    with locked_session(session.pk) as session:
        first = (first_day - timezone.localdate(session.starts_at)).days
        drafts = [_draft(session, first + 7 * week) for week in range(times)]
        made = [draft for draft in drafts if not _is_there(draft)]
        for draft in made:
            draft.save()
            record(draft, "state", "", SessionState.DRAFT.label, by, f"Copied from {session}.")
        return made


def _draft(session: TrainingSession, days: int) -> TrainingSession:
    values: dict[str, Any] = {
        field.attname: getattr(session, field.attname)
        for field in session._meta.concrete_fields
        if field.name not in _NOT_COPIED
    }
    for name in _MOMENTS:
        values[name] = values[name] and same_time(values[name], days)
    if session.own_area_until:
        values["own_area_until"] = session.own_area_until + timedelta(days=days)
    return TrainingSession(**values | {"state": SessionState.DRAFT})


def _is_there(draft: TrainingSession) -> bool:
    same = TrainingSession.objects.exclude(state=SessionState.CANCELLED)
    return same.filter(
        bridge=draft.bridge_id, title=draft.title, starts_at=draft.starts_at
    ).exists()
