"""The page: its numbers, sentences, links and order."""

import hashlib
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from partners.models import Offer, Organisation
from reference.models import ArtForm, KeyStage, LocalAuthority, OfferType
from tests.factories import make_image, make_offer, make_organisation
from tests.search.test_who_matches import facet, miles_from_school

pytestmark = pytest.mark.django_db


def page(client, address=""):
    return client.get(f"/partners/?{address}").context["page"]


def total_at(client, url) -> int:
    return client.get(url).context["page"].total


@pytest.fixture
def many():
    """45 partners, a mile apart, each with up to three offers; written in bulk."""
    forms = [ArtForm.objects.get(slug=slug) for slug in ("dance", "music", "libraries")]
    stages = [KeyStage.objects.get(slug=slug) for slug in ("ks1", "ks2")]
    places = [LocalAuthority.objects.get(slug=slug) for slug in ("plymouth", "cornwall", "leeds")]
    workshop = OfferType.objects.get(slug="workshop")
    partners = [
        Organisation(
            name=f"Partner {number:02}",
            slug=f"partner-{number:02}",
            authority=places[number % 3],
            position=miles_from_school(number),
            receives_visits=True,
            travel_miles=10 if number % 4 else None,
            works_online=number % 5 == 0,
            covers_england=number % 11 == 0,
            confirmed_on=date(2026, 1, 1 + number % 20) if number % 2 else None,
            listing_state="approved",
            partner_status="active",
        )
        for number in range(45)
    ]
    Organisation.objects.bulk_create(partners)
    offers = Offer.objects.bulk_create(
        Offer(
            organisation=partner,
            title=f"Offer {number}",
            offer_type=workshop,
            cost_basis="per-day",
            cost_from_pence=240_00,
            delivery_modes=["at-setting"],
            state="approved",
        )
        for place, partner in enumerate(partners)
        for number in range(place % 4)
    )
    _link(Organisation.art_forms, [(one, forms[n % 3]) for n, one in enumerate(partners)])
    _link(Offer.art_forms, [(one, forms[n % 3]) for n, one in enumerate(offers)])
    _link(Offer.key_stages, [(one, stages[n % 2]) for n, one in enumerate(offers)])


def _link(relation, pairs):
    field = relation.field
    names = field.m2m_field_name(), field.m2m_reverse_field_name()
    relation.through.objects.bulk_create(
        relation.through(**dict(zip(names, pair, strict=True))) for pair in pairs
    )


# --- Numbers are the totals of their own links --------------------------------------------------

