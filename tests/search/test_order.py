"""Who comes first, and on which page."""

import hashlib
from datetime import date

import pytest
from django.utils import timezone

from partners.models import Organisation
from tests.factories import make_organisation
from tests.search.school import miles_from_school, page

pytestmark = pytest.mark.django_db


def all_cards(client, address):
    first = page(client, address)
    last = first.pagination.last if first.pagination else 1
    found = []
    for number in range(1, last + 1):
        found += page(client, f"{address}&page={number}").cards
    return found


@pytest.mark.parametrize(
    "address",
    [
        "",
        "near=PL4+8&within=any",
        "sort=name",
        "sort=confirmed",
        "near=PL4+8&within=any&sort=distance",
        "q=offer&sort=relevance",
        "region=south-west",
    ],
)
def test_every_partner_stands_on_exactly_one_page(client, many, address):
    cards = all_cards(client, address)
    assert len({card.id for card in cards}) == len(cards) == page(client, address).total
    assert [card.id for card in all_cards(client, address)] == [card.id for card in cards]


def test_the_fair_order_is_by_date_search_and_id(client, many):
    ids = [card.id for card in all_cards(client, "art_form=dance&sort=fair")]

    def place(pk):
        return hashlib.sha256(f"{timezone.localdate()}|art_form=dance|{pk}".encode()).digest()

    assert ids == sorted(ids, key=place)


def test_the_fair_order_goes_from_near_to_far_then_region_england_and_online(client):
    plain = {"position": None, "authority": "leeds", "receives_visits": False}
    make_organisation(name="Online", works_online=True, **plain)
    make_organisation(name="England", covers_england=True, **plain)
    make_organisation(name="Region", covered_regions=["south-west"], **plain)
    for miles in (60, 30, 15, 8, 3):
        make_organisation(name=f"{miles} miles", position=miles_from_school(miles))
    cards = page(client, "near=PL4+8&within=any&online=1").cards
    assert [(card.name, card.band_heading) for card in cards] == [
        ("3 miles", "Within 5 miles"),
        ("8 miles", "5 to 10 miles"),
        ("15 miles", "10 to 20 miles"),
        ("30 miles", "20 to 40 miles"),
        ("60 miles", "Over 40 miles"),
        ("Region", "Working in your area"),
        ("England", "Also works across England"),
        ("Online", "Online"),
    ]


def test_who_covers_the_area_stands_where_it_is_based_and_nearest_goes_by_the_cards(client):
    plain = {"receives_visits": False, "covered_authorities": ["plymouth"]}
    make_organisation(name="Visit", position=miles_from_school(7))
    make_organisation(name="Near", position=miles_from_school(2), **plain)
    make_organisation(name="Far", position=miles_from_school(65), **plain)
    england = {"receives_visits": False, "covers_england": True}
    make_organisation(name="England", position=miles_from_school(4), **england)
    cards = page(client, "near=PL4+8&within=any").cards
    assert [(card.name, card.band_heading) for card in cards] == [
        ("Near", "Within 5 miles"),
        ("Visit", "5 to 10 miles"),
        ("Far", "Working in your area"),
        ("England", "Also works across England"),
    ]
    assert "based 2 miles away" in cards[0].reason
    nearest = page(client, "near=PL4+8&within=any&sort=distance").cards
    assert [card.name for card in nearest] == ["Near", "England", "Visit", "Far"]


def test_without_a_place_those_based_in_the_area_come_first_and_england_wide_last(client):
    plain = {"position": None, "receives_visits": False}
    make_organisation(name="England", authority="leeds", covers_england=True, **plain)
    make_organisation(name="Covers", authority="leeds", covered_authorities=["plymouth"], **plain)
    make_organisation(name="Based", authority="plymouth", **plain)
    cards = page(client, "authority=plymouth").cards
    assert [(card.name, card.band_heading) for card in cards] == [
        ("Based", "Based in Plymouth"),
        ("Covers", "Also works there"),
        ("England", "Also works across England"),
    ]


def test_other_orders(client, many):
    names = [card.name for card in all_cards(client, "sort=name")]
    assert names == sorted(names)
    ids = [card.id for card in all_cards(client, "sort=confirmed")]
    confirmed = dict(Organisation.objects.values_list("pk", "confirmed_on"))
    expected = sorted(ids, key=lambda pk: (-(confirmed[pk] or date.min).toordinal(), pk))
    assert ids == expected
    nearest = [card.name for card in all_cards(client, "near=PL4+8&within=any&sort=distance")]
    assert nearest[:5] == [f"Partner {number:02}" for number in range(5)]


def test_an_order_that_lacks_what_it_goes_by_is_left_out_and_said(client, many):
    shown = page(client, "sort=distance")
    assert shown.notices == ["We left out sort=distance: that order needs a place to be near to."]
    assert ("Fair order", None) in shown.sorts
    assert "Nearest" not in dict(shown.sorts)


def test_a_page_past_the_end_shows_the_last(client, many):
    shown = page(client, "page=99")
    assert shown.pagination.current == 3
    assert len(shown.cards) == 5
    assert shown.pagination.next_url == ""
    assert shown.pagination.previous_url == "/partners/?page=2"
