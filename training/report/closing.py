"""Closing a period: from then on its report reads the same, whatever changes."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reference.models import BridgeOrganisation
from training.models import ClosedReport
from training.report import sheet
from training.report.periods import Period


class CannotClose(Exception):
    """Why not, worded for staff."""


def closed(period: Period, body: BridgeOrganisation | None) -> ClosedReport | None:
    """The closed report of a period, if it was closed."""
    rows = ClosedReport.objects.of(body.pk if body else None)
    same = rows.filter(kind=period.kind, first_on=period.first)
    return same.select_related("bridge", "closed_by").first()


@transaction.atomic
def close(*, period: Period, body: BridgeOrganisation | None, by: User) -> ClosedReport:
    """Keep the figures of a body, or of all England, as they are now. Again: nothing changes.

    Raises:
        CannotClose: the period is not over.
    """
    today = timezone.localdate()
    if not period.is_over(today):
        raise CannotClose("It is not over yet: it can be closed from the day after its last.")
    if already := closed(period, body):
        return already
    # Two who press it at once: the database takes the first, and both read that.
    row, _ = ClosedReport.objects.get_or_create(
        bridge=body,
        kind=period.kind,
        first_on=period.first,
        defaults={
            "until_on": period.until,
            "closed_on": today,
            "closed_by": by,
            "figures": sheet.written(sheet.taken(period, body.pk if body else None)),
        },
    )
    return row
