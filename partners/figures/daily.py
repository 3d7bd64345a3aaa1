"""Each opening of a partner's pages and each saving, counted by day."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User
from partners.figures.buffer import Buffer
from partners.figures.visitors import is_visit
from partners.models import DailyFigures, Membership, Organisation

SEEN, SAVED = "seen", "saved"
_SHOWN = {200, 304}

type _Key = tuple[int, date, str]
type _View[**P] = Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]

# In one order, so that two processes never wait for each other. What was deleted since is dropped.
_ADD = """
INSERT INTO partners_dailyfigures (organisation_id, day, seen, saved)
SELECT counted.organisation, counted.day, counted.seen, counted.saved
FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::int[])
    AS counted (organisation, day, seen, saved)
JOIN partners_organisation AS known ON known.id = counted.organisation
ORDER BY counted.organisation, counted.day
ON CONFLICT (organisation_id, day) DO UPDATE SET
    seen = partners_dailyfigures.seen + EXCLUDED.seen,
    saved = partners_dailyfigures.saved + EXCLUDED.saved
"""


def _write(counts: Mapping[_Key, int]) -> None:
    rows: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: {SEEN: 0, SAVED: 0})
    for (organisation, day, what), number in counts.items():
        rows[organisation, day][what] += number
    columns: list[Any] = [
        [organisation for organisation, _ in rows],
        [day for _, day in rows],
        [row[SEEN] for row in rows.values()],
        [row[SAVED] for row in rows.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, columns)


buffer = Buffer(_write)


def hand_over(*, gone: Organisation, stays: Organisation) -> None:
    """What was counted of an entry that went up in another is that one's."""
    rows = DailyFigures.objects.filter(organisation=gone)
    _write(
        {(stays.pk, row.day, what): getattr(row, what) for row in rows for what in (SEEN, SAVED)}
    )
    rows.delete()


def count(what: str, organisation: int) -> None:
    """Once more today, by London's day. `organisation` is its id."""
    buffer.add([(organisation, timezone.localdate(), what)])


def counts_visits[**P](view: _View[P]) -> _View[P]:
    """Count what visitors were shown of an organisation, also where their browser had it already.

    Its own members and staff look at it for other reasons: theirs do not count.
    """

    @wraps(view)
    def counting(
        request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        response = view(request, pk, *args, **kwargs)
        is_shown = response.status_code in _SHOWN
        if is_shown and is_visit(request) and not _works_with_it(request, pk):
            count(SEEN, pk)
        return response

    return counting


def _works_with_it(request: HttpRequest, organisation: int) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False  # nobody is asked who has no session
    user = request.user
    if not isinstance(user, User):
        return False
    theirs = Membership.objects.of_user(user).filter(organisation=organisation)
    return user.is_staff or theirs.exists()
