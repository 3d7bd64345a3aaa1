"""What people type as a place, and what they get."""

from collections import defaultdict
from itertools import combinations

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reference.models import LocalAuthority, Place, Postcode
from reference.places import Located, NotLocated, SeveralPlaces, miles_said, resolve, split_place
from reference.positions import GridPoint, distance, miles

pytestmark = pytest.mark.django_db

anything = hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize(
    ("text", "value", "kind", "authority"),
    [
        ("PL4 8AA", "PL4 8AA", "postcode", "plymouth"),
        ("pl48aa", "PL4 8AA", "postcode", "plymouth"),
        ("  pl4  8aa, UK", "PL4 8AA", "postcode", "plymouth"),
        ("Plymouth PL4 8AA", "PL4 8AA", "postcode", "plymouth"),
        ("PL4 8", "PL4 8", "sector", "plymouth"),
        ("PL48", "PL4 8", "sector", "plymouth"),
        ("PL4", "PL4", "district", "plymouth"),
        ("EC1A", "EC1A", "district", "city-of-london"),
        ("SW1", "SW1", "district", "westminster"),
        ("SW1A 1AA", "SW1A 1AA", "postcode", "westminster"),
        ("TR21 0HE", "TR21 0HE", "postcode", "isles-of-scilly"),
        ("PO30", "PO30", "district", "isle-of-wight"),
        ("Plymouth", "Plymouth", "place", "plymouth"),
        ("plymouth, Devon", "Plymouth", "place", "plymouth"),
        ("Hull", "Hull", "place", "hull"),
        ("kingston-upon-hull", "Hull", "place", "hull"),
        ("near Hull", "Hull", "place", "hull"),
        ("HULL, England", "Hull", "place", "hull"),
        ("Hull, Yorkshire", "Hull", "place", "hull"),
        ("St Helens", "St Helens", "place", "st-helens"),
        ("St. Helens", "St Helens", "place", "st-helens"),
        ("saint helens", "St Helens", "place", "st-helens"),
        ("St Helens, Isle of Wight", "St Helens, Isle of Wight", "place", "isle-of-wight"),
        ("Newport, Shropshire", "Newport, Shropshire", "place", "telford-and-wrekin"),
        ("newport isle of wight", "Newport, Isle of Wight", "place", "isle-of-wight"),
        ("Kings Lynn", "King's Lynn", "place", "norfolk"),
        ("stow on the wold", "Stow on the Wold", "place", "gloucestershire"),
        ("Berwick-upon-Tweed", "Berwick-upon-Tweed", "place", "northumberland"),
        ("Leeds city centre", "Leeds", "place", "leeds"),
        ("City of York", "York", "place", "york"),
        ("Bristol", "Bristol", "place", "bristol"),
        ("London", "London", "place", "westminster"),
        ("Hackney", "Hackney", "place", "hackney"),
        ("Isle of Wight", "Isle of Wight", "place", "isle-of-wight"),
        ("the Isles of Scilly", "Isles of Scilly", "place", "isles-of-scilly"),
        ("Scilly", "Isles of Scilly", "place", "isles-of-scilly"),
        ("Middlesborough", "Middlesbrough", "place", "middlesbrough"),
        ("Péterborough", "Peterborough", "place", "peterborough"),
    ],
)
def test_a_place_is_found_in_one_query(text, value, kind, authority, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = resolve(text)
    assert isinstance(found, Located), found
    assert (found.value, found.kind, found.authority.slug) == (value, kind, authority)
    again = resolve(found.value)
    assert isinstance(again, Located)
    assert (again.position, again.value) == (found.position, found.value)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Newport", "Newport, Isle of Wight", "Newport, Shropshire"),
        ("Newcastle", "Newcastle upon Tyne, Tyne and Wear", None),
        ("Stratford", "Stratford, London", "Stratford-upon-Avon, Warwickshire"),
        ("Richmond", "Richmond, London", "Richmond, North Yorkshire"),
        ("Ashford", "Ashford, Kent", "Ashford, Surrey"),
    ],
)
def test_namesakes_are_asked_about(text, first, second):
    answer = resolve(text)
    assert isinstance(answer, SeveralPlaces)
    assert answer.options[0].value == first
    assert second is None or answer.options[1].value == second
    for option in answer.options:
        assert isinstance(resolve(option.value), Located)


def test_no_village_school_makes_a_second_place_of_the_town_that_its_address_names():
    """They stand some miles apart: Ambleside's at Windermere, Much Wenlock's at Broseley."""
    namesakes = defaultdict(list)
    for place in Place.objects.filter(nation="E"):
        namesakes[place.main_key, place.authority_id].append(place)
    pairs = [pair for group in namesakes.values() for pair in combinations(group, 2)]
    of_a_school = [pair for pair in pairs if any("village:" in str(p.source_id) for p in pair)]
    assert of_a_school
    for one, other in of_a_school:
        assert distance(one.position, other.position) > 11_000, (one, other)


