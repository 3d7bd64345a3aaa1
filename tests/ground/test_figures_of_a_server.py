"""What a server counted is written as it stops, also where that is sooner than its next turn."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from partners.models import DailyFigures, MissedSearch
from tests.artsmark_site.served import served_from
from tests.factories import make_organisation
from tests.partners.test_figures import READER


@pytest.mark.django_db(transaction=True)
def test_a_server_that_stops_writes_what_it_counted(tmp_path: Path) -> None:
    organisation = make_organisation()
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    with served_from(urlunsplit(own), tmp_path) as site:
        for _ in range(3):
            answer = site.get(organisation.get_absolute_url(), **{"User-Agent": READER})
            assert answer.status == 200
        site.get("/partners/?art_form=music&region=london", **{"User-Agent": READER})
    assert [row.seen for row in DailyFigures.objects.all()] == [3]
    assert [row.searches for row in MissedSearch.objects.all()] == [1]
