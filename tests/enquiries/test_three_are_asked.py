"""How it ends: one answers from its link, one declines with a reason, one works Tuesdays."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from artsmark_site.due import process_due
from enquiries import emails
from enquiries.models import EnquiryReport
from tests.factories import make_enquiry, make_membership, make_organisation, make_recipient
from tests.letters import delivered, links

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_one_answers_one_declines_and_the_third_is_reminded_on_its_day(client):
    with time_machine.travel(MONDAY):
        enquiry = make_enquiry(setting_name="Hill School", email="tess@school.example")
        for name, days in (("Mill House", []), ("Salt Loft", []), ("Tuesday Press", [2])):
            partner = make_organisation(
                name=name,
                working_days=days,
                confirmed_on=MONDAY.date(),
                renewal_due_on="2029-01-01",
            )
            make_membership(organisation=partner)
            emails.post_asked(make_recipient(enquiry=enquiry, organisation=partner))
        mill, salt, _ = [next(links(letter)) for letter in delivered()]

        Client().post(f"{mill}reply/interested/", {"text": "Two Tuesdays in March are free."})
        reasons = {"reasons": ["no-time"], "text": "From May on we could."}
        Client().post(f"{salt}reply/cannot/", reasons | {"send": ""})
        first, second = delivered()[3:]
        assert (first.subject, second.subject) == (
            "Mill House: they are interested",
            "Salt Loft: they cannot do this",
        )

    reminded = []
    for day in (date(2026, 3, 3) + timedelta(days=number) for number in range(30)):
        with time_machine.travel(datetime(day.year, day.month, day.day, 6, tzinfo=UTC)):
            process_due()
            reminded += [(day, letter.subject) for letter in delivered()[5 + len(reminded) :]]
    assert reminded == [
        (date(2026, 3, 24), "Still waiting: Hill School asks Tuesday Press"),
    ]
    enquiry.delete()
    answers = EnquiryReport.objects.order_by("pk").values_list("answer", "answered_after_days")
    assert list(answers) == [("interested", 0), ("cannot", 0), ("", None)]
