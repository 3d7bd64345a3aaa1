"""The page: its numbers, sentences, links and order."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import make_image, make_offer, make_organisation
from tests.search.school import facet, miles_from_school, page

pytestmark = pytest.mark.django_db


def total_at(client, url) -> int:
    return client.get(url).context["page"].total


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


@pytest.mark.parametrize("address", ["/partners/", "/partners/map/"])
def test_filters_can_be_cleared_only_where_there_are_some(client, many, address):
    for query in ("", "?near=PL4+8", "?q=offer&near=PL4+8&sort=name&page=2"):
        assert "Clear filters" not in client.get(f"{address}{query}").text
    for query in ("?art_form=dance", "?near=PL4+8&within=20"):
        assert client.get(f"{address}{query}").text.count("Clear filters</a>") == 2


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
        ("Anywhere in England", 2),
    ]


def test_when_no_single_filter_helps_all_of_them_go(client):
    make_offer(art_forms=["dance"])
    shown = page(client, "art_form=music&key_stage=ks5")
    assert [(one.text, one.count) for one in shown.suggestions] == [
        ("Without KS5: Years 12 and 13, without Music", 1)
    ]


def test_three_results_need_no_help(client):
    for _ in range(3):
        make_organisation()
    assert page(client, "art_form=visual-arts").suggestions == []


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
def test_two_more_are_enough_for_a_place_that_must_be_guessed(
    client, many, django_assert_max_num_queries
):
    page(client)
    for near in ("Plymuoth", "Newprt", "Devon", "the Fens"):
        with django_assert_max_num_queries(8):
            client.get(f"/partners/?near={near}&q=orchesta")


@pytest.mark.usefixtures("transactional_db")
def test_six_queries_are_enough(client, many, django_assert_max_num_queries):
    page(client)
    for address in (
        "",
        "near=Plymouth&art_form=dance&key_stage=ks2&theme=romans",
        "near=Plymouth&q=orchesta",
        "q=offer&sort=relevance",
        "near=Newport&q=workshop",
        "near=Leeds&q=puppet+theatre",
        "region=south-west&county=devon&page=2&sort=name",
        "q=drama+in+the+hall",
    ):
        with django_assert_max_num_queries(6):
            client.get(f"/partners/?{address}")


def test_the_page_holds_at_most_two_thousand_elements(client, many):
    html = client.get("/partners/?region=south-west&region=london").content.decode()
    assert html.count("<") - html.count("</") < 2_000


@pytest.mark.parametrize("near", ["", "&near=Nowhere+at+all"])
def test_what_needs_a_place_says_so_without_one(client, near):
    make_offer()
    shown = page(client, f"within=10&online=1{near}")
    assert shown.notices == [
        "We left out within=10: a distance needs a place to be near to.",
        "We left out online=1: adding partners who work online needs a place to be near to.",
    ]
    assert (shown.chips, shown.active_filters) == ([], 0)
    assert shown.query_in_words == "all partners"


def test_with_a_place_distance_and_online_are_in_force(client):
    make_offer()
    shown = page(client, "near=PL4+8&within=10&online=1")
    assert shown.notices == []
    assert shown.active_filters == 2
    assert [chip.label for chip in shown.chips] == ["Near PL4 8", "Within 10 miles", "Also online"]


def test_insurance_that_ran_out_stands_on_no_profile(client):
    insured = {"insurance_pounds": 5_000_000}
    current = make_organisation(**insured, insurance_expires_on=date(2126, 1, 1))
    ran_out = make_organisation(**insured, insurance_expires_on=date(2020, 1, 1))
    assert b"liability" in client.get(current.get_absolute_url()).content
    assert b"liability" not in client.get(ran_out.get_absolute_url()).content


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("region=london&county=kent", "working in Kent and in London"),
        ("region=south-east&county=kent", "working in Kent"),
        ("near=Plymouth&region=north-east", "of Plymouth, working in the North East"),
        ("county=devon", "1 partner working in Devon"),
        ("near=Plymouth&county=devon", "of Plymouth, working in Devon"),
    ],
)
def test_the_heading_names_every_area_that_narrows_the_search(client, query, heading):
    make_organisation(covers_england=True)
    shown = page(client, query)
    assert shown.total == 1
    assert shown.heading.endswith(heading)
