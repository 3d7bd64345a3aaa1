"""The map: the same search as the list, every partner with a place is on it, nothing collides."""

import gzip
import random
import re
from itertools import combinations
from math import hypot
from urllib.parse import quote

import pytest

from partners.local_map import Box
from partners.map.dots import grouped, town_names
from partners.map.frame import TARGET, Frame, Square
from partners.models import Organisation
from reference.models import LocalAuthority
from reference.positions import GridPoint
from tests.factories import PLYMOUTH, make_offer, make_organisation

pytestmark = pytest.mark.django_db


def shown(client, query=""):
    return client.get(f"/partners/map/{query}").context["page"]


@pytest.fixture
def partners():
    for number in range(25):
        east = GridPoint(PLYMOUTH.easting + 4000 * number, PLYMOUTH.northing + 900 * number)
        one = make_organisation(
            name=f"Partner {number:02}",
            position=None if number % 6 == 5 else east,
            covers_england=number % 6 == 5,
            travel_miles=10,
            art_forms=["music"],
        )
        if number % 2:
            make_offer(organisation=one, art_forms=["music"], key_stages=["ks2"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?near=Plymouth",
        "?near=Plymouth&within=any",
        "?art_form=music&key_stage=ks2&page=9",
        "?region=narnia&region=south-west&q=partner",
        "?near=Atlantis&sort=distance",
        "?art_form=dance",
    ],
)
def test_it_says_the_same_as_the_list(client, partners, query):
    on_map, listed = shown(client, query), client.get(f"/partners/{query}").context["page"]
    assert on_map.total == listed.total
    for part in ("heading", "notices", "facets", "online_count", "active_filters"):
        assert getattr(on_map, part) == getattr(listed, part)
    assert [card.id for card in on_map.cards] == [card.id for card in listed.cards]
    assert [(one.label, one.count) for one in on_map.chips] == [
        (one.label, one.count) for one in listed.chips
    ]
    links = [one.url for one in on_map.chips] + [url for _, url in on_map.sorts if url]
    assert all(url.startswith("/partners/map/") for url in [*links, on_map.clear_url] if url)


@pytest.mark.parametrize("query", ["", "?near=Plymouth", "?near=Plymouth&at=england"])
def test_everybody_is_on_the_map_or_in_its_words(client, partners, query):
    page = shown(client, query)
    told = [int(re.match(r"\d+", sentence)[0]) for sentence in page.sentences]
    assert sum(told) == page.total
    assert sum(dot.count for dot in page.dots) == told[0] > 0
    assert "4 more work across England, from no one place." in page.sentences


def test_the_map_of_a_region_shows_the_region_and_names_its_towns(client, partners):
    page, england = shown(client, "?region=south-west"), shown(client)
    assert page.frame.metres_per_unit < england.frame.metres_per_unit
    assert page.frame.holds(PLYMOUTH)
    assert {"Bristol", "Plymouth"} & {town.text for town in page.town_names}
    assert [label for label, _ in page.wider_links] == ["All of England"]
    wide = shown(client, "?region=south-west&at=england")
    assert wide.frame == england.frame
    assert [label for label, _ in wide.wider_links] == ["All of the South West"]


def test_a_dot_of_many_opens_the_map_of_just_those(client, partners):
    group = max(shown(client).dots, key=lambda dot: dot.count)
    assert group.count > 1
    closer = client.get(group.url).context["page"]
    assert (closer.total, len(closer.cards)) == (25, group.count)
    assert sum(dot.count for dot in closer.dots) == group.count
    assert "page 1 of 2" in shown(client).title
    assert closer.title == closer.heading  # all of them stand beside it


def test_the_map_of_a_group_is_called_as_the_group_was(client, partners):
    group = max(shown(client).dots, key=lambda dot: dot.count)
    assert re.fullmatch(r"\d+ partners around \w+.*", group.label)
    closer = client.get(group.url)
    assert closer.context["page"].looked_at == group.label
    assert f"On this map: {group.label}" in closer.text
    assert f"<title>On the map: {group.label}" in closer.text
    assert "On this map" not in client.get("/partners/map/").text


def test_a_dot_of_one_leads_to_their_card_where_it_stands_beside_the_map(client):
    for number in range(20):
        make_organisation(name=f"Partner {number:02}")
    farther = GridPoint(PLYMOUTH.easting + 100_000, PLYMOUTH.northing + 20_000)
    alone = make_organisation(name="Zoetrope", position=farther)

    def leads_to(query):
        return next(dot.url for dot in shown(client, query).dots if dot.label == "Zoetrope")

    assert leads_to("?sort=name") == f"{alone.get_absolute_url()}?sort=name"
    assert leads_to("?sort=name&page=2") == f"#partner-{alone.pk}"
    assert f'id="partner-{alone.pk}"' in client.get("/partners/map/?sort=name&page=2").text


