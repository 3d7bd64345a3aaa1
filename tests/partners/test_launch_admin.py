"""Staff set opening dates, and read what a date means before it comes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission

from accounts.models import User
from partners.models import Launch
from reference.models import Region
from tests.factories import make_organisation
from tests.people import with_second_factor

pytestmark = pytest.mark.django_db

LAUNCHES = "/admin/partners/launch/"


@pytest.fixture(autouse=True)
def on_the_eve():
    moment = datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(moment, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def no_dates(on_the_eve, db):
    Launch.objects.all().delete()


def staff(*permissions):
    user = User.objects.create_user("staff@site.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_a_date_that_is_set_says_who_will_appear(admin_client):
    make_organisation(authority="plymouth")
    make_organisation(authority="leeds")
    make_organisation(authority=None)
    make_organisation(authority="leeds", listing_state="draft")
    south_west = Region.objects.get(slug="south-west")
    for region, means in ((south_west.pk, "1 partner will appear"), ("", "2 partners will appear")):
        answer = admin_client.post(
            f"{LAUNCHES}add/", {"region": region, "opens_on": "2027-03-03"}, follow=True
        )
        assert f"Opens on 3 March 2027; {means}" in answer.text
    assert "National" in answer.text
    page = admin_client.get(f"{LAUNCHES}{Launch.objects.get(region=south_west).pk}/change/")
    assert "Opens on 3 March 2027; 1 partner will appear." in page.text


def test_a_second_date_for_the_same_is_refused_in_words(admin_client):
    for _ in range(2):
        answer = admin_client.post(f"{LAUNCHES}add/", {"region": "", "opens_on": "2027-03-03"})
    assert "It has an opening date already: change that one." in answer.text
    assert Launch.objects.count() == 1


@pytest.mark.parametrize(("permissions", "status"), [((), 403), (("add_launch",), 200)])
def test_only_staff_with_the_permission_set_dates(client, permissions, status):
    client.force_login(with_second_factor(staff(*permissions)))
    assert client.get(f"{LAUNCHES}add/").status_code == status


def test_a_date_that_takes_partners_off_the_site_asks_once_more(admin_client, client):
    Launch.objects.create(opens_on="2027-03-01")
    organisation = make_organisation(authority="plymouth")
    south_west = Region.objects.get(slug="south-west").pk
    later = {"region": south_west, "opens_on": "2027-04-01"}
    page = admin_client.post(f"{LAUNCHES}add/", later).text
    assert "Visitors see 1 partner now that would be gone until 1 April 2027." in page
    assert client.get(organisation.get_absolute_url()).status_code == 200
    assert not Launch.objects.filter(region=south_west).exists()
    assert admin_client.post(f"{LAUNCHES}add/", later | {"take_off": "on"}).status_code == 302
    assert Launch.objects.get(region=south_west).opens_on.isoformat() == "2027-04-01"


def test_a_date_without_which_partners_go_off_the_site_is_not_deleted(admin_client):
    make_organisation(authority="plymouth")
    national = Launch.objects.create(opens_on="2027-03-01")
    own = Launch.objects.create(region=Region.objects.get(slug="south-west"), opens_on="2027-02-01")
    assert admin_client.post(f"{LAUNCHES}{own.pk}/delete/", {"post": "yes"}).status_code == 302
    assert admin_client.post(f"{LAUNCHES}{national.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(Launch.objects.all()) == [national]
