"""No address makes an error, and nothing in one is dropped in silence."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.search.current import current
from partners.search.facets import FACETS
from partners.search.filters import SearchFilterSet
from tests.factories import make_offer

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    " ",
    "narnia",
    "1",
    "-1",
    "0",
    "10" * 30,
    "NaN",
    "1e400",
    "١٢",
    "²",
    "__class__",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\u202eright to left",
    "a\u0301" * 50,
    "%",
    "%s",
    "{0}",
    "\\",
    "():*&|!<->",
    "x" * 5_000,
    "near near near",
    "in in in",
    "PL4 8AA",
    "Hull",
    "drama",
    "any",
    "dance",
    "🎭" * 40,
    "\u2028",
    "\ud7ff",
]
PARAMETERS = ["q", "near", "within", "online", "sort", "page", *FACETS, "unknown", "page[]"]
addresses = st.lists(
    st.tuples(st.sampled_from(PARAMETERS), st.sampled_from(NASTY) | st.text(max_size=30)),
    max_size=8,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pairs=addresses)
def test_any_address_gets_a_page(client, pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    response = client.get(f"/partners/?{query.urlencode()}", follow=True)
    unreadable = any("\x00" in text or "\ufffd" in text for pair in pairs for text in pair)
    assert response.status_code == (400 if unreadable else 200)


def left_out(address: str) -> list[str]:
    return SearchFilterSet(QueryDict(address), options=current().options).left_out


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("region=narnia", "We left out region=narnia: there is no such region."),
        ("art_form=Knitting", "We left out art_form=knitting: there is no such art form."),
        ("criterion=1", "We left out criterion=1: there is no such criterion."),
        ("page=two", "We left out page=two: there is no such page."),
        ("page=0", "We left out page=0: there is no such page."),
        ("sort=best", "We left out sort=best: there is no such order."),
        ("online=yes", "We left out online=yes: it is 1, or it is not there."),
        ("near=Hull&near=Leeds", "We left out near=Leeds: one is enough."),
        (
            "within=0",
            "We left out within=0: a distance is a whole number of miles from 1 to 250, or “any”.",
        ),
        (
            "within=2.5",
            "We left out within=2.5: a distance is a whole number of miles from 1 to 250, "
            "or “any”.",
        ),
    ],
)
def test_what_cannot_be_used_is_said(client, address, sentence):
    assert left_out(address) == [sentence]
    assert sentence in client.get(f"/partners/?{address}").context["page"].notices


def test_good_values_beside_a_bad_one_are_kept(client):
    make_offer(art_forms=["dance"])
    page = client.get("/partners/?art_form=narnia&art_form=dance&key_stage=KS2").context["page"]
    assert page.search.values == {"art_form": ("dance",), "key_stage": ("ks2",)}
    assert page.total == 1


def test_the_same_search_has_one_address_however_it_is_written():
    options = current().options
    spellings = [
        "art_form=music&art_form=dance&q=a+b&region=london",
        "region=london&q=+a++b+&art_form=dance&art_form=DANCE&art_form=music&page=1&sort=fair",
    ]
    urls = {SearchFilterSet(QueryDict(text), options=options).query.url for text in spellings}
    assert urls == {"/partners/?q=a+b&region=london&art_form=dance&art_form=music"}


def test_unknown_parameters_and_empty_ones_are_ignored():
    assert left_out("utm_source=newsletter&region=&near=&page=&within=") == []


def test_a_long_list_of_mistakes_is_cut_short():
    sentences = left_out("&".join(f"region=r{n}" for n in range(50)))
    assert len(sentences) == 6
    assert sentences[-1] == "We left out 45 more that we could not use."


def test_very_long_words_are_read_as_far_as_they_go(client):
    make_offer(title="Lantern")
    page = client.get("/partners/", query_params={"q": "lantern " * 60}).context["page"]
    assert len(page.search.q) <= 200
    assert page.total == 1
    assert "longer than 200 letters" in page.notices[0]


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "region=%ed%a0%80"])
def test_bytes_that_are_no_text_are_refused(client, query):
    assert client.get(f"/partners/?{query}").status_code == 400


def test_only_reading_is_possible(client):
    assert client.post("/partners/").status_code == 405
    response = client.head("/partners/")
    assert response.status_code == 200


def test_empty_boxes_of_a_form_are_left_out_of_the_address(client):
    response = client.get("/partners/?q=&near=&within=&cost=free&cost=&page=")
    assert (response.status_code, response.url) == (302, "/partners/?cost=free")
    assert client.get("/partners/?q=").url == "/partners/"
    moved = client.get("/partners/?q=drama+within+5+miles+of+Hull&near=&within=")
    assert moved.url == "/partners/?q=drama&near=Hull&within=5"
    said = client.get("/partners/?q=near+Hull&within=far").url
    assert said == "/partners/?within=far&near=Hull", "what cannot be used is still to be said"