ADDRESSES = [
    "",
    "art_form=dance",
    "art_form=dance&art_form=music&key_stage=ks2",
    "near=PL4+8&within=10&key_stage=ks1",
    "near=PL4+8&online=1&art_form=libraries",
    "region=south-west&county=devon",
    "q=workshop&key_stage=ks1&cost=100-249",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_count_beside_a_value_is_the_total_with_that_value_alone(client, many, address):
    shown = page(client, address)
    query = shown.search
    for one in shown.facets:
        for option in one.options[:3]:
            alone = query.with_values(one.name, [option.value])
            assert option.count == total_at(client, alone.url), (one.name, option.value)


@pytest.mark.parametrize("address", ADDRESSES)
def test_numbers_on_chips_and_suggestions_are_those_of_their_links(client, many, address):
    shown = page(client, address)
    for link in [*shown.chips, *shown.suggestions]:
        assert link.count == total_at(client, link.url), link
    assert shown.online_count == total_at(client, shown.search.changed(online=True).url)


def test_the_page_carries_its_numbers_for_machines(client, many):
    html = client.get("/partners/?art_form=dance").content.decode()
    shown = page(client, "art_form=dance")
    assert f'id="count" tabindex="-1" data-total="{shown.total}"' in html
    option = facet(shown, "art_form").options[0]
    expected = f'data-facet="art_form" data-value="{option.value}" data-count="{option.count}"'
    assert expected in html


def test_each_chip_leaves_out_one_value(client, many):
    shown = page(client, "art_form=dance&art_form=music&near=PL4+8&within=20&online=1&q=offer")
    assert [chip.label for chip in shown.chips] == [
        "“offer”",
        "Near PL4 8",
        "Within 20 miles",
        "Dance",
        "Music",
        "Also online",
    ]
    without_dance = parse_qs(urlsplit(shown.chips[3].url).query)
    assert without_dance["art_form"] == ["music"]
    assert parse_qs(urlsplit(shown.chips[1].url).query).keys() == {"q", "art_form"}
    assert shown.active_filters == 4
    assert parse_qs(urlsplit(shown.clear_url).query).keys() == {"q", "near"}


# --- Which options are there --------------------------------------------------------------------


def test_counties_and_authorities_are_offered_inside_a_chosen_region_only(client):
    make_organisation()
    assert not facet(page(client), "county").options
    assert not facet(page(client), "authority").options
    shown = page(client, "region=south-west")
    counties = {option.value for option in facet(shown, "county").options}
    assert "devon" in counties
    assert "kent" not in counties
    assert "plymouth" in {option.value for option in facet(shown, "authority").options}
    ticked = facet(page(client, "authority=leeds"), "authority").options
    assert [(option.value, option.checked) for option in ticked] == [("leeds", True)]


def test_every_other_active_option_is_there_hidden_while_it_is_zero_and_unticked(client):
    make_offer(art_forms=["dance"])
    shown = page(client, "art_form=music")
    options = {option.value: option for option in facet(shown, "art_form").options}
    assert len(options) == 12
    assert not options["dance"].hidden
    assert not options["music"].hidden, "it is ticked"
    assert options["libraries"].hidden


def test_six_options_are_visible_and_the_others_a_click_away(client):
    make_offer(art_forms=["dance", "music", "libraries", "literature", "visual-arts"])
    make_offer(art_forms=["craft-design", "theatre-drama", "film-digital"])
    forms = facet(page(client), "art_form")
    assert len([option for option in forms.visible_options if not option.hidden]) == 6
    assert len(forms.more_options) == 2
    assert sorted(forms.visible_options + forms.more_options, key=id) == sorted(
        forms.options, key=id
    )


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("", "45 partners"),
        (
            "art_form=dance&near=PL4+8&within=1",
            "8 partners within 1 mile of PL4 8 or working there",
        ),
        ("near=PL4+8&within=any&cost=free", "No partners match all of that for a school in PL4 8"),
        ("authority=plymouth&cost=free", "No partners match all of that working in Plymouth"),
    ],
)
def test_the_heading_carries_the_number_and_the_place(client, many, address, heading):
    assert page(client, address).heading == heading


def test_one_partner_is_one_partner(client):
    make_organisation(position=miles_from_school(0))
    assert page(client, "near=PL4+8&within=5").heading == "1 partner within 5 miles of PL4 8"
    assert page(client, "near=PL4+8&within=5").title == "1 partner within 5 miles of PL4 8"


def test_the_title_carries_the_page(client, many):
    assert page(client, "page=2").title == "45 partners (page 2 of 3)"


def test_the_search_is_written_in_words(client, many):
    shown = page(client, "q=offer&near=PL4+8&art_form=dance&art_form=music&online=1&within=20")
    assert shown.query_in_words == (
        "“offer”; near PL4 8, within 20 miles; Dance or Music; also online"
    )
    assert page(client).query_in_words == "all partners"


# --- Nothing found, or hardly anything ----------------------------------------------------------


def test_with_fewer_than_three_it_says_what_each_filter_costs_then_how_far_then_online(client):
    far = make_organisation(position=miles_from_school(15), art_forms=["dance"])
    make_offer(organisation=far, art_forms=["dance"])
    make_organisation(position=miles_from_school(2), art_forms=["music"])
    make_organisation(position=None, authority="leeds", works_online=True, art_forms=["dance"])
    shown = page(client, "near=PL4+8&within=10&art_form=dance")
    assert shown.total == 0
    assert [(one.text, one.count) for one in shown.suggestions] == [
        ("Without Dance", 1),
        ("Within 20 miles of PL4 8", 1),
        ("With partners who work online", 1),
    ]