@pytest.mark.parametrize("near", ["Plymouth", "PL4 8", "Penzance"])
def test_the_cross_is_called_by_the_place_once(client, partners, near):
    page = shown(client, f"?near={near.replace(' ', '+')}&within=40")
    assert page.school_name.text == near
    assert near not in [town.text for town in page.town_names]
    text = client.get(f"/partners/map/?near={near.replace(' ', '+')}&within=40").text
    assert text.count(f">{near}</text>") == 1


def test_what_a_form_without_scripts_left_empty_is_not_in_the_address(client, partners):
    answer = client.get("/partners/map/?q=&near=Plymouth&within=&at=england")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/partners/map/?near=Plymouth&at=england",
    )


def test_those_at_one_place_lead_to_the_list_beside(client):
    for _ in range(3):
        make_organisation()
    page = shown(client)
    while page.dots[0].url != "#listed":
        page = client.get(page.dots[0].url).context["page"]
    assert (page.square.side, page.dots[0].count, len(page.cards)) == (1, 3, 3)


def test_who_hides_the_street_is_drawn_where_they_are_searched(client):
    exact = GridPoint(PLYMOUTH.easting // 1000 * 1000 + 300, PLYMOUTH.northing // 1000 * 1000 + 300)
    make_organisation(position=exact, hide_street=True)
    (_, drawn), *_ = shown(client)._positions
    assert drawn == (exact.easting - 300, exact.northing - 300)


@pytest.mark.parametrize("at", ["x", "1-2-3", "350-351-50", "9999-0-50", "-1-0-50", "٣-0-50"])
def test_no_such_part_of_the_map_is_said(client, partners, at):
    answer = client.get(f"/partners/map/?at={quote(at)}")
    assert answer.status_code == 200
    assert any("left out at=" in notice for notice in answer.context["page"].notices)


def test_words_that_name_a_place_move_and_stay_on_the_map(client, partners):
    answer = client.get("/partners/map/?q=music+near+Plymouth")
    assert answer["Location"] == "/partners/map/?q=music&near=Plymouth"


def test_from_list_to_map_and_back_nothing_is_lost(client, partners):
    asked = "q=partner&art_form=music&sort=name&page=2"
    there = client.get(f"/partners/?{asked}").context["page"].on_map
    assert there == f"/partners/map/?{asked}"
    assert f'href="/partners/?{asked.replace("&", "&amp;")}">Show as list' in client.get(there).text


def test_it_asks_as_much_whatever_it_shows(client, partners, django_assert_max_num_queries):
    for query in ("", "?near=Plymouth&art_form=music", "?at=200-50-50"):
        client.get(f"/partners/map/{query}")
        with django_assert_max_num_queries(8):
            assert shown(client, query).cards


def test_an_unchanged_map_is_not_sent_again(client, partners, settings):
    settings.KEEP_SEARCH_PAGES = True
    etag = client.get("/partners/map/")["ETag"]
    assert etag != client.get("/partners/")["ETag"]
    assert client.get("/partners/map/", headers={"If-None-Match": etag}).status_code == 304
    Organisation.objects.update(name="Another")
    assert client.get("/partners/map/", headers={"If-None-Match": etag}).status_code == 200


def test_thousands_of_partners_are_a_light_page(client):
    places = list(LocalAuthority.objects.active()[:50])
    chance = random.Random(7)
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Partner {number}",
            slug=f"partner-{number}",
            authority=places[number % 50],
            position=GridPoint(chance.randint(330_000, 620_000), chance.randint(100_000, 550_000)),
            listing_state="approved",
            partner_status="active",
        )
        for number in range(2_500)
    )
    for query in ("", "?near=Derby&within=40", "?at=400-300-50"):
        answer = client.get(f"/partners/map/{query}")
        assert len(re.findall(r"<[a-z]", answer.text)) < 2_000
        assert len(gzip.compress(answer.content)) < 30_000


@pytest.mark.parametrize("seed", range(12))
def test_no_dot_lies_on_another_and_no_name_on_either(seed):
    chance = random.Random(seed)
    frame = [
        Frame.of_england(),
        Frame.of_square(Square(400, 300, 50)),
        Frame.showing(GridPoint(425_000, 325_000), 16_000, 16_000),
    ][seed % 3]
    spread = int(frame.longest_half * 0.7)

    def anywhere():
        return GridPoint(*(axis + chance.randint(-spread, spread) for axis in frame.centre))

    points = [(slot, anywhere()) for slot in range(chance.choice((5, 60, 900)))]
    groups = grouped(frame, points)
    assert sorted(slot for one in groups for slot in one.slots) == [slot for slot, _ in points]
    for one, other in combinations(groups, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= TARGET - 0.01
    names = town_names(frame, [("Stoke-on-Trent", anywhere()) for _ in range(80)], boxes(groups))
    for name in names:
        width = len(name.text) * 6
        left = {"start": name.x, "end": name.x - width, "middle": name.x - width / 2}[name.anchor]
        box = Box(left, name.y - 9, left + width, name.y + 2)
        assert not any(box.meets(other) for other in boxes(groups))


def boxes(groups):
    return [one.box for one in groups]
