"""What the database itself holds recipients, messages and reports to."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enquiries.models import EnquiryRecipient, EnquiryReport, Message
from tests.factories import make_enquiry_report, make_recipient

pytestmark = pytest.mark.django_db


def make_message():
    return Message.objects.create(recipient=make_recipient(), side="partner", text="Yes.")


BROKEN = [
    (make_recipient, "recipient_state_known", {"state": "lost"}),
    (
        make_recipient,
        "recipient_answer_known",
        {"answer": "perhaps", "answered_at": timezone.now()},
    ),
    (make_recipient, "recipient_answer_has_its_time", {"answer": "cannot"}),
    (
        make_recipient,
        "recipient_settlement_known",
        {"settlement": "lost", "settlement_words": "x", "settled_on": timezone.localdate()},
    ),
    (make_recipient, "recipient_settled_with_words_and_day", {"settlement": "other"}),
    (make_message, "message_side_known", {"side": "staff"}),
    (make_message, "message_has_text", {"text": ""}),
    (make_enquiry_report, "report_answer_has_its_days", {"answer": "cannot"}),
]


@pytest.mark.parametrize(("make", "constraint", "values"), BROKEN)
def test_the_database_refuses(make, constraint, values):
    row = make()
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_nobody_is_asked_the_same_twice():
    first = make_recipient()
    with pytest.raises(IntegrityError, match="recipient_asked_once"), transaction.atomic():
        make_recipient(enquiry=first.enquiry, organisation=first.organisation)


def test_every_constraint_has_its_test():
    models = (EnquiryRecipient, EnquiryReport, Message)
    declared = {one.name for model in models for one in model._meta.constraints}
    assert declared == {name for _, name, _ in BROKEN} | {"recipient_asked_once"}
