"""A site that shows partners stays open when it learns of opening dates; a new one is closed."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from partners.models import Launch
from tests.factories import make_organisation

migration = import_module("partners.migrations.0006_open_by_date")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "dates"),
    [({}, 1), ({"listing_state": "draft"}, 0), ({"partner_status": "lapsed"}, 0)],
)
def test_only_a_site_with_public_partners_is_open_from_that_day(fields, dates):
    make_organisation(**fields)
    Launch.objects.all().delete()
    migration.stay_open(apps, None)
    days = list(Launch.objects.values_list("region", "opens_on"))
    assert days == [(None, timezone.localdate())] * dates
