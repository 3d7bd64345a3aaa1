"""The same search in other letters is the same search, and no page grows without bound."""

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from partners.models import Offer
from partners.search.current import current
from partners.search.filters import MOST_VALUES
from reference.models import ArtForm
from tests.factories import make_offer, make_organisation
from tests.search.school import facet, page

pytestmark = pytest.mark.django_db


class Elements(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.count = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.count += 1


def ids(client, **parameters):
    return [card.id for card in page(client, urlencode(parameters)).cards]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"q": "Workshop"}, {"q": "  workshop "}),
        ({"near": "PLYMOUTH", "within": "any"}, {"near": "Plymouth", "within": "any"}),
        ({"near": "pl4 8", "within": "any"}, {"near": "PL4 8", "within": "any"}),
    ],
)
def test_the_fair_order_does_not_depend_on_the_spelling(client, many, one, other):
    assert len(ids(client, **one)) == 20
    assert ids(client, **one) == ids(client, **other)


def test_what_was_typed_stays_on_the_page(client, many):
    shown = page(client, "q=Workshop")
    assert (shown.search.q, shown.chips[0].label) == ("Workshop", "“Workshop”")


def everything():
    return [(name, slug) for name, options in current().options.items() for slug in options]


@pytest.mark.parametrize("area", ["region", "region and county", "all"])
def test_a_page_holds_two_thousand_elements_whatever_is_ticked(client, many, area):
    ticked = [(name, slug) for name, slug in everything() if area == "all" or name in area]
    html = client.get(f"/partners/?{urlencode(ticked)}").content
    assert Elements(html.decode()).count <= 2_000
    assert len(html) < 400_000


def test_more_values_than_a_filter_takes_are_left_out_and_said(client):
    ticked = [(name, slug) for name, slug in everything() if name == "county"]
    shown = page(client, urlencode(ticked))
    assert len(shown.search.chosen("county")) == MOST_VALUES
    assert shown.notices[0].endswith(": at most 20 of one filter.")
    (chip,) = shown.chips
    assert chip.label == "County: 20 chosen"
    assert chip.url == "/partners/"


def test_authorities_of_many_regions_are_offered_by_county(client):
    make_organisation()
    regions = urlencode([(name, slug) for name, slug in everything() if name == "region"])
    assert not facet(page(client, regions), "authority").options
    offered = facet(page(client, f"{regions}&county=devon&authority=leeds"), "authority").options
    values = {option.value for option in offered}
    assert {"plymouth", "leeds"} <= values
    assert "hull" not in values
    of_county = {o.value for o in facet(page(client, "county=devon"), "authority").options}
    assert "plymouth" in of_county


def test_a_value_no_longer_in_use_is_called_that(client):
    make_offer()
    ArtForm.objects.filter(slug="libraries").update(is_active=False)
    assert page(client, "art_form=libraries").notices == [
        "We left out art_form=libraries: this art form is not used any more."
    ]


# --- Words of schools ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "q"),
    [
        ("eyfs", "reception"),
        ("eyfs", "nursery"),
        ("eyfs", "EYFS"),
        ("eyfs", "Year R"),
        ("ks1", "infants"),
        ("ks1", "age 6"),
        ("ks2", "juniors"),
        ("ks2", "years 3 and 4"),
        ("ks2", "Years 3-6"),
        ("ks2", "aged 9"),
        ("ks2", "9 year olds"),
        ("ks2", "year three"),
        ("ks2", "year 4s"),
        ("ks2", "key stage two"),
        ("ks5", "sixth form"),
    ],
)
def test_the_names_of_ages_find_what_is_for_them_not_what_mentions_them(client, stage, q):
    make_offer(organisation=make_organisation(name="For them"), key_stages=[stage])
    make_offer(
        organisation=make_organisation(name="Says so", summary=f"After the {q} we go home."),
        key_stages=["ks4"],
        setting_types=["early-years", "infant-primary"],
        themes=["fairy-tales"],
        description=f"Not only {q}.",
    )
    assert [card.name for card in page(client, urlencode({"q": q})).cards] == ["For them"]


def test_what_is_no_slip_is_not_mended(client):
    make_offer(title="A year at the loom: a ballad", description="We often draw with graphite.")
    for q in ("year 14", "year 0", "zoom", "ballet", "Ofsted", "graffiti"):
        shown = page(client, urlencode({"q": q}))
        assert (shown.total, shown.notices) == (0, []), q


def test_after_school_is_a_kind_of_offer_not_a_word_about_schools(client):
    make_offer(organisation=make_organisation(name="Club"), offer_type="ensemble-club")
    make_offer(description="After the visit your school may keep the prints.")
    assert [card.name for card in page(client, "q=after+school").cards] == ["Club"]


def test_whom_every_partner_is_for_leaves_out_nobody(client):
    make_offer(title="Lanterns")
    make_offer(title="Drums for a whole school")
    assert page(client, "q=lanterns+for+school+children").total == 1


