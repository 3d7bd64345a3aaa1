"""What codes and numbers of an offer read like on the page."""

import pytest

from partners.amounts import cover
from partners.models import Offer
from partners.templatetags.offers import (
    all_key_stages,
    arts_award,
    bare_address,
    places,
    weekdays,
    year_groups,
)
from reference.models import KeyStage
from tests.factories import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer() -> Offer:
    offer = make_offer()
    offer.key_stages.set(KeyStage.objects.filter(slug__in=["ks3", "ks2"]))
    return offer


def test_key_stages_stand_in_their_order(offer: Offer):
    assert year_groups(offer).index("2") < year_groups(offer).index("3")
    assert all_key_stages([offer, make_offer()]).startswith("KS2, KS3")


@pytest.mark.parametrize(
    ("youngest", "oldest", "words"), [(7, 11, "ages 7 to 11"), (7, 7, "age 7")]
)
def test_ages_are_added_where_they_are_given(offer: Offer, youngest: int, oldest: int, words: str):
    offer.age_min, offer.age_max = youngest, oldest

    assert year_groups(offer).endswith(f"({words})")


def test_an_offer_with_ages_alone_says_them(offer: Offer):
    offer.key_stages.clear()
    offer.age_min, offer.age_max = 14, 16

    assert year_groups(offer) == "Ages 14 to 16"


def test_closed_lists_read_as_words():
    assert places(["at-setting", "online-live"]) == "At your school or setting; online, live"
    assert arts_award(["explore", "bronze"]) == "Explore, Bronze"
    assert weekdays([5, 1]) == "Monday, Friday"


@pytest.mark.parametrize(
    ("amount", "words"), [(5_000_000, "£5 million"), (2_500_000, "£2,500,000")]
)
def test_cover_reads_as_an_amount(amount: int, words: str):
    assert cover(amount) == words


def test_an_address_is_shown_as_people_say_it():
    assert bare_address("https://www.saltloft.example/schools/") == "saltloft.example/schools"
