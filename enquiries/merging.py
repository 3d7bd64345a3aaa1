"""What becomes of enquiries when the organisation that was asked goes up in another."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from enquiries.choices import RecipientState
from enquiries.emails import post_merged
from enquiries.models import Collaboration, EnquiryRecipient, EnquiryReport
from enquiries.taking_over import tell_of
from partners.models import Organisation

# Whoever heard and wrote nothing for longer waits for no answer any more.
WAITED_FOR = timedelta(days=60)


def move(*, gone: Organisation, stays: Organisation, alone: Collection[int] = (), **_: Any) -> None:
    """The heir answers, unless it was asked itself: then it does so there, and this one closes.

    Where nobody could read what was asked of one of the two, whoever can now is told of it.
    What was said in a thread that closes stays on the page of whoever asked, who is told who
    answers now.
    """
    asked_itself = EnquiryRecipient.objects.filter(organisation=stays).values("enquiry")
    unread = list(
        EnquiryRecipient.objects.filter(organisation__in=alone).values_list("pk", flat=True)
    )
    theirs = EnquiryRecipient.objects.of(gone)
    since = timezone.now() - WAITED_FOR
    waited_for = list(theirs.waited_for(since=since).values_list("pk", flat=True))
    theirs.exclude(enquiry__in=asked_itself).update(organisation=stays)
    left = theirs.sent().exclude(state=RecipientState.CLOSED)
    left.update(state=RecipientState.CLOSED, closed_at=timezone.now())
    if stays.is_looked_after:
        tell_of(unread)
    EnquiryReport.objects.of(gone).update(organisation=stays)
    Collaboration.objects.of_partner(gone).update(organisation=stays)
    # Each was changed above, so nobody erases it now; who did so a moment ago gets no letter.
    still_there = EnquiryRecipient.objects.filter(pk__in=waited_for).select_related("enquiry")
    for recipient in still_there.order_by("pk"):
        post_merged(recipient, gone)
