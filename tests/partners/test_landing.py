"""Pages of regions: true numbers, and no page about too few."""

import re
from datetime import date

import pytest

from partners.landing import landing_addresses
from partners.models import Launch, Organisation
from reference.models import BridgeOrganisation, LocalAuthority, Region
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db

REGION, MUSIC = "/partners/in/south-west/", "/partners/in/south-west/music/"


@pytest.fixture
def musicians():
    return [make_organisation(art_forms=["music"]) for _ in range(3)]


def test_it_counts_who_is_based_there_and_who_works_there(client, musicians):
    make_organisation(authority="leeds", covers_england=True, art_forms=["dance"])
    page = client.get(REGION).context["page"]
    assert (page.based, page.working) == (3, 4)
    assert client.get(page.search.url).context["page"].total == 4
    assert client.get(MUSIC).context["page"].working == 3


def test_there_is_no_page_about_fewer_than_three(client, musicians):
    assert client.get(MUSIC).status_code == 200
    musicians[0].hidden_at = "2026-01-01T12:00Z"
    musicians[0].save()
    make_organisation(authority="leeds", covers_england=True, art_forms=["music"])
    assert client.get(REGION).status_code == 404
    assert client.get(MUSIC).status_code == 404
    assert landing_addresses() == []


def test_every_address_of_the_list_is_a_page_and_no_other(client, musicians):
    assert landing_addresses() == [REGION, MUSIC]
    for address in landing_addresses():
        assert client.get(address).status_code == 200
    assert client.get("/partners/in/south-west/dance/").status_code == 404


@pytest.mark.parametrize("address", ["narnia/", "south-west/singing/", "south-west/music/x/"])
def test_what_is_no_region_or_art_form_has_no_page(client, musicians, address):
    assert client.get(f"/partners/in/{address}").status_code == 404


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("narnia/", [REGION]),
        ("south-west/singing/", ["/partners/?region=south-west"]),
        (
            "south-west/dance/",
            ["/partners/?region=south-west&art_form=dance", "/partners/?region=south-west"],
        ),
    ],
)
def test_where_there_is_no_page_the_nearest_there_is_are_offered(client, musicians, address, links):
    make_organisation(authority="leeds", covered_regions=["south-west"], art_forms=["dance"])
    answer = client.get(f"/partners/in/{address}")
    assert answer.status_code == 404
    offered = answer.context["instead"]
    assert [link.url for link in offered] == links
    for link in offered:
        if "?" in link.url:
            assert client.get(link.url).context["page"].total == link.count


def test_a_region_that_is_not_open_yet_says_when_and_offers_to_tell(client, musicians):
    region = Region.objects.get(slug="north-east")
    Launch.objects.create(region=region, opens_on=date(2999, 3, 3))
    answer = client.get("/partners/in/north-east/")
    assert answer.status_code == 404
    assert "The North East opens on 3 March 2999." in answer.text
    assert "/partners/opening/?region=north-east" in answer.text
    form = client.get("/partners/opening/?region=north-east").text
    assert '<option value="north-east" selected>' in form


def test_who_comes_from_elsewhere_is_counted_by_how(client, musicians):
    assert "<b>3</b> are based in the South West and work with schools there." in (
        client.get(REGION).text
    )
    make_organisation(authority="leeds", covers_england=True)
    make_organisation(authority="leeds", covered_regions=["south-west"])
    make_organisation(authority="leeds", covered_regions=["south-west"])
    text = client.get(REGION).text
    assert "2 come from elsewhere, 1 covers the whole of England." in text


def test_the_words_above_the_cards_follow_their_number(client, musicians):
    assert "Those based in the South West" in client.get(REGION).text
    for _ in range(4):
        make_organisation()
    assert "Some of those based in the South West" in client.get(REGION).text
    assert "Others each day" in client.get(REGION).text


def test_capitals_lead_to_the_one_address(client, musicians):
    answer = client.get("/partners/in/South-West/Music/")
    assert (answer.status_code, answer["Location"]) == (301, MUSIC)
    assert f'rel="canonical" href="http://localhost:8000{MUSIC}"' in client.get(MUSIC).text


def test_every_number_is_the_total_of_its_link(client, musicians):
    offer = {"cost_basis": "free", "cost_from_pence": None, "art_forms": ["music"]}
    make_offer(organisation=musicians[0], **offer)
    for address in (REGION, MUSIC):
        page = client.get(address).context["page"]
        links = [*page.facts, *page.counties]
        assert len(links) > 2
        for link in links:
            assert client.get(link.url).context["page"].total == link.count, link


def test_it_names_the_bodies_of_the_region_by_the_noun_of_the_settings(client, musicians, settings):
    settings.BRIDGE_NOUN = "Regional Partner"
    LocalAuthority.objects.update(bridge=None)
    body = BridgeOrganisation.objects.create(slug="one", name="The Body")
    LocalAuthority.objects.filter(region__slug="south-west").update(bridge=body)
    assert "Regional Partner here: The Body." in client.get(REGION).text


def test_titles_and_descriptions_differ(client, musicians):
    texts = [client.get(address).text for address in (REGION, MUSIC)]
    for part in (r"<title>(.*?)<", r'name="description" content="(.*?)"'):
        assert len({re.search(part, text).group(1) for text in texts}) == 2


def test_it_asks_few_questions_however_many_there_are(client, django_assert_max_num_queries):
    for number in range(12):
        make_organisation(art_forms=["music"], name=f"Partner {number}")
    client.get(REGION)
    with django_assert_max_num_queries(5):
        assert len(client.get(REGION).context["page"].cards) == 6


def test_a_kept_page_of_a_region_is_not_taken_for_another(client, musicians, settings):
    settings.KEEP_SEARCH_PAGES = True
    assert client.get("/partners/").content != client.get(REGION).content
    etag = client.get(REGION)["ETag"]
    assert client.get(REGION, headers={"If-None-Match": etag}).status_code == 304
    Organisation.objects.update(name="Another")
    assert client.get(REGION, headers={"If-None-Match": etag}).status_code == 200


def test_the_home_page_leads_to_regions_that_have_a_page(client, musicians):
    links = {slug: url for _, url, _, slug in client.get("/").context["regions"]}
    assert links["south-west"] == REGION
    assert links["london"] == "/partners/?region=london"
