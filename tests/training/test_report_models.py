"""What the database itself holds areas and closed reports to."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories import make_area_list, make_closed_report
from tests.people import make_person
from training.models import AreaList, ClosedReport

pytestmark = pytest.mark.django_db

BROKEN = [
    ("closed_report_kind_known", {"kind": "week"}),
    ("closed_report_has_days", {"until_on": date(2026, 4, 1)}),
    ("closed_report_was_over", {"closed_on": date(2026, 6, 30)}),
]


@pytest.mark.parametrize(("constraint", "values"), BROKEN)
def test_the_database_refuses(constraint, values):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        make_closed_report(**values)


@pytest.mark.parametrize("fields", [{}, {"bridge": None}])
def test_a_period_is_closed_once_for_a_body_and_once_for_all_england(fields):
    make_closed_report(**fields)
    make_closed_report(kind="financial-year", until_on=date(2027, 4, 1), closed_on="2027-04-01")
    with pytest.raises(IntegrityError, match="closed_report_once"), transaction.atomic():
        make_closed_report(**fields)


@pytest.mark.parametrize("fields", [{}, {"bridge": None}])
def test_an_area_has_a_name_of_its_own(fields):
    make_area_list(**fields)
    with pytest.raises(IntegrityError, match="area_list_name_once"), transaction.atomic():
        make_area_list(**fields)


def test_every_constraint_has_its_test():
    declared = {one.name for model in (AreaList, ClosedReport) for one in model._meta.constraints}
    assert declared == {*(name for name, _ in BROKEN), "closed_report_once", "area_list_name_once"}


def test_what_is_closed_is_neither_changed_nor_deleted_but_forgets_who_closed_it():
    person = make_person()
    row = make_closed_report(closed_by=person)
    rows = ClosedReport.objects.filter(pk=row.pk)
    for change in (lambda: rows.update(figures={}), lambda: rows.update(closed_on="2026-07-03")):
        with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="Cannot delete rows"), transaction.atomic():
        rows.delete()
    person.delete()
    row.refresh_from_db()
    assert row.closed_by_name == "somebody who left"
