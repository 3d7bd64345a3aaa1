"""What search engines are told: which pages there are, which not to list, and what they are."""

import json
import re
from datetime import UTC, datetime

import pytest

from artsmark_site import sitemap
from partners.models import Launch, Offer, Organisation
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 5, 6, 7, 8, tzinfo=UTC)


def listed(client) -> dict[str, str]:
    """Every address in the sitemap, with when it last changed."""
    files = re.findall(r"<loc>(.+?)</loc>", client.get("/sitemap.xml").content.decode())
    found = {}
    for file in files:
        text = client.get(file.removeprefix("http://localhost:8000")).content.decode()
        for entry in re.findall(r"<url>(.+?)</url>", text, re.DOTALL):
            address = re.search(r"<loc>http://localhost:8000(.+?)</loc>", entry)[1]
            changed = re.search(r"<lastmod>(.+?)</lastmod>", entry)
            assert address not in found
            found[address] = changed[1] if changed else ""
    return found


def test_the_sitemap_lists_what_is_public_and_every_address_opens(client):
    offer = make_offer()
    make_organisation(), make_organisation()
    draft = make_offer(organisation=make_organisation(listing_state="draft"))
    lapsed = make_organisation(partner_status="lapsed")
    found = listed(client)
    assert {"/", "/partners/", "/about/", "/about/open-data/", "/partners/in/south-west/"} <= set(
        found
    )
    assert {offer.get_absolute_url(), offer.organisation.get_absolute_url()} <= set(found)
    for hidden in (draft, draft.organisation, lapsed):
        assert hidden.get_absolute_url() not in found
    assert {client.get(address).status_code for address in found} == {200}


def test_it_says_when_a_page_last_changed_by_all_that_it_shows(client):
    offer = make_offer()
    Organisation.objects.update(updated_at=LONG_AGO)
    Offer.objects.update(updated_at=LATER)
    found = listed(client)
    assert found[offer.organisation.get_absolute_url()] == "2026-05-06"
    assert found[offer.get_absolute_url()] == "2026-05-06"
    assert found["/"] == found["/partners/"] == "2026-05-06"


def test_a_long_list_is_in_several_files(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(sitemap.Section, "limit", 2)
    organisations = [make_organisation() for _ in range(5)]
    assert {one.get_absolute_url() for one in organisations} <= set(listed(client))
    with django_assert_max_num_queries(2):
        client.get("/sitemap-partners.xml?p=2")


def test_it_names_the_sites_own_address_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    make_organisation()
    for address in ("/sitemap.xml", "/sitemap-partners.xml", "/robots.txt"):
        text = client.get(address, headers={"Host": "other.example"}).content.decode()
        assert "http://localhost:8000/" in text
        assert "other.example" not in text


@pytest.mark.parametrize("address", ["/sitemap-nothing.xml", "/sitemap-partners.xml?p=99"])
def test_what_is_not_in_it_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_robots_are_let_in_and_told_where_the_sitemap_is(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Disallow: /partners" not in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


@pytest.mark.parametrize(
    ("query", "is_listed", "canonical"),
    [
        ("", True, "/partners/"),
        ("?utm_source=letter", True, "/partners/"),
        ("?art_form=dance", False, "/partners/?art_form=dance"),
        ("?q=clay", False, "/partners/?q=clay"),
        ("?sort=name", False, "/partners/?sort=name"),
    ],
)
def test_a_filtered_search_is_not_listed(client, query, is_listed, canonical):
    make_organisation()
    html = client.get(f"/partners/{query}").content.decode()
    assert ('<meta name="robots" content="noindex">' not in html) == is_listed
    assert f'<link rel="canonical" href="http://localhost:8000{canonical}">' in html


def data_in(client, address: str) -> dict:
    html = client.get(address).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


def test_an_organisation_and_an_offer_are_described_as_data(client):
    offer = make_offer(organisation=make_organisation(town="Plymouth", postcode="PL4 8AA"))
    organisation = data_in(client, offer.organisation.get_absolute_url())
    assert organisation["@type"] == "Organization"
    assert organisation["address"]["postalCode"] == "PL4 8AA"
    service = data_in(client, offer.get_absolute_url())
    assert service["provider"]["@id"] == organisation["@id"]
    assert service["offers"]["price"] == "240.00"


def test_the_data_hides_the_street_of_who_works_from_home(client):
    organisation = make_organisation(
        hide_street=True, address="7 Secret Lane", postcode="PL4 8AA", town="Plymouth"
    )
    address = data_in(client, organisation.get_absolute_url())["address"]
    assert {"streetAddress", "postalCode"}.isdisjoint(address)


def test_no_text_ends_the_element_it_stands_in(client):
    name = "</script><script>alert(1)</script><!-- & \u2028"
    organisation = make_organisation(name=name)
    html = client.get(organisation.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert data_in(client, organisation.get_absolute_url())["name"] == name


def test_the_town_is_said_once_in_an_address(client):
    organisation = make_organisation(address="12 High Street, Plymouth, ", town="Plymouth")
    page = client.get(organisation.get_absolute_url()).text
    data = json.loads(re.search(r"ld\+json\">(.*?)</script>", page)[1])
    assert data["address"]["streetAddress"] == "12 High Street"
    assert data["address"]["addressLocality"] == "Plymouth"


def test_before_the_site_opens_nothing_is_listed_that_asks_not_to_be(client):
    Launch.objects.all().delete()
    make_offer()
    found = listed(client)
    assert "/about/" in found
    for address in found:
        assert "noindex" not in client.get(address).text, address
