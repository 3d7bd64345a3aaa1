"""The offer that a card names, and the way in which the partner and the school come together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_offer, make_organisation
from tests.search.school import miles_from_school, page

pytestmark = pytest.mark.django_db

NEAR = "near=PL4+8&within=40"


def test_the_card_names_an_offer_that_can_happen_for_this_school(client):
    organisation = make_organisation(
        position=miles_from_school(17), receives_visits=True, travel_miles=12
    )
    make_offer(organisation=organisation, title="Band", delivery_modes=["at-setting"])
    make_offer(organisation=organisation, title="Tour", delivery_modes=["at-venue"])
    (card,) = page(client, NEAR).cards
    assert card.offer_line.startswith("Tour: ")
    assert card.reason == "You visit: 17 miles"


def test_where_they_come_the_card_names_what_they_bring(client):
    organisation = make_organisation(
        position=miles_from_school(29), receives_visits=False, travel_miles=30
    )
    make_offer(organisation=organisation, title="Tour", delivery_modes=["at-venue"])
    make_offer(organisation=organisation, title="Band", delivery_modes=["at-setting"])
    (card,) = page(client, NEAR).cards
    assert card.offer_line.startswith("Band: ")


@pytest.mark.parametrize(
    ("travel_miles", "says"),
    [
        (12, "You visit: 17 miles. They travel 12 miles, not as far as you"),
        (None, "You visit: 17 miles. Ask whether they come to your school"),
    ],
)
def test_the_card_says_so_when_they_do_not_come_as_far_as_the_offer_needs(
    client, travel_miles, says
):
    organisation = make_organisation(
        position=miles_from_school(17), receives_visits=True, travel_miles=travel_miles
    )
    make_offer(organisation=organisation, delivery_modes=["at-setting"])
    (card,) = page(client, f"{NEAR}&delivery=at-setting").cards
    assert card.reason == says


def test_the_card_says_how_far_the_venue_is_when_the_offer_is_there(client):
    organisation = make_organisation(
        position=miles_from_school(41), receives_visits=True, travel_miles=60
    )
    make_offer(organisation=organisation, delivery_modes=["at-venue"])
    (card,) = page(client, f"{NEAR}&delivery=at-venue").cards
    assert card.reason.startswith("Comes to you (travels 60 miles")
    assert card.reason.endswith("Their venue is 41 miles away")


@pytest.mark.parametrize("mode", ["online-live", "by-post", "outdoors", "other-venue"])
def test_what_needs_no_journey_of_a_known_length_needs_no_caution(client, mode):
    organisation = make_organisation(position=miles_from_school(17), receives_visits=True)
    make_offer(organisation=organisation, delivery_modes=[mode])
    (card,) = page(client, NEAR).cards
    assert card.reason == "You visit: 17 miles"


def test_words_choose_among_what_can_happen(client):
    organisation = make_organisation(
        position=miles_from_school(17), receives_visits=True, travel_miles=12
    )
    for mode in ("at-setting", "at-venue"):
        make_offer(
            organisation=organisation,
            title=f"Lanterns {mode}" if mode == "at-venue" else "Lanterns, lanterns",
            delivery_modes=[mode],
        )
    (card,) = page(client, f"{NEAR}&q=lanterns").cards
    assert card.offer_line.startswith("Lanterns at-venue")


def test_without_a_place_the_card_names_the_areas_they_work_in(client):
    make_organisation(
        receives_visits=False,
        covered_regions=["south-west"],
        covered_authorities=["hull", "leeds", "kent", "york"],
    )
    (card,) = page(client).cards
    assert card.reason.startswith("Works in the South West, ")
    assert card.reason.endswith(" and 2 more areas")


def test_the_card_names_no_offer_that_is_not_for_these_pupils_or_not_there_yet(client):
    """However free and old it is."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    organisation = make_organisation(position=miles_from_school(5), travel_miles=20)
    make_offer(organisation=organisation, title="For teenagers", key_stages=["ks4"])
    make_offer(
        organisation=organisation,
        title="From tomorrow",
        key_stages=["ks2"],
        available_from=tomorrow,
    )
    paid = {"cost_basis": "per-day", "cost_from_pence": 24_000}
    make_offer(organisation=organisation, title="For juniors", key_stages=["ks2"], **paid)
    for query in ("key_stage=ks2", f"{NEAR}&key_stage=ks2"):
        (card,) = page(client, query).cards
        assert card.offer_line.startswith("For juniors: ")
        assert card.more_offers_line == ""
