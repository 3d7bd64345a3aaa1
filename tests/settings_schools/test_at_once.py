"""Two at the same moment: somebody still leads, and five searches stay five."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from settings_schools.alerts import due
from settings_schools.alerts import services as alerts
from settings_schools.models import SavedSearch, SettingMembership
from settings_schools.people import services
from tests.factories import make_connection, make_offer
from tests.letters import delivered
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps):
    """What came of each: nothing, or the refusal."""
    start = Barrier(len(steps))

    def take(step):
        start.wait()
        try:
            return step()
        except (services.CannotChangePeople, alerts.CannotTell) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(take, steps))


def test_of_two_who_lead_and_leave_one_stays():
    one = make_connection()
    two = make_connection(setting=one.setting)
    outcomes = at_once(
        lambda: services.end(membership=one, by=one.user),
        lambda: services.end(membership=two, by=two.user),
    )
    assert sum(isinstance(outcome, services.CannotChangePeople) for outcome in outcomes) == 1
    assert SettingMembership.objects.leads().count() == 1


def test_two_windows_tick_no_sixth_search_and_two_runs_write_one_letter():
    reader = make_person()
    for number in range(4):
        alerts.tell_me(user=reader, asked=f"q=word{number}")
    outcomes = at_once(
        lambda: alerts.tell_me(user=reader, asked="art_form=visual-arts"),
        lambda: alerts.tell_me(user=reader, asked="key_stage=ks2"),
    )
    assert sum(isinstance(outcome, alerts.CannotTell) for outcome in outcomes) == 1
    assert SavedSearch.objects.count() == alerts.MOST_SEARCHES
    make_offer()
    day = reader.digest.said_yes_on
    assert sum(at_once(lambda: due.tell(day), lambda: due.tell(day))) == 1
    assert len(delivered()) == 1
