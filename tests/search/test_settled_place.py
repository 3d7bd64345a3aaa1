"""A place that its region settles, and one that nobody knows, for whoever comes from a region."""

import re

import pytest

from reference.positions import GridPoint
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db

OTTERBURN = "near=Otterburn%2C+Northumberland"


@pytest.fixture(autouse=True)
def partners():
    morpeth, carlisle = GridPoint(419_700, 586_000), GridPoint(340_000, 556_000)
    make_organisation(name="Local", authority="northumberland", position=morpeth)
    make_organisation(
        name="Over the border", authority="cumberland", position=carlisle, receives_visits=True
    )
    make_organisation(name="Cornish", authority="cornwall", travel_miles=5)


def moved_to(client, query, page="/partners/"):
    answer = client.get(f"{page}?{query}")
    assert answer.status_code == 302, answer.status_code
    return answer["Location"].removeprefix(f"{page}?")


@pytest.mark.parametrize("page", ["/partners/", "/partners/map/"])
def test_a_name_that_exists_twice_is_settled_by_the_region_one_comes_from(client, page):
    assert moved_to(client, "near=Otterburn&around=north-east", page) == OTTERBURN
    settled = client.get(f"{page}?{OTTERBURN}").context["page"]
    assert settled.place.label == "Otterburn, Northumberland"
    assert not settled.place.sentence


def test_it_is_settled_by_the_region_filtered_by_and_the_filter_stays(client):
    query = "near=Otterburn&region=north-east&q=dance"
    assert moved_to(client, query) == f"{OTTERBURN}&region=north-east&q=dance"
    answer = client.get("/api/v1/partners?near=Otterburn&region=north-east").json()
    assert answer["place"]["label"] == "Otterburn, Northumberland"


def test_a_region_without_that_name_settles_nothing(client):
    answer = client.get("/partners/?near=Otterburn&region=south-west")
    assert "Which one do you mean?" in answer.context["page"].place.sentence


def test_where_the_place_is_known_the_region_narrows_nothing(client):
    """The border is no wall: who is near the village is found, wherever they are based."""
    query = moved_to(client, "near=Kielder&around=north-east&within=any")
    assert query == "near=Kielder&within=any"
    names = {card.name for card in client.get(f"/partners/?{query}").context["page"].cards}
    assert {"Local", "Over the border"} <= names


def test_where_nobody_knows_the_place_the_search_stays_in_the_region(client):
    query = moved_to(client, "near=Zyzzyva&around=north-east")
    page = client.get(f"/partners/?{query}").context["page"]
    assert "Cornish" not in {card.name for card in page.cards}
    assert "working in the North East" in page.place.sentence
    assert "Type your school's postcode, or a larger place near it." in page.place.sentence


def test_the_place_can_be_typed_again_where_one_lands_and_the_region_is_not_lost(client):
    query = moved_to(client, "near=Zyzzyva&around=north-east&art_form=visual-arts")
    text = client.get(f"/partners/?{query}").text
    form = re.search(r'<form class="find place-again".*?</form>', text, re.DOTALL)[0]
    assert 'value="Zyzzyva"' in form
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([\w-]+)"', form))
    assert hidden == {"art_form": "visual-arts", "region": "north-east", "around": "north-east"}
    again = "&".join(f"{name}={value}" for name, value in hidden.items())
    assert moved_to(client, f"{again}&near=Kielder") == "art_form=visual-arts&near=Kielder"


def test_another_choice_of_region_ends_what_one_came_from(client):
    query = moved_to(client, "near=Zyzzyva&around=north-east")
    page = client.get(f"/partners/?{query}").context["page"]
    without_region = next(chip for chip in page.chips if chip.label == "North East")
    assert without_region.url == "/partners/?near=Zyzzyva"
    assert client.get(without_region.url).context["page"].total == without_region.count == 3


def test_with_no_place_at_all_the_region_is_searched(client):
    assert moved_to(client, "near=&around=north-east") == "region=north-east"


def test_a_region_that_is_none_is_said(client):
    page = client.get("/partners/?near=Kielder&around=narnia").context["page"]
    assert page.notices == ["We left out around=narnia: there is no such region."]