def test_one_craft_is_not_all_of_its_art_form(client):
    make_offer(organisation=make_organisation(name="Weavers"), art_forms=["craft-design"])
    potters = make_organisation(name="Potters", art_form_tags=["pottery"])
    make_offer(organisation=potters, art_forms=["craft-design"], cost_basis=Offer.CostBasis.FREE)
    assert [card.name for card in page(client, "q=pottery").cards] == ["Potters"]


# --- Words that mean the same, and slips --------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "q"),
    [
        ("ceramics", "pottery"),
        ("pottery", "clay"),
        ("puppetry", "puppets"),
        ("pantomime", "panto"),
        ("street and hip-hop", "hip hop"),
        ("street and hip-hop", "Street Dance"),
        ("virtual and augmented reality", "VR"),
        ("singing and choral", "choir"),
        ("sculpture", "sculptor"),
        ("film-making", "film making"),
        ("film-making", "filmmaker"),
    ],
)
def test_words_that_mean_the_same_find_each_other(client, tag, q):
    made_of = {"art_forms": ["craft-design", "dance", "music", "theatre-drama", "film-digital"]}
    make_offer(organisation=make_organisation(name="One", art_form_tags=[tag]), **made_of)
    make_offer(organisation=make_organisation(name="Other", art_form_tags=["radio"]), **made_of)
    shown = page(client, urlencode({"q": q}))
    assert ([card.name for card in shown.cards], shown.notices) == (["One"], [])


@pytest.mark.parametrize("q", ["world war 2", "ww2", "WWII", "second world war"])
def test_a_war_is_found_by_all_its_names(client, q):
    for theme, name in (("world-war-two", "Two"), ("world-war-one", "One")):
        make_offer(organisation=make_organisation(name=name), themes=[theme])
    make_offer(organisation=make_organisation(name="Says so", summary="World War 2 in Hull."))
    shown = page(client, urlencode({"q": q}))
    assert {card.name for card in shown.cards} == {"Two", "Says so"}


def test_a_phrase_stands_beside_other_words(client):
    one = make_organisation(name="One", art_form_tags=["street and hip-hop"])
    make_offer(organisation=one, cost_basis=Offer.CostBasis.FREE)
    make_offer(organisation=one)
    make_offer(title="Street party", description="A dance.", cost_basis=Offer.CostBasis.FREE)
    shown = page(client, "q=free+street+dance")
    assert [card.name for card in shown.cards] == ["One"]
    assert page(client, "q=dance").total == 1, "a phrase is not cut out of a text"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("Slot Loft", "Salt Loft"), ("salt lotf", "Salt Loft"), ("sculpcher", "sculpture")],
)
def test_names_and_words_by_their_sound_are_mended(client, typed, taken):
    make_offer(organisation=make_organisation(name="Salt Loft"), title="A sculpture day")
    make_offer(title="Something else")
    shown = page(client, urlencode({"q": typed}))
    assert [card.name for card in shown.cards] == ["Salt Loft"]
    assert shown.notices == [f"We took “{typed.lower()}” as “{taken}”."]


def test_a_name_that_nobody_may_see_is_not_told(client):
    make_organisation(name="Salt Loft", partner_status="prospect")
    make_offer()
    shown = page(client, "q=slot+loft")
    assert (shown.total, shown.notices) == (0, [])


@pytest.mark.parametrize("q", ["£100", "lanterns under £1,000", "lanterns £ 45.50"])
def test_amounts_are_left_to_the_filter_of_costs_and_that_is_said(client, q):
    make_offer(title="Lanterns")
    shown = page(client, urlencode({"q": q}))
    amount = q[q.index("£") :]
    assert shown.total == 1
    assert shown.notices == [f"We passed over “{amount}”: choose a cost among the filters."]


def test_an_amount_leads_to_the_filter_of_costs(client):
    for pounds in (0, 80, 150, 900):
        cost = {"cost_basis": "per-day", "cost_from_pence": pounds * 100} if pounds else {}
        make_offer(title="Lanterns", **(cost or {"cost_basis": "free"}))
    make_offer(title="Drums", cost_basis="free")
    expected = {
        "lanterns under £100": ("Free or Under £100", 2),
        "£100 lanterns": ("Free or Under £100", 2),
        "lanterns over £500": ("£500 to £999 or £1,000 or more", 1),
    }
    for q, (bands, count) in expected.items():
        offered = page(client, urlencode({"q": q})).cost_among_words
        assert (offered.text, offered.count) == (f"Search by cost instead, {bands}", count)
        query = offered.url.partition("?")[2]
        assert page(client, query).total == count
    for q in ("lanterns", "£100 or £200", "zebra under £100"):
        assert page(client, urlencode({"q": q})).cost_among_words is None, q


def test_a_minus_is_said_not_to_leave_out(client):
    make_offer(title="Hip-hop lanterns")
    shown = page(client, urlencode({"q": "hip-hop -lanterns"}))
    assert shown.notices == ["We cannot leave a word out: we looked for “lanterns”."]
    assert page(client, "q=hip-hop").notices == []