def test_when_no_single_filter_helps_all_of_them_go(client):
    make_offer(art_forms=["dance"])
    shown = page(client, "art_form=music&key_stage=ks5")
    assert [(one.text, one.count) for one in shown.suggestions] == [("Without any filters", 1)]


def test_three_results_need_no_help(client):
    for _ in range(3):
        make_organisation()
    assert page(client, "art_form=visual-arts").suggestions == []


# --- Order --------------------------------------------------------------------------------------


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


# --- Cards --------------------------------------------------------------------------------------


def test_the_card_names_the_offer_that_fits_and_how_many_more_do(client):
    organisation = make_organisation()
    make_offer(organisation=organisation, title="Dear prints", cost_from_pence=300_00)
    make_offer(organisation=organisation, title="Free prints", cost_basis="free")
    make_offer(
        organisation=organisation, title="Clay", art_forms=["craft-design"], cost_basis="free"
    )
    (card,) = page(client, "art_form=visual-arts").cards
    assert card.offer_line == "Free prints: KS2, free, at your school"
    assert card.more_offers_line == "1 more fits"
    (card,) = page(client, "cost=250-499").cards
    assert card.offer_line == "Dear prints: KS2, £300 a day, at your school"
    assert card.more_offers_line == ""
    (card,) = page(client).cards
    assert card.more_offers_line == "2 more offers"
    assert client.get(card.offer_url).status_code == 200
    assert client.get(card.url).status_code == 200


def test_the_card_says_what_the_organisation_states_and_no_insurance_that_ran_out(client):
    make_organisation(
        name="Insured",
        safeguarding_reviewed_on=date(2026, 3, 14),
        insurance_pounds=5_000_000,
        insurance_expires_on=date(2099, 1, 1),
    )
    make_organisation(
        name="Not now",
        safeguarding_statement="",
        insurance_pounds=5_000_000,
        insurance_expires_on=date(2020, 1, 1),
    )
    stated = {card.name: card.stated for card in page(client).cards}
    assert stated["Insured"] == (
        "Safeguarding statement reviewed March 2026, £5 million public liability insurance"
    )
    assert stated["Not now"] == ""


def test_the_card_shows_the_first_picture_or_the_families_of_a_poster(client):
    organisation = make_organisation(art_forms=["museums-galleries", "heritage-archives"])
    (card,) = page(client).cards
    assert (card.image, card.poster) == (None, ["museum"])
    make_image(organisation=organisation, position_in_list=2, alt_text="Second.")
    make_image(organisation=organisation, position_in_list=1, alt_text="First.")
    (card,) = page(client).cards
    assert card.image.alt == "First."


def test_no_private_contact_stands_in_the_page(client):
    make_organisation(
        contact_email="who@private.example", contact_name="Alex Private", phone="01632 960123"
    )
    html = client.get("/partners/").content.decode()
    assert not any(secret in html for secret in ("private.example", "Alex Private", "960123"))


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("transactional_db")
def test_six_queries_are_enough(client, many, django_assert_max_num_queries):
    page(client)
    for address in (
        "",
        "near=Plymouth&art_form=dance&key_stage=ks2&theme=romans",
        "near=Plymuoth&q=orchesta",
        "q=offer&sort=relevance",
        "near=Newport&q=workshop",
        "region=south-west&county=devon&page=2&sort=name",
        "q=drama+in+the+hall",
    ):
        with django_assert_max_num_queries(6):
            client.get(f"/partners/?{address}")


def test_the_page_holds_at_most_two_thousand_elements(client, many):
    html = client.get("/partners/?region=south-west&region=london").content.decode()
    assert html.count("<") - html.count("</") < 2_000
