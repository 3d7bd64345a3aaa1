"""Who hides the street is shown to a kilometre, in Python as in SQL."""

import pytest
from django.db import connection

from partners import local_map
from partners.models import Organisation
from partners.shown_position import shown_sql
from reference.positions import GridPoint
from tests.factories import make_organisation, make_venue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hide_street", [True, False])
@pytest.mark.parametrize(
    "position", [GridPoint(248_123, 54_987), GridPoint(248_500, 55_500), GridPoint(249_500, 54_499)]
)
def test_python_and_sql_say_the_same(position, hide_street):
    organisation = make_organisation(position=position, hide_street=hide_street)
    place = shown_sql("position", "hide_street")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({place})[0], ({place})[1] FROM partners_organisation")  # noqa: S608
        assert cursor.fetchone() == organisation.shown_position
    assert (organisation.shown_position == position) is not hide_street


def test_a_venue_of_theirs_is_no_more_exact():
    organisation = make_organisation(hide_street=True)
    venue = make_venue(organisation=organisation, position=GridPoint(252_345, 54_987))
    assert venue.shown_position == GridPoint(252_000, 55_000)
    hidden = local_map.of(Organisation.objects.for_profile().get())
    venue.position = venue.shown_position
    venue.save()
    assert hidden == local_map.of(Organisation.objects.for_profile().get())
