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


@pytest.mark.parametrize("asked", ["around", "region"])
def test_what_is_like_an_unknown_name_is_offered_from_the_region_first(client, asked):
    place = place_of(client, f"near=Norton+Fitzwarren&{asked}=south-west")
    assert "Or type your school's postcode." in place.sentence
    labels = [label for label, _ in place.choices]
    assert labels[:2] == ["Norton, Gloucestershire", "Norton, Wiltshire"]
    assert "Norton, Suffolk" in labels


@pytest.mark.parametrize("asked", ["around", "region"])
@pytest.mark.parametrize(
    ("village", "first"),
    [
        ("Kingston Deverill", "Kingston St Mary, Somerset"),
        ("Newton Tracey", "Bovey Tracey, Devon"),
        ("Sutton Mallet", "Shepton Mallet, Somerset"),
    ],
)
def test_what_shares_a_word_with_it_in_the_region_is_offered_before_towns_elsewhere(
    client, village, first, asked
):
    """The word that fewest there have, first: those near each other are called alike."""
    query = f"near={village.replace(' ', '+')}&{asked}=south-west"
    place = place_of(client, query)
    assert place.choices[0][0] == first
    assert "nothing like it" not in place.sentence
    assert client.get(place.choices[0][1], follow=True).context["page"].place.label in first
    answer = client.get(f"/api/v1/partners?{query}").json()["place"]
    assert answer["choices"] == [label for label, _ in place.choices]


@pytest.mark.parametrize("asked", ["around", "region"])
def test_that_the_region_has_nothing_like_it_is_said(client, asked):
    sentence = place_of(client, f"near=Wambrook&{asked}=north-east").sentence
    unknown = "We do not know “Wambrook”. We know nothing like it in the North East."
    assert sentence.startswith(f"{unknown} Did you mean ")
    assert "nothing like it" not in place_of(client, "near=Wambrook").sentence


def test_what_is_like_it_elsewhere_only_has_its_county_and_can_be_chosen(client):
    place = place_of(client, "near=Netherseel&around=north-west")
    ((label, url),) = place.choices
    assert label == "Netherseal, Derbyshire"
    assert client.get(url, follow=True).context["page"].place.is_found


@pytest.mark.parametrize(("region", "first"), [("", "Bristol"), ("east-of-england", "Briston")])
def test_a_mistyped_name_is_first_taken_for_one_of_the_region(client, region, first):
    assert place_of(client, f"near=Brigstox&region={region}").choices[0][0].startswith(first)


EAST_SUTTONS = ["Sutton, Cambridgeshire", "Sutton, Norfolk", "Sutton, Bedfordshire"]


def place_of(client, query, page="/partners/"):
    return client.get(f"{page}?{query}", follow=True).context["page"].place


@pytest.mark.parametrize("page", ["/partners/", "/partners/map/"])
@pytest.mark.parametrize("region", ["around", "region"])
def test_several_in_the_region_are_asked_about_however_large_another_is(client, page, region):
    place = place_of(client, f"near=Sutton&{region}=east-of-england", page)
    assert not place.is_found
    assert "Which one do you mean?" in place.sentence
    assert [label for label, _ in place.choices][:3] == EAST_SUTTONS
    assert "Sutton, London" in [label for label, _ in place.choices]


def test_one_of_those_asked_about_can_be_chosen_wherever_it_lies(client):
    for label, url in place_of(client, "near=Sutton&around=east-of-england").choices:
        chosen = client.get(url, follow=True).context["page"]
        assert chosen.place.is_found, label
        assert not chosen.chips[1:], label


def test_the_api_asks_and_says_the_same(client):
    answer = client.get("/api/v1/partners?near=Sutton&region=east-of-england").json()["place"]
    assert answer["label"] == ""
    assert answer["choices"][:3] == EAST_SUTTONS
    answer = client.get("/api/v1/partners?near=Stoke&region=south-west").json()["place"]
    assert "We know no “Stoke” in " in answer["sentence"]


@pytest.mark.parametrize("page", ["/partners/", "/partners/map/"])
@pytest.mark.parametrize("name", ["Kielder", "Leeds"])
def test_from_a_region_s_page_no_place_elsewhere_is_taken_without_asking(client, page, name):
    """The list is not all of England: a village of that name may lie in the region, unknown."""
    place = place_of(client, f"near={name}&around=south-west", page)
    assert not place.is_found
    assert place.sentence.startswith(f"We know no “{name}” in the South West. ")
    assert "If not, type a postcode." in place.sentence
    label, url = place.choices[0]
    assert label in {"Kielder, Northumberland", "Leeds, West Yorkshire"}
    assert client.get(url, follow=True).context["page"].place.is_found


