"""Searches that find nobody or too few are counted: by region and choice, and no finer."""

import pytest
from django.test import Client

from partners.models import Launch, MissedSearch
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db

READER = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.FIGURES_WRITTEN_EVERY = 0
    settings.KEEP_SEARCH_PAGES = True


@pytest.fixture
def school():
    make_offer(organisation=make_organisation(covers_england=True), art_forms=["dance"])
    return Client(headers={"User-Agent": READER})


def missed():
    rows = MissedSearch.objects.order_by("pk")
    names = ("missed", "region__slug", "art_form__slug", "key_stage__slug", "criterion__slug")
    return {row[:-1]: row[-1] for row in rows.values_list(*names, "searches")}


def test_what_finds_nobody_and_what_finds_too_few(school):
    school.get("/partners/?region=london&art_form=music&key_stage=ks2")
    school.get("/partners/?region=london&art_form=dance")
    assert missed() == {
        ("zero", "london", "music", "ks2", None): 1,
        ("thin", "london", "dance", None, None): 1,
    }


def test_a_page_that_is_kept_counts_each_time(school):
    address = "/partners/?region=london&art_form=music"
    etag = school.get(address)["ETag"]
    school.get(address)
    assert school.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert missed() == {("zero", "london", "music", None, None): 3}


def test_the_region_is_that_of_the_place(school):
    school.get("/partners/?near=Plymouth&art_form=music")
    school.get("/partners/?authority=leeds&art_form=music")
    assert set(missed()) == {
        ("zero", "south-west", "music", None, None),
        ("zero", "yorkshire-and-the-humber", "music", None, None),
    }


def test_several_values_count_for_each_and_many_for_none(school):
    school.get("/partners/?art_form=music&art_form=craft-design")
    many = "&".join(
        f"art_form={slug}" for slug in ("music", "literature", "libraries", "circus-outdoor")
    )
    school.get(f"/partners/?{many}")
    assert missed() == {
        ("zero", None, "craft-design", None, None): 1,
        ("zero", None, "music", None, None): 1,
        ("zero", None, None, None, None): 1,
    }


def test_enough_is_not_missed_nor_what_robots_ask_nor_a_page_behind_the_first(school):
    Client().get("/partners/?art_form=music")
    school.head("/partners/?art_form=music")
    school.get("/partners/?art_form=music&page=2")
    for _ in range(3):
        make_offer(art_forms=["music"])
    school.get("/partners/?art_form=music")
    assert missed() == {}


def test_where_the_directory_is_not_open_yet_nothing_is_missed(school):
    from reference.models import Region

    Launch.objects.create(region=Region.objects.get(slug="london"), opens_on="2099-01-01")
    school.get("/partners/?region=london&art_form=music")
    assert missed() == {}


def test_no_word_no_place_and_no_person_is_kept(school):
    school.get("/partners/?q=zebras+at+Quay+Road&near=PL4+8AA")
    (row,) = MissedSearch.objects.values()
    assert set(row) == {
        *("id", "day", "missed", "region_id", "art_form_id", "key_stage_id", "criterion_id"),
        "searches",
    }


def test_who_finds_too_few_is_led_to_tell_us(school):
    page = school.get("/partners/?near=Plymouth&art_form=music&key_stage=ks2").text
    told = "/partners/tell-us/?art_form=music&amp;key_stage=ks2&amp;region=south-west"
    assert told in page
    for _ in range(3):
        make_offer(art_forms=["music"])
    assert "/partners/tell-us/" not in school.get("/partners/?art_form=music").text
