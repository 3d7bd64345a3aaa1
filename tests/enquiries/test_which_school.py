"""Whoever asks finds their school as they ask; what is not listed is typed as before."""

import pytest

from enquiries.models import Enquiry
from tests.enquiries.teacher import answers, begin, partner, post
from tests.factories import make_setting
from tests.people import make_person

pytestmark = pytest.mark.django_db

PAGE = "/enquire/school/"


@pytest.fixture
def mill():
    return make_setting(name="Mill Road Primary School", urn=900_001)


def kept():
    return Enquiry.objects.get()


def test_a_misspelt_name_shows_those_like_it_with_town_and_postcode(client, mill):
    begin(client, partner())
    page = post(client, PAGE, {"setting_name": "Mil Rd Primry"})
    assert page.status_code == 200
    assert "Mill Road Primary School, Plymouth, PL4 8AA" in page.text
    assert "None of these: it is not listed" in page.text
    for said in ("There is a problem", "Choose yours, or say", "Choose the local authority"):
        assert said not in page.text
    assert " open>" not in page.text
    offered = page.context["form"].data["offered"]
    page = post(client, PAGE, {"setting_name": "Mil Rd Primry", "offered": offered})
    assert "Choose yours, or say that it is not listed." in page.text
    answer = post(client, PAGE, {"setting_name": "Mil Rd Primry", "which": str(mill.pk)})
    assert answer.status_code == 302
    enquiry = kept()
    assert (enquiry.setting, enquiry.setting_name) == (mill, "Mill Road Primary School")
    assert (enquiry.authority.slug, enquiry.urn) == ("plymouth", "900001")
    assert enquiry.setting_type == mill.setting_type


def test_who_took_a_suggestion_need_not_choose_again(client, mill):
    begin(client, partner())
    suggested = client.get("/settings/suggest/", {"typed": "mill road"}).json()["suggestions"]
    assert post(client, PAGE, {"setting_name": suggested[0]}).status_code == 302
    assert kept().setting == mill


def test_two_of_one_name_are_told_apart_by_their_numbers(client, mill):
    make_setting(name=mill.name, urn=900_002)
    begin(client, partner())
    page = post(client, PAGE, {"setting_name": "Mill Road Primary School, Plymouth, PL4 8AA"})
    assert page.status_code == 200
    for urn in ("900001", "900002"):
        assert f"Plymouth, PL4 8AA, URN {urn}" in page.text


@pytest.mark.parametrize("typed", ["900001", "PL4 8AA"])
def test_by_urn_or_postcode(client, mill, typed):
    begin(client, partner())
    post(client, PAGE, {"setting_name": typed, "which": str(mill.pk)})
    assert kept().setting == mill


def test_none_of_these_is_always_possible(client, mill):
    begin(client, partner())
    sent = answers("school") | {"setting_name": "Mill Road", "which": "not-listed"}
    assert post(client, PAGE, sent).status_code == 302
    assert (kept().setting, kept().setting_name) == (None, "Mill Road")
    page = client.get(PAGE).text
    assert "<details" in page
    assert " open>" in page


def test_one_that_nothing_is_like_is_taken_as_it_was_typed(client, mill):
    begin(client, partner())
    page = post(client, PAGE, {"setting_name": "Zephyr Forest Group"})
    assert "Choose the local authority in which it is." in page.text
    assert post(client, PAGE, answers("school") | {"setting_name": "Zephyr"}).status_code == 302
    assert kept().setting is None


def test_a_number_or_postcode_that_finds_none_is_no_name(client):
    begin(client, partner())
    for typed in ("900999", "PL4 8AB"):
        page = post(client, PAGE, answers("school") | {"setting_name": typed})
        assert "We know no setting by that. Enter its name." in page.text


def test_what_was_chosen_stays_and_can_be_changed(client, mill):
    hill = make_setting(name="Hill Lane Academy")
    begin(client, partner())
    post(client, PAGE, {"setting_name": "Mill Road", "which": str(mill.pk)})
    page = client.get(PAGE).text
    assert page.count("checked") == 1
    named = {"setting_name": mill.name, "role": "class-teacher"}
    post(client, PAGE, named | {"which": str(mill.pk)})
    assert (kept().setting, kept().role) == (mill, "class-teacher")
    page = post(client, PAGE, {"setting_name": "Hill Lane", "which": str(mill.pk)})
    assert "Hill Lane Academy, Plymouth" in page.text
    assert kept().setting == mill
    post(client, PAGE, {"setting_name": "Hill Lane", "which": str(hill.pk)})
    assert kept().setting == hill


@pytest.mark.parametrize("forged", ["0", "999999", "x"])
def test_nothing_that_was_not_offered_is_taken(client, mill, forged):
    waiting = make_setting(name="Mill Road Nursery", urn=None, checked_at=None)
    begin(client, partner())
    for which in (forged, str(waiting.pk)):
        page = post(client, PAGE, {"setting_name": "Mill Road", "which": which})
        assert page.status_code == 200
    assert kept().setting is None


def test_who_belongs_to_a_setting_need_not_say_which(client, mill):
    user = make_person()
    mill.people.create(user=user, state="confirmed", confirmed_at="2026-01-01T00:00Z", how="bridge")
    client.force_login(user)
    begin(client, partner())
    assert (kept().setting, kept().setting_name) == (mill, mill.name)


def test_who_only_asked_to_belong_to_one_is_asked(client, mill):
    user = make_person()
    mill.people.create(user=user)
    client.force_login(user)
    begin(client, partner())
    assert kept().setting is None
