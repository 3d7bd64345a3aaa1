"""Find my school: however it is spelt, by postcode or number, and nothing that is no school."""

import pytest

from settings_schools.register.find import find_settings
from tests.factories import make_setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    """As many names as share words with each other in a town."""
    names = [
        ("Mill Road Primary School", "Plymouth", "PL4 8AA"),
        ("St Anne's Catholic Primary School", "Plymouth", "PL4 8AB"),
        ("St Anne's Catholic Primary School", "Leeds", "LS10 2LA"),
        ("Fleetville Junior School", "St Albans", "AL1 4LW"),
        ("Thornbury High School", "Leeds", "LS3 1AA"),
        ("Hill Lane Academy", "Leeds", "LS10 2LB"),
    ]
    for number, (name, town, postcode) in enumerate(names):
        make_setting(
            name=name,
            town=town,
            postcode=postcode,
            urn=900_001 + number,
            dfe_number=f"383100{number}",
        )


def found(typed, **how):
    return [f"{one.name}, {one.postcode}" for one in find_settings(typed, **how)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Mill Road Primary School", "PL4 8AA"),
        ("mil rd primry", "PL4 8AA"),
        ("Mil Road", "PL4 8AA"),
        ("Fleetvile junier scool", "AL1 4LW"),
        ("St. Annes RC Leeds", "LS10 2LA"),
        ("saint anne's plymouth", "PL4 8AB"),
        ("Thornbery High", "LS3 1AA"),
        ("al14lw", "AL1 4LW"),
        ("900004", "AL1 4LW"),
        ("URN 900004", "AL1 4LW"),
        ("383/1003", "AL1 4LW"),
        ("3831003", "AL1 4LW"),
        ("Hill Lane Academy, Leeds, LS10 2LB", "LS10 2LB"),
    ],
)
def test_the_one_that_was_meant_comes_first(schools, typed, first):
    assert found(typed)[0].endswith(first)


def test_a_part_of_a_postcode_finds_all_in_it(schools):
    assert {one[-8:] for one in found("LS10")} == {"LS10 2LA", "LS10 2LB"}
    assert found("LS1") == []
    assert {one[-8:] for one in found("LS10 2")} == {"LS10 2LA", "LS10 2LB"}


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "zzzzqqq", "12", "99999999999999", "school", "\x00", "%", "'; --"]
)
def test_what_means_nothing_finds_nothing(schools, typed):
    assert found(typed) == []


def test_no_more_than_were_asked_for(schools):
    assert len(found("Leeds", limit=2)) == 2


def test_only_what_teaches_and_is_vouched_for():
    for fields in (
        {"urn": None, "checked_at": None},
        {"status": "closed"},
        {"status": "proposed"},
    ):
        make_setting(name="Mill Road", **fields)
    assert found("Mill Road") == []
    make_setting(name="Mill Road", status="closing")
    make_setting(name="Mill Road Nursery", urn=None)
    assert len(found("Mill Road")) == 2


def test_of_one_that_closed_what_became_of_it_is_found_once():
    academy = make_setting(name="Hill Academy")
    middle = make_setting(name="Mill Road", status="closed", successor=academy)
    make_setting(name="Mill Road", status="closed", successor=middle, urn=900_009)
    make_setting(name="Mill Road", status="closed", urn=900_010)
    assert find_settings("Mill Road") == [academy]
    assert find_settings("900009") == [academy]
    assert find_settings("900010") == []


def test_two_that_closed_into_each_other_end_nowhere():
    one = make_setting(name="Mill Road", status="closed")
    other = make_setting(name="Mill Road", status="closed", successor=one)
    one.successor = other
    one.save()
    assert find_settings("Mill Road") == []


def test_suggestions_say_where_it_is_and_find_it_again(client, schools):
    answer = client.get("/settings/suggest/", {"typed": "st annes"})
    suggested = answer.json()["suggestions"]
    assert set(suggested) == {
        "St Anne's Catholic Primary School, Plymouth, PL4 8AB",
        "St Anne's Catholic Primary School, Leeds, LS10 2LA",
    }
    for one in suggested:
        assert found(one) == [f"St Anne's Catholic Primary School, {one[-8:].strip(', ')}"]
    assert "Set-Cookie" not in answer.headers
    assert client.get("/settings/suggest/").json() == {"suggestions": []}


def test_a_page_of_them_takes_few_queries(schools, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        [one.where for one in find_settings("St Annes")]
