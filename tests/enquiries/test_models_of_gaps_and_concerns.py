"""What the database itself holds gaps and concerns to."""

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from enquiries.models import Concern, GapReport
from tests.factories import make_concern, make_gap_report

pytestmark = pytest.mark.django_db

MAKERS = {GapReport: make_gap_report, Concern: make_concern}
BROKEN = [
    (GapReport, "gap_state_known", {"state": "lost"}),
    (GapReport, "gap_has_words", {"words": ""}),
    (GapReport, "gap_answer_has_words", {"answered_at": timezone.now()}),
    (Concern, "concern_state_known", {"state": "lost"}),
    (Concern, "concern_kind_known", {"kind": "rumour"}),
    (Concern, "concern_has_words", {"words": ""}),
    (Concern, "concern_settled_has_its_time", {"state": "settled"}),
    (Concern, "concern_settled_has_its_time", {"settled_at": timezone.now()}),
]


@pytest.mark.parametrize(("model", "constraint", "values"), BROKEN)
def test_the_database_refuses(model, constraint, values):
    row = MAKERS[model]()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("model", MAKERS)
def test_every_constraint_has_its_test(model):
    checks = {
        one.name for one in model._meta.constraints if isinstance(one, models.CheckConstraint)
    }
    assert checks == {name for kind, name, _ in BROKEN if kind is model}
