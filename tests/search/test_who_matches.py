"""The rules that decide who is found, one by one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from partners.models import Organisation
from partners.search.current import current
from partners.search.query import SearchQuery
from partners.search.sql import SqlPlace, matching
from reference.models import PostcodeSector
from reference.places import resolve
from reference.positions import METRES_PER_MILE, GridPoint
from tests.factories import PLYMOUTH, make_offer, make_organisation, make_venue
from tests.search.school import SCHOOL, facet, miles_from_school, page

pytestmark = pytest.mark.django_db


def found(client, address=""):
    return {card.name: card for card in page(client, address).cards}


# --- Filters ----------------------------------------------------------------------------------


def test_values_of_one_filter_are_alternatives_and_filters_add_up(client):
    dance = make_organisation(name="Dance", art_forms=[])
    make_offer(organisation=dance, art_forms=["dance"], key_stages=["ks1"])
    music = make_organisation(name="Music", art_forms=[])
    make_offer(organisation=music, art_forms=["music"], key_stages=["ks2"])
    assert found(client, "art_form=dance&art_form=music").keys() == {"Dance", "Music"}
    assert found(client, "art_form=dance&art_form=music&key_stage=ks2").keys() == {"Music"}


def test_one_and_the_same_offer_meets_all_offer_filters(client):
    organisation = make_organisation()
    make_offer(organisation=organisation, art_forms=["dance"], key_stages=["ks1"])
    make_offer(organisation=organisation, art_forms=["music"], key_stages=["ks2"])
    assert page(client, "art_form=dance&key_stage=ks1").total == 1
    assert page(client, "art_form=dance&key_stage=ks2").total == 0
    assert page(client, "art_form=music&key_stage=ks2&cost=100-249").total == 1


def test_an_offer_without_setting_types_is_for_all(client):
    make_offer(organisation=make_organisation(name="All"))
    make_offer(organisation=make_organisation(name="Special"), setting_types=["special"])
    assert found(client, "setting_type=special").keys() == {"All", "Special"}
    assert found(client, "setting_type=secondary").keys() == {"All"}


def test_an_organisation_without_a_public_offer_is_found_by_its_art_forms_alone(client):
    organisation = make_organisation(name="Quiet", art_forms=["dance"])
    make_offer(organisation=organisation, art_forms=["music"], state="draft")
    card = found(client, "art_form=dance")["Quiet"]
    assert card.no_offers
    assert page(client, "art_form=music").total == 0
    assert page(client, "art_form=dance&key_stage=ks2").total == 0
    make_offer(organisation=organisation, art_forms=["music"])
    assert page(client, "art_form=dance").total == 0


def test_access_is_the_organisations_or_that_of_any_of_its_public_offers(client):
    make_organisation(name="House", access=["captions"])
    touring = make_organisation(name="Touring")
    make_offer(organisation=touring, access=["captions"], key_stages=["ks1"])
    make_offer(organisation=touring, key_stages=["ks2"])
    make_offer(organisation=make_organisation(name="Draft"), access=["captions"], state="draft")
    assert found(client, "access=captions").keys() == {"House", "Touring"}
    assert found(client, "access=captions&key_stage=ks2").keys() == {"Touring"}


@pytest.mark.parametrize(
    ("price", "band"),
    [
        ({"cost_basis": "free", "cost_from_pence": None}, "free"),
        ({"cost_basis": "funded-places", "cost_from_pence": None}, "free"),
        ({"cost_from_pence": 99_99}, "under-100"),
        ({"cost_from_pence": 100_00}, "100-249"),
        ({"cost_from_pence": 249_99}, "100-249"),
        ({"cost_from_pence": 250_00, "cost_to_pence": 2000_00}, "250-499"),
        ({"cost_from_pence": 999_99}, "500-999"),
        ({"cost_basis": "per-pupil", "cost_from_pence": 1000_00}, "1000-plus"),
        ({"cost_basis": "on-request", "cost_from_pence": None, "cost_note": "So."}, "on-request"),
    ],
)
def test_cost_goes_by_the_lower_amount_whatever_the_basis(client, price, band):
    make_offer(**price)
    counts = {option.value: option.count for option in facet(page(client), "cost").options}
    assert [value for value, count in counts.items() if count] == [band]


def test_offers_begin_and_end_with_their_days(client):
    today = timezone.localdate()
    make_offer(art_forms=["dance"], available_from=today, available_to=today)
    make_offer(art_forms=["dance"], available_from=today + timedelta(days=1))
    make_offer(art_forms=["dance"], available_to=today - timedelta(days=1))
    assert page(client, "art_form=dance").total == 1


@pytest.mark.parametrize(
    "change",
    [
        {"listing_state": "submitted"},
        {"partner_status": "lapsed"},
        {"hidden_at": timezone.now()},
        {"suspended_at": timezone.now()},
    ],
)
def test_only_who_is_public_is_found(client, change):
    make_offer(organisation=make_organisation(**change))
    make_organisation(partner_status="renewal-due", name="Renewing")
    assert found(client).keys() == {"Renewing"}


# --- Areas: where they work --------------------------------------------------------------------


def test_an_area_finds_who_is_based_there_travels_there_or_covers_it_and_nobody_else(client):
    plain = {"receives_visits": False, "position": None}
    make_organisation(name="Based", authority="plymouth", **plain)
    make_organisation(name="Lists it", authority="leeds", covered_authorities=["plymouth"], **plain)
    make_organisation(name="Region", authority="leeds", covered_regions=["south-west"], **plain)
    make_organisation(name="England", authority="leeds", covers_england=True, **plain)
    make_organisation(name="Travels", authority="cornwall", travel_miles=30)
    make_organisation(name="Stays", authority="cornwall", travel_miles=None)
    make_organisation(name="Online", authority="leeds", works_online=True, **plain)
    make_organisation(name="Elsewhere", authority="leeds", covered_regions=["london"], **plain)
    there = {"Based", "Lists it", "Region", "England", "Travels"}
    assert found(client, "authority=plymouth").keys() == there
    assert found(client, "county=devon").keys() == there
    assert found(client, "region=south-west").keys() == there | {"Stays"}


def test_a_travel_circle_reaches_an_authority_with_its_first_postcode_sector(client):
    sectors = PostcodeSector.objects.filter(authority__slug="plymouth")
    westmost = min(sector.position for sector in sectors)
    away = int(10 * METRES_PER_MILE)
    inside = GridPoint(westmost.easting - away, westmost.northing)
    make_organisation(name="Inside", authority="cornwall", position=inside, travel_miles=10)
    outside = GridPoint(inside.easting - 1, inside.northing)
    make_organisation(name="Outside", authority="cornwall", position=outside, travel_miles=10)
    assert "Inside" in found(client, "authority=plymouth")
    assert "Outside" not in found(client, "authority=plymouth")


def test_areas_add_up_like_other_filters(client):
    make_organisation(name="Both", covered_authorities=["plymouth", "leeds"], position=None)
    make_organisation(name="One", authority="plymouth", position=None)
    assert found(client, "region=south-west&county=west-yorkshire").keys() == {"Both"}


# --- A school's place, two ways ----------------------------------------------------------------


def test_who_receives_visits_is_found_within_the_radius(client):
    make_organisation(name="Near", position=miles_from_school(4.9))
    make_organisation(name="Far", position=miles_from_school(5.1))
    make_organisation(name="Closed", position=miles_from_school(1), receives_visits=False)
    cards = found(client, f"near={SCHOOL}&within=5")
    assert cards.keys() == {"Near"}
    assert cards["Near"].reason == "You visit: 5 miles"


def test_who_travels_is_found_as_far_as_they_travel_whatever_the_radius(client):
    there = miles_from_school(14)
    make_organisation(name="Comes", position=there, travel_miles=25, receives_visits=False)
    make_organisation(name="Short", position=there, travel_miles=13, receives_visits=False)
    cards = found(client, f"near={SCHOOL}&within=5")
    assert cards.keys() == {"Comes"}
    assert cards["Comes"].reason == (
        "Comes to you (travels 25 miles, you are 14 away in a straight line)"
    )


def test_how_far_they_travel_is_measured_in_miles_to_the_yard(client):
    for miles in (24.99, 25.01):
        make_organisation(
            name=f"{miles} miles",
            position=miles_from_school(miles),
            travel_miles=25,
            receives_visits=False,
        )
    assert found(client, f"near={SCHOOL}").keys() == {"24.99 miles"}


def test_who_comes_and_can_be_visited_says_both(client):
    make_organisation(position=miles_from_school(3), travel_miles=10)
    (card,) = found(client, f"near={SCHOOL}").values()
    assert card.reason == (
        "Comes to you (travels 10 miles, you are 3 away in a straight line), or you visit: 3 miles"
    )


@pytest.mark.parametrize(
    ("cover", "reason"),
    [
        ({"covered_authorities": ["plymouth"]}, "Works in Plymouth"),
        ({"covered_regions": ["south-west"]}, "Works across the South West"),
        ({"covers_england": True}, "Works across England"),
    ],
)
def test_who_covers_the_place_is_found_wherever_they_are(client, cover, reason):
    make_organisation(authority="leeds", position=None, receives_visits=False, **cover)
    (card,) = found(client, f"near={SCHOOL}&within=5").values()
    assert card.reason == reason


def test_online_widens_the_search_only_when_asked(client):
    elsewhere = {"authority": "leeds", "position": None, "receives_visits": False}
    make_organisation(name="Online", works_online=True, **elsewhere)
    make_organisation(name="Not", **elsewhere)
    assert page(client, f"near={SCHOOL}").total == 0
    assert page(client, f"near={SCHOOL}").online_count == 1
    assert found(client, f"near={SCHOOL}&online=1")["Online"].reason == "Online"
    assert found(client, "online=1").keys() == {"Online", "Not"}


def test_the_nearest_venue_counts(client):
    organisation = make_organisation(name="Trust", position=miles_from_school(80))
    make_venue(organisation=organisation, position=miles_from_school(30))
    make_venue(organisation=organisation, position=miles_from_school(7))
    make_venue(organisation=organisation, position=miles_from_school(1), receives_visits=False)
    assert page(client, f"near={SCHOOL}&within=5").total == 0
    assert found(client, f"near={SCHOOL}&within=10")["Trust"].reason == "You visit: 7 miles"


def test_any_distance_finds_all_that_receive_visits_somewhere(client):
    make_organisation(name="Far", position=GridPoint(531_000, 184_000))
    make_organisation(name="Nowhere", position=None)
    assert found(client, f"near={SCHOOL}&within=any").keys() == {"Far"}


def test_without_a_distance_the_smallest_with_ten_based_there_is_taken(client):
    for _ in range(9):
        make_organisation(position=miles_from_school(9), receives_visits=False)
    make_organisation(position=miles_from_school(39))
    assert "within 40 miles" in page(client, f"near={SCHOOL}").heading
    assert "Fewer" not in page(client, f"near={SCHOOL}").place.radius_note
    make_organisation(position=miles_from_school(9), receives_visits=False)
    nearer = page(client, f"near={SCHOOL}")
    assert nearer.heading == "No partners within 10 miles of PL4 8"
    assert nearer.place.radius_note == (
        "You did not choose a distance: at least ten partners are based within 10 miles of PL4 8."
    )
    with_filter = page(client, f"near={SCHOOL}&art_form=music")
    assert "within 10 miles" in with_filter.heading, "the place alone decides"


def test_who_has_no_position_is_found_by_area_only(client):
    make_organisation(position=None, travel_miles=50)
    assert page(client, f"near={SCHOOL}&within=any").total == 0
    assert page(client, "authority=plymouth").total == 1


def test_a_place_of_several_names_asks_which_and_searches_without(client):
    make_organisation(position=PLYMOUTH)
    shown = page(client, "near=Newport&art_form=visual-arts")
    assert shown.total == 1
    assert shown.place.sentence.endswith("Shown below: partners anywhere in England.")
    labels = [label for label, _ in shown.place.choices]
    assert {"Newport, Isle of Wight", "Newport, Shropshire"} <= set(labels)
    chosen = client.get(shown.place.choices[0][1]).context["page"]
    assert chosen.place.label == labels[0]


@pytest.mark.parametrize("near", ["EH1 1AA", "CF10 1AA", "BT1 1AA", "Qwertyville", "ZZ99 9ZZ"])
def test_a_place_that_is_not_in_england_gets_a_sentence(client, near):
    make_organisation()
    shown = page(client, f"near={near}")
    assert shown.total == 1
    assert shown.place.sentence
    assert not shown.place.label


def test_an_area_typed_as_a_place_leads_to_the_search_by_area(client):
    make_organisation()
    area, town, *_ = page(client, "near=Devon").place.choices
    assert area == ("Partners working in Devon", "/partners/?county=devon")
    assert town == ("Plymouth, Devon", "/partners/?near=Plymouth%2C+Devon")


def test_an_area_of_several_counties_leads_to_each_of_them(client):
    make_organisation()
    choices = dict(page(client, "near=the+Fens").place.choices)
    assert choices["Partners working in Norfolk"] == "/partners/?county=norfolk"
    assert choices["Wisbech"] == "/partners/?near=Wisbech"
    choices = dict(page(client, "near=West+Midlands").place.choices)
    assert choices["Partners working in West Midlands (county)"].endswith("county=west-midlands")
    assert choices["Partners working in West Midlands (region)"].endswith("region=west-midlands")


def test_a_place_that_is_not_quite_what_was_typed_says_so(client):
    make_organisation(position=PLYMOUTH)
    place = page(client, "near=12+High+Street,+Plymouth").place
    assert place.label == "Plymouth"
    assert place.sentence.startswith("We search from Plymouth: we do not know all of “12 High")


def test_who_hides_the_street_is_searched_to_a_kilometre(client):
    """No narrow circle finds the home: index, SQL and venues go by the rounded position."""
    school = resolve(SCHOOL).position
    home = GridPoint(school.easting // 1000 * 1000 + 300, school.northing // 1000 * 1000 + 300)
    rounded = GridPoint(home.easting // 1000 * 1000, home.northing // 1000 * 1000)
    for position in (home, rounded):
        for travel_miles in (None, 1):
            one = make_organisation(
                position=position, hide_street=True, travel_miles=travel_miles, receives_visits=True
            )
            make_venue(organisation=one, position=position)
    index = current()
    points = {point for points in index.visit_points for point in points}
    assert points == {rounded}
    assert {facts.position for facts in index.facts if facts} == {rounded}
    place = SqlPlace(home, None, None, 400, online=False)
    assert not Organisation.objects.filter(matching(SearchQuery(), place), travel_miles=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT search_works_in(o) FROM partners_organisation o WHERE travel_miles = 1"
        )
        assert len(cursor.fetchall()) == 1
