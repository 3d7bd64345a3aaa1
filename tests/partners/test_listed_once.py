"""Who was listed in a time that is over, by the history of rows."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from partners.listed_once import listed_within
from partners.models import Launch, Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


COPY = """
INSERT INTO partners_organisationevent ({columns}, hidden_at, pgh_created_at)
SELECT {columns}, %s, %s FROM partners_organisationevent WHERE pgh_obj_id = %s
ORDER BY pgh_id DESC LIMIT 1
"""


def noted(organisation, moment, *, hidden_at):
    """An event of a time to come: the database's clock writes those of today."""
    event = apps.get_model("partners", "OrganisationEvent")
    names = {field.column for field in event._meta.concrete_fields}
    columns = ", ".join(sorted(names - {"pgh_id", "hidden_at", "pgh_created_at"}))
    with connection.cursor() as cursor:
        cursor.execute(COPY.format(columns=columns), [hidden_at, moment, organisation.pk])


def listed_in(year, month):
    start, end = (datetime(year, one, 1, tzinfo=UTC) for one in (month, month + 1))
    return listed_within(start, end).exists()


def test_by_what_it_was_as_the_month_came_and_by_what_it_became_in_it():
    organisation = make_organisation()
    hidden_at = timezone.now()
    noted(organisation, datetime(2031, 1, 10, tzinfo=UTC), hidden_at=hidden_at)
    noted(organisation, datetime(2031, 3, 5, tzinfo=UTC), hidden_at=None)
    found = {month: listed_in(2031, month) for month in range(1, 6)}
    assert found == {1: True, 2: False, 3: True, 4: True, 5: True}
    assert not listed_in(2020, 1)


def test_only_who_is_listed_now():
    make_organisation()
    assert listed_in(2031, 1)
    Organisation.objects.update(hidden_at=timezone.now())
    assert not listed_in(2031, 1)


def test_only_where_the_directory_was_open_by_then():
    make_organisation()
    today = timezone.localdate()
    Launch.objects.update(opens_on=today)
    assert listed_in(2031, 1)
    first = today.replace(day=1)
    before = datetime(first.year, first.month, 1, tzinfo=UTC)
    assert not listed_within(datetime(2000, 1, 1, tzinfo=UTC), before).exists()
