"""A link with which others read a shortlist, until its maker ends it."""

import re

import pytest
from django.test import Client

from settings_schools.links import address_of
from settings_schools.models import Shortlist
from tests.factories import make_organisation, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
SHARE = "/shortlist/share/"


@pytest.fixture
def kept():
    return make_shortlist(make_organisation(name="Mill House"), note="Ask about <harps>")


@pytest.fixture
def maker(client, kept):
    client.cookies["shortlist"] = kept.key
    return client


def make_link(maker, title=""):
    assert maker.post(SHARE, {"title": title}, headers=HERE).url == SHARE
    return re.search(r'value="http://testserver(/shortlist/\d+/[^"]+/)"', maker.get(SHARE).text)[1]


def test_it_says_what_others_will_read_before_there_is_a_link(maker, kept):
    page = maker.get(SHARE).text
    assert "your notes included" in page
    assert f"/shortlist/{kept.pk}/" not in page


def test_whoever_has_the_link_reads_the_list_and_its_notes(maker, kept):
    path = make_link(maker, "Music for <Year 4>")
    assert "mailto:?subject=Music%20for%20%3CYear%204%3E&amp;body=http%3A" in maker.get(SHARE).text
    page = Client().get(path)
    assert "Music for &lt;Year 4&gt;" in page.text
    assert "Mill House" in page.text
    assert "Ask about &lt;harps&gt;" in page.text
    assert "<textarea" not in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    assert not page.cookies
    assert Client().post(path, headers=HERE).status_code == 405


def test_others_cannot_change_it_and_the_maker_still_can(maker, kept):
    path = make_link(maker)
    assert "Change the list" in maker.get(path).text
    assert "Change the list" not in Client().get(path).text
    maker.post("/shortlist/save/", {"partner": make_organisation(name="Later").pk}, headers=HERE)
    assert "Later" in Client().get(path).text


def test_an_ended_link_says_so_and_never_comes_back(maker):
    path = make_link(maker)
    assert maker.post("/shortlist/share/end/", headers=HERE).url == SHARE
    ended = Client().get(path)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text
    assert make_link(maker) != path
    assert Client().get(path).status_code == 410


def test_a_list_that_was_cleared_has_no_link(maker):
    path = make_link(maker)
    assert "The link that you shared ends" in maker.get("/shortlist/clear/").text
    maker.post("/shortlist/clear/", headers=HERE)
    assert Client().get(path).status_code == 410


def test_a_name_is_changed_and_the_link_stays(maker, kept):
    path = make_link(maker)
    assert make_link(maker, "Dance") == path
    assert 'value="Dance"' in maker.get(SHARE).text
    too_long = maker.post(SHARE, {"title": "x" * 81}, headers=HERE)
    assert "aria-invalid" in too_long.text
    assert "x" * 81 in too_long.text


def test_no_other_token_opens_it(maker, kept):
    path = make_link(maker)
    other = make_shortlist(make_organisation(), share_nonce="n")
    token = path.split("/")[3]
    wrong_pairs = [(other.pk, token), (kept.pk, f"{token[:-1]}x"), (kept.pk, kept.key)]
    for pk, wrong in [*wrong_pairs, ("9" * 30, token)]:
        assert Client().get(f"/shortlist/{pk}/{wrong}/").status_code == 410
    unshared = make_shortlist()
    assert Client().get(address_of(unshared)).status_code == 410


def test_without_a_list_there_is_nothing_to_share(client):
    assert client.get(SHARE).url == "/shortlist/"
    assert client.post("/shortlist/share/end/", headers=HERE).url == SHARE
    assert not Shortlist.objects.exists()


def test_an_account_shares_without_a_cookie(client):
    user = make_person()
    make_shortlist(make_organisation(name="Mill House"), user=user)
    client.force_login(user)
    assert "Mill House" in Client().get(make_link(client)).text


def test_a_member_of_the_partner_sees_no_more_than_others(maker, kept):
    """The link is all it takes; without it there is no way to a list."""
    make_link(maker)
    client = Client()
    client.force_login(make_person())
    assert "Nothing is on it yet" in client.get("/shortlist/").text
