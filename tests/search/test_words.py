"""What people type, and what it finds."""

import pytest
from django.utils import timezone

from partners.models import Offer
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db


def page(client, q, rest=""):
    response = client.get("/partners/", query_params={"q": q}, follow=True)
    if rest:
        response = client.get(f"/partners/?q={q}&{rest}")
    return response.context["page"]


def names(client, q, rest=""):
    return {card.name for card in page(client, q, rest).cards}


@pytest.fixture
def theatre():
    organisation = make_organisation(
        name="Salt Loft", summary="Plays about the harbour.", art_forms=["theatre-drama"]
    )
    make_offer(
        organisation=organisation,
        title="Storm Warning",
        art_forms=["theatre-drama"],
        key_stages=["ks2"],
        themes=["romans"],
        cost_basis=Offer.CostBasis.FREE,
        description="A lifeboat puts to sea. Parking costs extra.",
    )
    return organisation


@pytest.mark.parametrize(
    "q",
    [
        "drama",
        "Theatre and drama",
        "KS2",
        "ks 2",
        "key stage 2",
        "Key-Stage 2",
        "year 4",
        "Year 6",
        "yr 3",
        "Y5",
        "juniors",
        "Romans",
        "roman",
        "free",
        "storm",
        "warnings",
        "lifeboat",
        "Salt Loft",
        "harbour",
        "Plymouth",
        "workshop",
        "drama free year 4",
        "the drama of the Romans",
    ],
)
def test_words_labels_synonyms_and_years_find_the_offer(client, theatre, q):
    make_offer(
        organisation=make_organisation(name="Other", authority="leeds", position=None),
        art_forms=["music"],
        key_stages=["ks4"],
        offer_type="visit",
    )
    assert names(client, q) == {"Salt Loft"}


@pytest.mark.parametrize("q", ["year 9", "dance", "ks3", "lifeboat dance", "drama year 12"])
def test_every_word_must_be_met(client, theatre, q):
    make_offer(art_forms=["dance"], key_stages=["ks3"])
    make_offer(art_forms=["music"], key_stages=["ks5"])
    assert "Salt Loft" not in names(client, q)


def test_words_and_filters_are_met_by_the_same_offer(client, theatre):
    make_offer(organisation=theatre, title="Kiln day", key_stages=["ks1"])
    assert page(client, "kiln", "key_stage=ks1").total == 1
    assert page(client, "kiln", "key_stage=ks2").total == 0
    assert page(client, "kiln year 4").total == 0


def test_free_is_what_costs_nothing_not_what_says_free(client):
    make_offer(
        organisation=make_organisation(name="Says so", summary="Free parking, sugar-free."),
        title="Free your voice",
        description="Feel free.",
    )
    make_offer(
        organisation=make_organisation(name="Funded"),
        cost_basis=Offer.CostBasis.FUNDED_PLACES,
    )
    assert names(client, "free") == {"Funded"}
    assert names(client, "voice") == {"Says so"}


@pytest.mark.parametrize(
    ("typed", "taken"), [("orchesta", "orchestra"), ("dacne", "dance"), ("sculptre", "sculpture")]
)
def test_small_typing_mistakes_are_understood_and_said(client, typed, taken):
    make_offer(organisation=make_organisation(name="It"), title=f"Our {taken} day")
    make_offer(title="Something else", art_forms=["libraries"])
    shown = page(client, typed)
    assert [card.name for card in shown.cards] == ["It"]
    assert shown.notices == [f"We took “{typed}” as “{taken}”."]


def test_a_word_is_not_mended_to_one_that_only_hidden_documents_hold(client):
    make_offer(organisation=make_organisation(partner_status="prospect"), title="Bathysphere day")
    make_offer(title="Something else")
    shown = page(client, "bathyspere")
    assert shown.total == 0
    assert not shown.notices


def test_words_that_nobody_has_lead_on_without_them(client):
    make_offer()
    shown = page(client, "xylophagous")
    assert shown.heading == "No partners match all of that"
    assert [(one.text, one.count) for one in shown.suggestions] == [
        ("Without the word “xylophagous”", 1)
    ]


@pytest.mark.parametrize("q", ["the and of", "!!! & | <-> :*", "' \" ; --", "🎭"])
def test_words_that_say_nothing_are_passed_over_and_that_is_said(client, q):
    make_offer()
    shown = page(client, q)
    assert shown.total == 1
    assert shown.notices == [f"“{' '.join(q.split())}” has no word that we could look for."]


def test_accents_do_not_matter(client):
    make_offer(organisation=make_organisation(name="Café Théâtre"))
    assert names(client, "cafe theatre") == {"Café Théâtre"}
    assert names(client, "théâtre") == {"Café Théâtre"}


