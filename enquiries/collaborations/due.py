"""What the clock asks about collaborations, and what it erases of them."""

import logging
from datetime import date

from django.db import transaction

from enquiries.collaborations import emails
from enquiries.collaborations.services import locked
from enquiries.models import Collaboration, CollaborationPicture
from enquiries.retention import COLLABORATION_MONTHS, SILENT_FOR
from reference.calendar_months import months_after

log = logging.getLogger(__name__)

EMPTIED = "Erased after its time"


def ask(today: date) -> int:
    """Ask each side that was silent for sixty days whether it happened; how many were asked.

    Safe to run again, late, and twice at once: who was asked is not asked again.
    """
    silent = Collaboration.objects.silent_since(today - SILENT_FOR).order_by("pk")
    asked = 0
    for row in list(silent):
        try:
            asked += _ask(row, today)
        except Exception:
            log.exception("the question about collaboration %s failed", row.pk)
    return asked


@transaction.atomic
def _ask(row: Collaboration, today: date) -> bool:
    row = locked(row)
    if row.waits_for is None or row.asked_on is not None:
        return False
    row.asked_on = today
    row.save(update_fields=["asked_on"])
    return emails.post_question(row) > 0


def empty_old(*, today: date) -> int:
    """Erase the words of what was long ago, and who began it; how many. The numbers stay.

    An entry with somebody who is not in the directory goes as a whole: it is in no figures.
    """
    day = months_after(today, -COLLABORATION_MONTHS)
    old = Collaboration.objects.filter(first_on__lt=day, emptied_on=None)
    gone, _ = old.filter(organisation=None).delete()
    uncounted, _ = old.exclude(state=Collaboration.State.CONFIRMED).delete()
    CollaborationPicture.objects.filter(collaboration__in=old).delete()
    emptied = old.update(
        title=EMPTIED, classes="", learnt="", begun_by=None, recipient=None, emptied_on=today
    )
    return gone + uncounted + emptied
