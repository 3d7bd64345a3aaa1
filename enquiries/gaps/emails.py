"""To whoever told us what they could not find: that we have it, and the answer."""

from django.conf import settings

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.models import GapReport
from enquiries.retention import GAP_MONTHS

RECEIPT, ANSWER = "enquiries.gap_receipt", "enquiries.gap_answer"


def post_receipt(gap: GapReport) -> None:
    post(RECEIPT, to=gap.email, about=gap)


@writes(RECEIPT)
def write_receipt(record: MailRecord) -> Letter | None:
    """Without their words: anybody can type somebody else's address."""
    gap = record.about
    if not isinstance(gap, GapReport):
        return None
    bodies = gap.led_by
    return Letter(
        subject="We have what you could not find",
        template="emails/gap_receipt.txt",
        context={
            "read_by": " and ".join(body.name for body in bodies) or settings.SENDER_NAME,
            "where": gap.where,
            "months": GAP_MONTHS,
        },
    )


def post_answer(gap: GapReport) -> None:
    post(ANSWER, to=gap.email, about=gap)


@writes(ANSWER)
def write_answer(record: MailRecord) -> Letter | None:
    gap = record.about
    if not isinstance(gap, GapReport) or gap.answered_at is None:
        return None
    body = next(iter(gap.led_by), None)
    sender = body.name if body else settings.SENDER_NAME
    return Letter(
        subject="About what you could not find",
        template="emails/gap_answer.txt",
        context={"answer": gap.answer, "words": gap.words, "signed": sender},
        reply_to=body.contact_email if body else "",
        sender=sender,
    )
