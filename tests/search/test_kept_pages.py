"""A page asked for again is sent as it was, until something changes."""

import gzip

import pytest

from partners.models import Organisation
from partners.search.current import current
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    settings.KEEP_SEARCH_PAGES = True
    make_organisation(name="First")


def test_the_same_page_is_sent_again_in_one_query(client, django_assert_max_num_queries):
    first = client.get("/partners/?key_stage=ks2")
    # Inside a test's transaction one more query sees to what waits for its commit.
    with django_assert_max_num_queries(2):
        again = client.get("/partners/?key_stage=ks2")
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Vary"] == "Accept-Encoding, Cookie"


def test_an_unchanged_page_is_not_sent_again(client):
    etag = client.get("/partners/")["ETag"]
    unchanged = client.get("/partners/", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    Organisation.objects.update(name="Second")
    changed = client.get("/partners/", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"Second" in changed.content


def test_it_is_sent_compressed_to_who_reads_that(client):
    plain = client.get("/partners/")
    packed = client.get("/partners/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers


def test_who_has_a_cookie_gets_a_page_of_their_own(client):
    client.get("/partners/")
    client.cookies["anything"] = "1"
    response = client.get("/partners/")
    assert "ETag" not in response.headers
    assert response.context["page"].total == 1


def test_other_addresses_are_other_pages(client):
    assert b'data-total="1"' in client.get("/partners/").content
    assert b'data-total="0"' in client.get("/partners/?cost=free").content


def test_what_is_kept_stays_within_its_bytes(client, monkeypatch):
    monkeypatch.setattr("partners.search.index.MOST_KEPT_BYTES", 40_000)
    for number in range(1, 12):
        client.get(f"/partners/?sort=name&page={number}")
        assert current().kept_bytes <= 40_000


def test_a_page_names_the_sites_own_address_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    first = client.get("/partners/", headers={"Host": "other.example"})
    assert b"other.example" not in first.content


def test_who_signs_a_request_gets_a_page_of_their_own(client):
    assert "ETag" not in client.get("/partners/", headers={"Authorization": "Basic eDp5"}).headers


def test_the_home_page_is_kept_and_counts_anew_after_a_change(
    client, django_assert_max_num_queries
):
    first = client.get("/")
    with django_assert_max_num_queries(2):
        assert client.get("/").content == first.content
    make_organisation(name="Second")
    assert client.get("/")["ETag"] != first["ETag"]
