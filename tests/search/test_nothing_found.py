"""When nothing is found, or hardly anything: what stands in the way, and what would help."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.search import suggestions
from tests.factories import make_offer, make_organisation
from tests.search.school import miles_from_school, page

pytestmark = pytest.mark.django_db


def links(shown) -> list[tuple[str, int]]:
    return [(one.text, one.count) for one in shown.suggestions]


def asked(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


# --- Words --------------------------------------------------------------------------------------


def test_the_word_that_nobody_says_is_named_and_the_others_offered_without_it(client):
    make_offer(title="Drums for all")
    make_offer(title="Something else")
    shown = page(client, "q=zebra+drums")
    assert shown.help.sentence == "No partner's offers say “zebra”."
    assert links(shown) == [
        ("Search for “drums” alone", 1),
        ("Without the words “zebra drums”", 2),
    ]
    assert asked(shown.suggestions[0].url) == {"q": "drums"}


def test_words_that_mean_something_together_stay_together(client):
    make_offer(title="Drums for all", key_stages=["ks2"])
    shown = page(client, "q=zebra+Year+4+drums")
    assert shown.help.sentence == "No partner's offers say “zebra”."
    assert links(shown)[0] == ("Search for “Year 4 drums”", 1)


def test_a_word_typed_twice_is_offered_once(client):
    make_offer(title="Drums")
    make_offer(title="Clay")
    shown = page(client, "q=clay+zebra+drums+drums")
    assert [text for text, _ in links(shown)] == [
        "Search for “clay” alone",
        "Search for “drums” alone",
        "Without the words “clay zebra drums drums”",
    ]


@pytest.mark.parametrize(("q", "kept"), [("Ballet", ""), ("free ballet", "q=free&")])
def test_an_art_form_stands_in_for_a_part_of_it_that_nobody_names(client, q, kept):
    make_offer(art_forms=["dance"], cost_basis="free")
    make_offer(art_forms=["music"])
    first = page(client, f"q={q.replace(' ', '+')}").suggestions[0]
    word = q.split()[-1]
    assert (first.text, first.count) == (f"Dance instead of “{word}”", 1)
    assert first.url == f"/partners/?{kept}art_form=dance"


def test_a_mended_word_is_told_apart_like_others(client):
    make_offer(title="Our orchestra day")
    shown = page(client, "q=orchesta+zebra")
    assert links(shown)[0] == ("Search for “orchestra” alone", 1)


def test_words_that_no_one_offer_says_are_offered_each_alone(client):
    make_offer(title="Drums")
    make_offer(title="Clay")
    shown = page(client, "q=drums+clay")
    assert shown.help.sentence == "No one offer says “drums” and “clay”."
    assert links(shown)[:2] == [("Search for “clay” alone", 1), ("Search for “drums” alone", 1)]


def test_the_word_that_the_filters_leave_nobody_for_is_named(client):
    make_offer(title="Drums and lanterns", key_stages=["ks2"])
    make_offer(title="Drums", key_stages=["ks1"])
    shown = page(client, "q=drums+lanterns&key_stage=ks1")
    assert shown.help.sentence == "No offer that fits the rest says “lanterns”."
    assert links(shown)[0] == ("Search for “drums” alone", 1)


def test_words_that_say_nothing_are_not_blamed(client):
    make_offer(title="Drums")
    shown = page(client, "q=the+school+zebra+drums")
    assert shown.help.sentence == "No partner's offers say “zebra”."
    assert links(shown)[0] == ("Search for “the school drums”", 1)


def test_too_many_words_are_left_out_together(client):
    make_offer(title="Drums")
    shown = page(client, f"q=drums{'+zebra' * 15}")
    assert [one.count for one in shown.suggestions] == [1]


@pytest.mark.parametrize("q", ["key zebra stage 2", "print zebra making", "hip zebra hop"])
def test_words_that_would_mean_something_else_without_another_are_not_offered(client, q):
    make_offer(title="Day", description=q.replace("zebra", "and"))
    for _ in range(2):
        make_offer(title="Printmaking and hip hop", key_stages=["ks2"])
    shown = page(client, f"q={q.replace(' ', '+')}")
    assert f"Search for “{q.replace(' zebra', '')}”" not in dict(links(shown))
    assert len(shown.suggestions) >= 3, "each alone"
    for one in shown.suggestions:
        assert page(client, urlsplit(one.url).query).total == one.count


# --- A place among the words --------------------------------------------------------------------


@pytest.fixture
def dancers():
    near = make_organisation(name="Near", position=miles_from_school(3), receives_visits=True)
    make_offer(organisation=near, title="Dance day", art_forms=["dance"])
    says = make_organisation(name="Plymouth Dance", authority="leeds", position=None)
    make_offer(organisation=says, title="Dance", art_forms=["dance"])


def test_a_town_among_the_words_is_offered_as_the_place_and_never_searched_unasked(client, dancers):
    shown = page(client, "q=dance+Plymouth")
    assert "Plymouth Dance" in {card.name for card in shown.cards}
    assert (shown.search.q, shown.search.near) == ("dance Plymouth", "")
    assert shown.place_among_words.sentence == "“Plymouth” is a place, too."
    offered = shown.place_among_words.suggestion
    assert offered.text == "Search for “dance” near Plymouth"
    assert asked(offered.url) == {"q": "dance", "near": "Plymouth"}
    assert offered.count == page(client, "q=dance&near=Plymouth").total == 1
    assert (
        b"dance\xe2\x80\x9d near Plymouth: 1 partner<"
        in client.get("/partners/?q=dance+Plymouth").content
    )


def test_a_town_alone_among_the_words_is_offered_as_the_place(client, dancers):
    offered = page(client, "q=Plymouth&key_stage=ks2").place_among_words.suggestion
    assert offered.text == "Partners near Plymouth"
    assert asked(offered.url) == {"near": "Plymouth", "key_stage": "ks2"}


def test_a_county_among_the_words_is_offered_as_the_area(client, dancers):
    offered = page(client, "q=dance+Devon").place_among_words.suggestion
    assert (offered.text, offered.count) == ("Search for “dance” in Devon", 1)
    assert asked(offered.url) == {"q": "dance", "county": "devon"}


def test_a_place_where_nobody_is_found_is_not_offered(client, dancers):
    assert page(client, "q=dance+Carlisle").place_among_words is None
    assert page(client, "q=dance+reading").place_among_words is None


def test_a_place_between_words_that_mean_something_else_together_is_not_offered(client):
    near = make_organisation(position=miles_from_school(3), receives_visits=True)
    make_offer(organisation=near, title="Hip and hop")
    assert page(client, "q=hip+Plymouth+and+hop").place_among_words.suggestion.count == 1
    assert page(client, "q=hip+Plymouth+hop").place_among_words is None


def test_two_different_places_are_pointed_out(client, dancers):
    among = page(client, "q=dance+near+Plymouth&near=Carlisle").place_among_words
    assert among.sentence == (
        "We searched near Carlisle. “Plymouth”, among your words, is another place."
    )
    assert asked(among.suggestion.url) == {"q": "dance", "near": "Plymouth"}
    assert page(client, "q=dance+Plymouth&near=Plymouth").place_among_words is None


# --- Filters ------------------------------------------------------------------------------------


def test_what_does_not_go_together_is_said(client):
    make_offer(art_forms=["dance"], key_stages=["ks1"])
    make_offer(art_forms=["music"], key_stages=["ks2"])
    shown = page(client, "art_form=dance&key_stage=ks2")
    assert shown.help.sentence == ("No partner fits these together: KS2: Years 3 to 6; Dance.")
    assert links(shown) == [("Without KS2: Years 3 to 6", 1), ("Without Dance", 1)]


def test_the_one_filter_in_the_way_is_named(client):
    make_offer(art_forms=["dance"], key_stages=["ks1"])
    shown = page(client, "art_form=music&key_stage=ks1")
    assert shown.help.sentence == "No partner that fits the rest fits this: Music."


def test_the_fewest_filters_go_when_no_single_one_helps(client):
    """Two are in the way, of three; words and place stay as long as they can."""
    make_offer(title="Kiln", art_forms=["dance"], key_stages=["ks1"], cost_basis="free")
    make_offer(title="Kiln", art_forms=["dance"], key_stages=["ks1"])
    shown = page(client, "q=kiln&art_form=music&key_stage=ks1&offer_type=visit")
    assert shown.help.sentence == "No one change would bring results."
    assert links(shown) == [("Without Music, without Visit or guided tour", 2)]
    assert asked(shown.suggestions[0].url) == {"q": "kiln", "key_stage": "ks1"}


def test_the_best_of_the_smallest_sets_comes_first(client):
    for _ in range(3):
        make_offer(art_forms=["dance"], key_stages=["ks1"], cost_basis="free")
    make_offer(art_forms=["music"], key_stages=["ks2"], cost_basis="free", offer_type="visit")
    shown = page(client, "art_form=music&key_stage=ks1&cost=on-request")
    assert links(shown) == [
        ("Without Music, without Price on request", 3),
        ("Without KS1: Years 1 and 2, without Price on request", 1),
    ]


def test_the_work_has_a_limit_and_still_something_is_offered(client, monkeypatch):
    monkeypatch.setattr(suggestions, "MOST_TRIED", 0)
    make_offer(art_forms=["dance"], cost_basis="free")
    shown = page(client, "art_form=music&key_stage=ks5&cost=free")
    (text, count) = links(shown)[0]
    assert text == "Without KS5: Years 12 and 13, without Music, without Free"
    assert count == 1


# --- Place --------------------------------------------------------------------------------------


def test_farther_then_online_then_anywhere_each_only_if_it_adds(client):
    def dance(**facts):
        organisation = make_organisation(**facts)
        make_offer(organisation=organisation, art_forms=["dance"])

    dance(position=miles_from_school(15), receives_visits=True, travel_miles=None)
    dance(position=miles_from_school(90), receives_visits=True, travel_miles=None)
    dance(position=None, authority="leeds", works_online=True)
    for _ in range(3):
        dance(position=None, authority="leeds")
    shown = page(client, "near=PL4+8&within=10&art_form=dance")
    assert links(shown) == [
        ("Within 20 miles of PL4 8", 1),
        ("At any distance from PL4 8", 2),
        ("With partners who work online", 1),
        ("Anywhere in England", 6),
    ]
    assert shown.help.sentence == "No partner that fits the rest fits this: within 10 miles."


# --- The place was not understood ---------------------------------------------------------------


@pytest.mark.parametrize("near", ["Cardiff", "Edinburgh", "zzzzz", "Newport", "Devon"])
def test_without_the_place_the_page_does_not_look_like_an_answer(client, near):
    make_offer(art_forms=["dance"])
    shown = page(client, f"near={near}")
    assert shown.heading == f"Not searched near “{near}”: 1 partner anywhere in England"
    assert shown.title == shown.heading
    assert shown.place.sentence.endswith(" Shown below: partners anywhere in England.")
    html = client.get(f"/partners/?near={near}").content.decode()
    assert f'name="near" value="{near}"' in html
    assert 'data-total="1"' in html


def test_without_the_place_an_area_is_still_named_and_so_is_nobody(client):
    make_offer(art_forms=["dance"])
    shown = page(client, "near=zzzzz&region=south-west")
    assert shown.heading == "Not searched near “zzzzz”: 1 partner working in the South West"
    assert shown.place.sentence.endswith(" Shown below: partners working in the South West.")
    shown = page(client, "near=zzzzz&art_form=music")
    assert shown.heading.endswith(": no partners match the rest anywhere in England")
    assert shown.place.sentence.endswith(
        "Nobody matches the rest of the search, wherever they work."
    )


def test_what_was_typed_as_a_place_is_cut_in_the_heading(client):
    heading = page(client, f"near={'x' * 80}").heading
    assert f"“{'x' * 40}…”" in heading


# --- Pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("0", "We left out page=0: there is no such page."),
        ("abc", "We left out page=abc: there is no such page."),
        ("4", "There is no page 4: this is page 3, the last."),
        ("1000000", "There is no page 1,000,000: this is page 3, the last."),
        ("9" * 30, f"We left out page={'9' * 30}: there is no such page."),
    ],
)
def test_a_page_that_is_not_there_is_said(client, many, number, sentence):
    assert page(client, f"page={number}").notices == [sentence]


def test_a_page_that_is_not_there_is_said_where_there_is_one(client):
    assert page(client, "page=2").notices == ["There is no page 2: there is only one."]
    assert page(client, "page=1").notices == []


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "q=zebra+drums",
        "q=zebra+drums+in+Plymouth+hall",
        "q=offer+Plymouth",
        "q=offer+by+the+workshop+Plymouth",
        "q=zebra+Plymouth&near=Carlisle",
        "q=offer+Plymouth&near=Carlisle",
        "q=zebra&near=Cardiff",
        "region=london&art_form=dance&cost=free&key_stage=ks5&criterion=leadership&theme=romans",
        "near=Truro&within=1&delivery=online-live&cost=free",
    ],
)
@pytest.mark.usefixtures("transactional_db")
def test_six_queries_are_enough_to_help(client, many, address, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(6):
        client.get(f"/partners/?{address}")


def test_words_are_made_out_before_documents_are_looked_at(client, many):
    """Else a search for a frequent word and an unheard one takes the database half a minute."""
    with CaptureQueriesContext(connection) as captured:
        page(client, "q=offer+zebra")
    of_words = [query["sql"] for query in captured if "document @@" in query["sql"]]
    assert len(of_words) == 3, "the words, the words mended, each word"
    with connection.cursor() as cursor:
        for sql in of_words:
            cursor.execute(f"EXPLAIN {sql}")
            assert "CTE asked" in str(cursor.fetchall()), sql