@pytest.mark.parametrize(
    ("q", "words", "near"),
    [
        ("drama near Hull free year 4", "drama free year 4", "Hull"),
        ("PL4 8AA dance", "dance", "PL4 8AA"),
        ("near Plymouth", "", "Plymouth"),
    ],
)
def test_a_place_among_the_words_moves_to_its_own_field(client, q, words, near):
    response = client.get("/partners/", query_params={"q": q, "region": "narnia"})
    assert response.status_code == 302
    shown = client.get(response.url).context["page"]
    assert (shown.search.q, shown.search.near) == (words, near)
    assert shown.notices == ["We left out region=narnia: there is no such region."]


def test_a_place_that_was_given_already_stays(client):
    response = client.get("/partners/?q=drama+near+Hull&near=Plymouth")
    assert response.status_code == 200
    assert response.context["page"].search.near == "Plymouth"


def test_best_match_puts_titles_before_texts(client):
    text = make_organisation(name="In the text")
    make_offer(organisation=text, title="Something", description="There is a trombone in it.")
    title = make_organisation(name="In the title")
    make_offer(organisation=title, title="Trombone")
    cards = page(client, "trombone", "sort=relevance").cards
    assert [card.name for card in cards] == ["In the title", "In the text"]


def test_the_card_names_the_offer_that_the_words_fit_best(client):
    organisation = make_organisation()
    make_offer(organisation=organisation, title="Drums", cost_basis="free")
    make_offer(organisation=organisation, title="Lanterns", description="By night.")
    make_offer(organisation=organisation, title="Kites", description="Like lanterns, by day.")
    (card,) = page(client, "lantern").cards
    assert card.offer_line.startswith("Lanterns: KS2, £240 a day, at your school")
    assert card.more_offers_line == "1 more fits"


def test_the_words_of_a_draft_are_neither_suggested_nor_in_the_way(client):
    organisation = make_organisation(name="Salt Loft")
    make_offer(organisation=organisation, title="Lanterns")
    make_offer(organisation=organisation, title="Zygomorphic lantrens", state="draft")
    assert page(client, "zygomorphik").notices == []
    shown = page(client, "lantrens")
    assert shown.notices == ["We took “lantrens” as “lanterns”."]
    assert shown.total == 1


@pytest.mark.parametrize(
    "hidden",
    [{"listing_state": "draft"}, {"partner_status": "prospect"}, {"suspended_at": timezone.now()}],
)
def test_no_hidden_name_is_shown_though_public_documents_hold_its_words(client, hidden):
    make_offer(organisation=make_organisation(name="Tenterhook Theatre", authority="derby"))
    make_organisation(name="Theatre Tenterhook Derby", **hidden)
    assert page(client, "theatre tenterhook derby").total == 1
    assert page(client, "theatre tenterhook dery").notices == []
    make_organisation(name="Theatre Tenterhook Derby")
    assert page(client, "theatre tenterhook dery").notices == [
        "We took “theatre tenterhook dery” as “Theatre Tenterhook Derby”."
    ]


_JOINED = [
    "drama/theatre",
    "drama / theatre",
    "drama.theatre",
    "drama_theatre",
    "drama&theatre",
    "drama & theatre",
    "drama+theatre",
    "drama-theatre",
    "drama\u2013theatre",
    "drama~theatre",
    "drama@theatre",
    "drama.theatre@stage.example",
    "https://stage.example/drama/theatre?x=1",
    "#drama, 'theatre'",
    "\u2018drama\u2019 theatre\u2019s",
    "drama\u2019s theatre's",
    "<drama> &theatre;",
]


@pytest.mark.parametrize("joined", _JOINED)
def test_words_that_signs_join_are_words_in_texts(client, joined):
    make_offer(organisation=make_organisation(name="It"), title="Day", description=joined)
    make_offer(title="Day", art_forms=["music"])
    for q in ("drama", "theatre", "drama theatre", joined):
        assert names(client, q) == {"It"}, q


@pytest.mark.parametrize("joined", [one for one in _JOINED if "stage" not in one])
def test_words_that_signs_join_are_words_where_they_are_typed(client, joined):
    make_offer(organisation=make_organisation(name="Both"), title="Drama", description="Theatre.")
    make_offer(organisation=make_organisation(name="One"), title="Drama", art_forms=["music"])
    make_offer(organisation=make_organisation(name="Other"), title="Theatre", art_forms=["music"])
    assert names(client, joined) == {"Both"}


@pytest.mark.parametrize("typed", ["node.js", "theatre.co", "head@school.example", "www.drama.uk"])
def test_an_address_is_looked_for_and_does_not_find_everybody(client, typed):
    make_offer()
    shown = page(client, typed)
    assert (shown.total, shown.notices) == (0, [])


@pytest.mark.parametrize("typed", ["years 3/4", "KS1/2", "key stages 1 and 2", "KS1 & KS2"])
def test_years_and_stages_that_a_stroke_joins_are_all_meant(client, typed):
    stages = ["ks2"] if "years" in typed else ["ks1", "ks2"]
    make_offer(organisation=make_organisation(name="It"), key_stages=stages)
    make_offer(key_stages=["ks1"])
    assert names(client, typed) == {"It"}