def test_a_town_that_dwarfs_its_namesakes_is_taken_and_the_others_offered():
    answer = resolve("St Helens")
    assert [option.value for option in answer.alternatives] == ["St Helens, Isle of Wight"]


def test_every_place_that_shares_its_name_is_found_by_its_own_text():
    names = Place.objects.filter(nation="E").values_list("main_key", flat=True)
    seen, shared = set(), set()
    for name in names:
        (shared if name in seen else seen).add(name)
    for place in Place.objects.filter(nation="E", main_key__in=sorted(shared)[:60]):
        answer = resolve(str(place))
        assert isinstance(answer, Located), (str(place), answer)
        assert answer.position == place.position


@pytest.mark.parametrize(
    ("text", "words", "suggestion"),
    [
        ("PL4 8AO", "is not a postcode. Did you mean PL4 8?", "PL4 8"),
        ("P01 3AX", "Did you mean PO1 3AX?", "PO1 3AX"),
        ("SW1A OAA", "Did you mean SW1A 0AA?", "SW1A 0AA"),
        ("PL4 BAA", "Did you mean PL4 8AA?", "PL4 8AA"),
        ("PL4 8A", "Did you mean PL4 8?", "PL4 8"),
        ("PL4 2QQ", "We do not know PL4 2QQ", "PL4"),
        ("Plymuth", "We do not know “Plymuth”. Did you mean Plymouth?", "Plymouth"),
        ("Lieds", "Did you mean Leeds?", "Leeds"),
        ("Hudderfield", "Did you mean Huddersfield?", "Huddersfield"),
        ("Newport, Narnia", "Which of these do you mean? Or type", "Newport, Isle of Wight"),
    ],
)
def test_a_typing_mistake_is_met_with_a_suggestion(text, words, suggestion):
    answer = resolve(text)
    assert isinstance(answer, NotLocated), answer
    assert words in answer.sentence
    assert suggestion in answer.suggestions
    assert all(isinstance(resolve(text), Located | SeveralPlaces) for text in answer.suggestions)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EH1 1YZ", "EH1 1YZ is in Scotland"),
        ("eh1", "EH1 is in Scotland"),
        ("CF10 3AT", "is in Wales"),
        ("BT1 5GS", "is in Northern Ireland"),
        ("BT1", "is in Northern Ireland"),
        ("JE2 3AB", "is in Jersey"),
        ("GY1 1WG", "is in Guernsey"),
        ("IM1 1AG", "is on the Isle of Man"),
        ("BFPO 57", "is a forces address abroad"),
        ("GIR 0AA", "is no place"),
        ("Cardiff", "Cardiff is in Wales"),
        ("Edinburgh", "Edinburgh is in Scotland"),
        ("Belfast", "Belfast is in Northern Ireland"),
    ],
)
def test_a_place_outside_england_gets_a_sentence_of_its_own(text, words):
    answer = resolve(text)
    assert isinstance(answer, NotLocated)
    assert words in answer.sentence
    assert settings.PROGRAMME_NAME in answer.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PL99 9AA", "We do not know the postcode PL99 9AA"),
        ("ZZ1 1AA", "is not a postcode"),
        ("asdfqwer", "We do not know “asdfqwer”"),
        ("", "Type a postcode"),
        ("  \n ", "Type a postcode"),
        ("near me", "cannot tell where you are"),
        ("x" * 300, "too long"),
        ("Hull\x00", None),
    ],
)
def test_what_cannot_be_placed_is_answered_in_words(text, words):
    answer = resolve(text)
    if words is None:
        assert isinstance(answer, Located)
    else:
        assert isinstance(answer, NotLocated)
        assert words in answer.sentence
        assert len(answer.sentence) < 250


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Devon", ("county", "devon")),
        ("kent", ("county", "kent")),
        ("Yorkshire", ("region", "yorkshire-and-the-humber")),
        ("Eastern England", ("region", "east-of-england")),
        ("the South West", ("region", "south-west")),
        ("Torbay", ("authority", "torbay")),
        ("Kirklees", ("authority", "kirklees")),
        ("Glocestershire", ("county", "gloucestershire")),
    ],
)
def test_an_area_is_answered_with_its_filter(text, area):
    answer = resolve(text)
    assert isinstance(answer, NotLocated)
    assert answer.area == area


