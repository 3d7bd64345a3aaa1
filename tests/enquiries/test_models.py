"""What the database itself holds enquiries to."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enquiries.models import Enquiry
from tests.factories import make_enquiry

pytestmark = pytest.mark.django_db

BROKEN = [
    ("enquiry_state_known", {"state": "lost", "sent_at": None}),
    ("enquiry_sent_has_its_time", {"sent_at": None}),
    ("enquiry_sent_has_its_time", {"state": "unconfirmed"}),
    *(("enquiry_is_whole_when_sent", {name: ""}) for name in ("email", "name", "purpose")),
    ("enquiry_is_whole_when_sent", {"setting_name": ""}),
]


@pytest.mark.parametrize(("constraint", "values"), BROKEN)
def test_the_database_refuses(constraint, values):
    enquiry = make_enquiry(sent_at=timezone.now())
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(**values)


def test_every_constraint_has_its_test():
    declared = {one.name for one in Enquiry._meta.constraints}
    assert declared == {name for name, _ in BROKEN}


@pytest.mark.parametrize("urn", ["1234", "1234567", "12345a", "\u0661\u0662\u0663456"])
def test_a_urn_is_six_digits_or_five(urn):
    with pytest.raises(ValidationError):
        Enquiry(urn=urn).clean_fields(exclude={"setting_type", "authority", "by", "repeats"})