@pytest.mark.parametrize("page", ["/partners/", "/partners/map/"])
def test_beside_a_region_s_filter_a_place_elsewhere_is_taken_and_said(client, page):
    place = place_of(client, "near=Kielder&region=south-west", page)
    taken = "We know no “Kielder” in the South West; we took it as Kielder, Northumberland."
    assert place.sentence == taken
    place = place_of(client, "near=Leeds&region=south-west", page)
    taken = "We know no “Leeds” in the South West; we took it as Leeds, West Yorkshire."
    assert place.sentence == f"{taken} Others of that name:"
    assert [label for label, _ in place.choices] == ["Leeds, Kent"]


def test_another_name_of_a_place_is_said(client):
    sentence = place_of(client, "near=Hebden").sentence
    assert sentence == "We took “Hebden” as Hebden Bridge, West Yorkshire."
    assert not place_of(client, "near=Hebden+Bridge").sentence


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Church Streton", "Church Stretton"),
        ("Chipping Camden", "Chipping Campden"),
        ("Kirkby Lonsdle", "Kirkby Lonsdale"),
        ("Robin Hoods Bey", "Robin Hood's Bay"),
    ],
)
def test_a_slip_in_one_of_several_words_is_understood(client, typed, meant):
    assert meant in place_of(client, f"near={typed}").choices[0][0]


@pytest.mark.parametrize("asked", ["around", "region"])
@pytest.mark.parametrize(
    ("name", "region", "taken"),
    [
        ("Newcastle", "north-east", "Newcastle upon Tyne"),
        ("Newcastle", "west-midlands", "Newcastle under Lyme"),
        ("Henley", "south-east", "Henley-on-Thames"),
        ("Wells", "east-of-england", "Wells-next-the-Sea"),
        ("Beeston", "east-midlands", "Beeston, Nottinghamshire"),
    ],
)
def test_a_town_of_the_region_is_meant_by_the_name_that_people_shorten_it_to(
    client, name, region, taken, asked
):
    place = place_of(client, f"near={name}&{asked}={region}")
    assert place.is_found
    assert place.sentence.startswith(f"We took “{name}” as {taken}") or not place.sentence
    assert place.label.replace("-", " ").startswith(taken.split(",")[0].replace("-", " "))


@pytest.mark.parametrize(
    ("name", "region", "larger"),
    [
        ("Sutton", "west-midlands", "Sutton Coldfield"),
        ("Bury", "east-of-england", "Bury St Edmunds"),
        ("Newton", "north-west", "Newton-le-Willows"),
    ],
)
def test_a_village_is_not_taken_where_a_town_of_the_region_is_shortened_to_its_name(
    client, name, region, larger
):
    place = place_of(client, f"near={name}&around={region}")
    assert not place.is_found
    assert larger in {label.split(",")[0] for label, _ in place.choices}


def test_names_that_people_shorten_are_offered_and_none_is_taken_for_a_whole_one(client):
    place = place_of(client, "near=Norton&around=west-midlands")
    assert not place.is_found
    assert {"Norton Canes", "Norton-in-Hales"} <= {
        label.split(",")[0] for label, _ in place.choices
    }


def test_a_place_chosen_elsewhere_leaves_no_filter_to_clear(client):
    page = client.get("/partners/?near=Kielder,+Northumberland&around=south-west", follow=True)
    assert not page.context["page"].clear_url
    assert not page.context["page"].active_filters


@pytest.mark.parametrize("name", ["Sutton", "Leeds", "Otterburn"])
def test_a_region_that_settles_nothing_costs_no_more_than_six_queries(
    client, name, django_assert_max_num_queries
):
    client.get("/partners/")
    with django_assert_max_num_queries(6):
        client.get(f"/partners/?near={name}&region=south-west")


def test_a_question_about_places_elsewhere_says_that_the_region_has_none(client):
    place = place_of(client, "near=Otterburn&around=south-west")
    assert place.sentence.startswith(
        "We know no “Otterburn” in the South West. There are several places of that name."
    )


def test_names_of_the_region_that_begin_with_it_are_not_called_places_of_that_name(client):
    place = place_of(client, "near=Sutton&around=south-west")
    begun = "Names there begin with it, places elsewhere have it. Which one do you mean?"
    assert place.sentence.startswith(f"We know no “Sutton” in the South West. {begun}")
    assert place.choices[0][0].startswith("Sutton ")


def test_the_places_of_the_region_are_asked_about_first(client):
    labels = [label for label, _ in place_of(client, "near=Norton&around=south-west").choices]
    assert labels[:2] == ["Norton, Gloucestershire", "Norton, Wiltshire"]


@pytest.mark.parametrize(
    ("name", "taken"), [("Preston", "Preston, Lancashire"), ("Sutton", "Sutton, London")]
)
def test_a_name_taken_for_the_town_most_people_mean_says_which_that_is(client, name, taken):
    place = place_of(client, f"near={name}")
    assert place.sentence == f"We took “{name}” as {taken}. Others of that name:"


def test_a_name_that_exists_once_is_taken_without_a_word(client):
    assert not place_of(client, "near=Kielder&region=north-east").sentence
    assert not place_of(client, "near=Kielder").sentence