def test_the_midlands_are_two_regions():
    answer = resolve("the Midlands")
    assert answer.areas == (("region", "east-midlands"), ("region", "west-midlands"))
    assert answer.area is None


def test_a_district_is_the_middle_of_its_sectors():
    district, sector = resolve("PL4"), resolve("PL4 8")
    assert 0 < miles(distance(district.position, sector.position)) < 2


def test_full_postcodes_are_used_when_they_are_loaded():
    cornwall = LocalAuthority.objects.get(slug="cornwall")
    Postcode.objects.create(
        postcode="PL48AA", nation="E", authority=cornwall, position=GridPoint(248077, 55025)
    )
    exact = resolve("PL4 8AA")
    assert (exact.position, exact.authority) == (GridPoint(248077, 55025), cornwall)
    newer = resolve("PL4 8ZZ")
    assert (newer.value, newer.kind) == ("PL4 8", "sector")


@pytest.mark.parametrize(
    ("words", "rest", "place"),
    [
        ("drama near Hull free year 4", "drama free year 4", "Hull"),
        ("drama near Hull, free", "drama free", "Hull"),
        ("music in PL4 8AA", "music", "PL4 8AA"),
        ("music pl48aa year 3", "music year 3", "PL4 8AA"),
        ("drama in PL4 8", "drama", "PL4 8"),
        ("near PL4 dance", "dance", "PL4"),
        ("art in Bath", "art", "Bath"),
        ("stories in St. Helens ks1", "stories ks1", "St. Helens"),
        ("clay around Stow on the Wold year 5", "clay year 5", "Stow on the Wold"),
        (
            "led by artists in Newport, Shropshire free",
            "led by artists free",
            "Newport, Shropshire",
        ),
        ("music in Devon", "music", "Devon"),
        ("dance in the East Midlands", "dance", "the East Midlands"),
        ("museums in Reading", "museums", "Reading"),
        ("near reading", "", "reading"),
        ("drama near Plymuth", "drama", "Plymuth"),
        ("choir near me", "choir", "me"),
        ("choir near our school free", "choir free", "our school"),
        ("drama within 10 miles of Leeds free", "drama free", "Leeds"),
        ("drama close to Hull", "drama", "Hull"),
        ("drama 5 miles from LS1", "drama", "LS1"),
        ("drama within 5 miles of PL4 8AA", "drama", "PL4 8AA"),
        ("walking 5 miles", "walking 5 miles", None),
        ("close to nature", "close to nature", None),
        ("dance in primary", "dance in primary", None),
        ("confidence in reading", "confidence in reading", None),
        ("led by artists", "led by artists", None),
        ("theatre near the sea", "theatre near the sea", None),
        ("KS2 drama", "KS2 drama", None),
        ("KS2 1HR", "KS2 1HR", None),
        ("climate CO2", "climate CO2", None),
        ("PL4", "", "PL4"),
        ("pl4 8", "", "PL4 8"),
        ("CO2", "CO2", None),
        ("in", "in", None),
        ("", "", None),
        ("Hull truck", "Hull truck", None),
    ],
)
def test_the_place_in_a_search_is_found(words, rest, place):
    with CaptureQueriesContext(connection) as queries:
        assert split_place(words) == (rest, place)
    assert len(queries) <= 1


def test_the_miles_before_a_place_are_told():
    assert miles_said("drama within 10 miles of Leeds") == miles_said("10 mi from Leeds") == "10"
    assert miles_said("a walk of 10 miles") == miles_said("") == ""


def test_a_place_taken_from_a_search_is_understood():
    for words in ("drama near Hull free", "art in Bath", "music in PL4 8AA", "near PL4"):
        _, place = split_place(words)
        assert isinstance(resolve(place), Located)


ODD_TEXT = st.text(st.characters(exclude_categories=()), max_size=120)
POSTCODE_LIKE = st.text("PLEHSWB0O1I489 A", max_size=10)
PLACE_LIKE = st.lists(
    st.sampled_from(["near", "in", "Hull", "St", "Newport,", "the", "%", "\\", "PL4", "\x00", "'"]),
    max_size=9,
).map(" ".join)


@anything
@given(text=ODD_TEXT | POSTCODE_LIKE | PLACE_LIKE)
@example(text="\x00")
@example(text="\ud800")
@example(text="near \ud800\x00")
@example(text="ﷺ" * 70)
def test_nothing_that_is_typed_breaks_it(text):
    with CaptureQueriesContext(connection) as queries:
        answer = resolve(text)
    assert len(queries) <= 6
    sentence = getattr(answer, "sentence", "")
    sentence.encode()
    rest, place = split_place(text)
    assert len(rest) <= len(text)
    assert place is None or place.strip()
