"""What came of each letter of a list. Nothing in it tells whether it was read: no pixel asks."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from accounts.models import MailRecord
from partners.choices import ListingState, MailingKind, MailingState
from partners.models import Addressee, Mailing, Organisation

_NOT_SENT: dict[str, str] = {
    MailRecord.State.WAITING: "On its way",
    MailRecord.State.NOT_NEEDED: "Not sent: no longer needed",
    MailRecord.State.UNDELIVERABLE: "Could not be delivered",
}


class Outcome(NamedTuple):
    """One addressee: how far it is, in words, and what was written back on the page."""

    addressee: Addressee
    words: str
    more: str
    at: datetime | None
    may_be_sent_again: bool


class Outcomes(list[Outcome]):
    """Of all of them, the organisations in the order of the alphabet."""

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each, the most frequent first."""
        return Counter(outcome.words for outcome in self).most_common()


def outcomes_of(mailing: Mailing) -> Outcomes:
    """In a fixed number of queries."""
    rows = mailing.addressees.select_related("organisation", "record").order_by(
        "organisation__name", "pk"
    )
    theirs = Organisation.objects.filter(pk__in=rows.order_by().values("organisation"))
    live = set(theirs.public().values_list("pk", flat=True))
    claimed = set(theirs.exclude(members=None).values_list("pk", flat=True))
    found = Outcomes()
    for row in rows:
        is_live, is_claimed = row.organisation_id in live, row.organisation_id in claimed
        words, more = _outcome(mailing, row, is_live=is_live, is_claimed=is_claimed)
        was_sent = row.posted_at is not None and bool(row.email) and not row.answer
        found.append(Outcome(row, words, more, row.posted_at, was_sent))
    return found


def _outcome(
    mailing: Mailing, row: Addressee, *, is_live: bool, is_claimed: bool
) -> tuple[str, str]:
    """Where it stands, and what more there is to say."""
    answered = f"Answered: {row.get_answer_display().lower()}" if row.answer else ""
    if mailing.kind == MailingKind.INVITATION and (answered or is_claimed):
        if row.answer == Addressee.Answer.NOT_US:
            return answered, row.answer_words
        if is_live:
            return "Live", answered
        if row.organisation.listing_state == ListingState.SUBMITTED:
            return "Handed in", answered
        return answered or "Somebody looks after it now", ""
    if row.posted_at is None:
        stopped = mailing.state == MailingState.STOPPED
        return ("Stopped before it was sent" if stopped else "Waits for its turn"), ""
    state = row.record.state if row.record else MailRecord.State.SENT
    return _NOT_SENT.get(state, "Sent"), row.record.problem if row.record else ""
