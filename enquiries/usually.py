"""How soon a partner answers, from what schools asked it in the last year.

Only what was sent so long ago that ten of its days are over counts, answered or not: so the
figure is the same all day, is settled for good, and a quick answer never counts before a slow one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models.functions import Coalesce
from django.utils import timezone

from enquiries.clock import OVERDUE_AFTER, PartnerDays
from enquiries.models import EnquiryReport
from partners.models import Organisation

FEWEST = 5
LAST = 20  # of what is due, the newest
# So large a part has to be answered in some number of days for that to be usual.
USUAL_SHARE = 0.75


class Usually(NamedTuple):
    """Of the last `asked` enquiries, `answered` within `days`; `is_usual` if most were."""

    days: int
    answered: int
    asked: int
    is_usual: bool


def usually(organisation: Organisation) -> Usually | None:
    """None where fewer than five were sent and are due. One query."""
    return usually_of([organisation]).get(organisation.pk)


def usually_of(organisations: Iterable[Organisation]) -> dict[int, Usually]:
    """The same for several, by their number. One query."""
    by_pk, today = {one.pk: one for one in organisations}, timezone.localdate()
    reports = EnquiryReport.objects.of_any(by_pk).of_last_year(today).settled()
    reports = reports.annotate(told=Coalesce("recipient__told_on", "sent_on"))
    rows = reports.order_by("-told", "-pk").values_list(
        "organisation", "told", "answered_after_days"
    )
    sent = defaultdict(list)
    for pk, sent_on, after in rows:
        sent[pk].append((sent_on, after))
    found = {pk: _of(PartnerDays.of(by_pk[pk]), rows, today) for pk, rows in sent.items()}
    return {pk: one for pk, one in found.items() if one is not None}


def _of(days: PartnerDays, rows: list[tuple[date, int | None]], today: date) -> Usually | None:
    last = days.sent_by(today, OVERDUE_AFTER)
    due = [after for sent_on, after in rows if last is not None and sent_on <= last][:LAST]
    if len(due) < FEWEST:
        return None
    in_time = sorted(after for after in due if after is not None and after <= OVERDUE_AFTER)
    needed = math.ceil(len(due) * USUAL_SHARE)
    if len(in_time) < needed:
        return Usually(OVERDUE_AFTER, len(in_time), len(due), is_usual=False)
    within = max(in_time[needed - 1], 1)
    return Usually(within, sum(after <= within for after in in_time), len(due), is_usual=True)
