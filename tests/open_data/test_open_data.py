"""The open data: the same partners as on the page, for other programs."""

import csv
import gzip
import io
import json

import pytest
from django.test import Client

from partners.models import Offer, Organisation
from partners.open_data import table
from tests.factories import make_offer, make_organisation, make_venue

pytestmark = pytest.mark.django_db

API = "/api/v1/partners"


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_list_says_the_same_as_the_page(client):
    make_offer(organisation=make_organisation(name="Free"), cost_basis=Offer.CostBasis.FREE)
    make_offer(organisation=make_organisation(name="Dear"))
    query = "cost=free&region=narnia&near=PL4+8AA&within=20&page=7"
    page = client.get(f"/partners/?{query}").context["page"]
    found = client.get(f"{API}?{query}&facets=1").json()
    assert found["total"] == page.total == 1
    assert found["left_out"] == page.notices
    assert any("region=narnia" in sentence for sentence in found["left_out"])
    assert [one["name"] for one in found["partners"]] == [card.name for card in page.cards]
    assert found["place"]["label"] == page.place.label
    counts = {
        (facet.name, option.value): option.count
        for facet in page.facets
        for option in facet.options
        if option.count
    }
    listed = {(name, slug): n for name, of in found["facets"].items() for slug, n in of.items()}
    assert listed == counts


def test_an_address_with_a_slash_at_its_end_leads_to_the_one_without(client):
    for address in (API, f"{API}/7"):
        for query in ("", "?q=a%26b&page=2"):
            moved = client.get(f"{address}/{query}")
            assert (moved.status_code, moved.url) == (301, f"{address}{query}")
            assert moved["Access-Control-Allow-Origin"] == "*"


def test_words_with_a_place_are_read_as_on_the_page(client):
    make_organisation(name="Drama here")
    found = client.get(f"{API}?q=drama+near+PL4+8AA").json()
    assert found["place"]["label"]


def test_every_page_is_reached_by_its_links_and_nobody_comes_twice(client):
    names = [make_organisation().name for _ in range(45)]
    address, seen = f"{API}?sort=name&art_form=visual-arts", []
    while address:
        found = client.get(address.removeprefix("http://localhost:8000")).json()
        seen += [one["name"] for one in found["partners"]]
        address = found["next"]
    assert sorted(seen) == sorted(names)
    assert found["previous"].startswith("http://localhost:8000/api/v1/partners?art_form=visual")
    assert (found["page"], found["pages"]) == (3, 3)


@pytest.mark.parametrize("hidden", [{"partner_status": "lapsed"}, {"listing_state": "draft"}])
def test_only_the_public_ones_are_there(client, hidden):
    gone = make_organisation(**hidden)
    make_offer(organisation=gone)
    assert client.get(API).json()["total"] == 0
    assert rows_of(client.get("/partners.csv")) == []
    answer = client.get(f"{API}/{gone.pk}")
    assert answer.status_code in {404, 410}
    assert answer.json()["error"].endswith(".")


def test_one_partner_has_its_public_offers_alone(client):
    organisation = make_organisation(is_demo=True)
    shown = make_offer(organisation=organisation, themes=["tudors"])
    make_offer(organisation=organisation, state="draft")
    found = client.get(f"{API}/{organisation.pk}").json()
    assert [offer["id"] for offer in found["partner"]["offers"]] == [shown.pk]
    assert found["partner"]["demo"] is True
    assert found["partner"]["offers"][0]["themes"] == ["tudors"]
    assert found["licence"]


def test_whose_street_is_hidden_is_told_to_a_kilometre(client):
    make_organisation(
        hide_street=True, address="7 Secret Lane", postcode="PL4 8AA", town="Plymouth"
    )
    one = client.get(API).json()["partners"][0]
    full = client.get(f"{API}/{one['id']}").content.decode()
    table_text = b"".join(client.get("/partners.csv").streaming_content).decode()
    for text in (full, json.dumps(one), table_text):
        assert "Secret Lane" not in text
        assert "PL4 8AA" not in text
    assert one["position"] == {"easting": 248_000, "northing": 54_000, "exact": False}


def test_a_list_takes_as_many_queries_for_twenty_as_for_one(client, django_assert_max_num_queries):
    for _ in range(20):
        organisation = make_organisation(access=["step-free-access"], covered_regions=["london"])
        make_offer(organisation=organisation)
    client.get(API)
    # Inside a test's transaction one more query sees to what waits for its commit.
    with django_assert_max_num_queries(7):
        assert len(client.get(f"{API}?facets=1").json()["partners"]) == 20


def test_one_partner_takes_as_many_queries_for_twenty_offers(client, django_assert_max_num_queries):
    organisation = make_organisation()
    for _ in range(20):
        make_offer(organisation=organisation)
    client.get(API)
    # Two more than its own see, inside a test's transaction, whether anything changed.
    with django_assert_max_num_queries(18):
        client.get(f"{API}/{organisation.pk}")


def test_the_table_takes_five_queries_a_step(client, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(table, "ROWS_A_STEP", 10)
    ids = [make_organisation(access=["step-free-access"]).pk for _ in range(20)]
    with django_assert_max_num_queries(10):
        assert len(list(table.lines(ids))) == 3


def test_the_table_defuses_formulas_and_is_read_by_excel_as_utf_8(client):
    make_organisation(name="=HYPERLINK(A1)", summary="Café £5")
    response = client.get("/partners.csv")
    text = b"".join(response.streaming_content)
    assert text.startswith(b"\xef\xbb\xbfid,name,")
    assert "'=HYPERLINK" in text.decode()
    assert "Café £5" in text.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_the_table_holds_all_that_match_whatever_page(client):
    for _ in range(25):
        make_organisation()
    rows = rows_of(client.get("/partners.csv?page=2&sort=name"))
    assert len(rows) == 25
    assert [int(row["id"]) for row in rows] == sorted(int(row["id"]) for row in rows)


@pytest.mark.parametrize(
    "wrong", ["region=narnia", "near=zzzzqqq", "within=10", "cost=0", "artform=dance"]
)
def test_no_table_is_made_of_a_search_that_was_not_understood(client, wrong):
    response = client.get(f"/partners.csv?{wrong}")
    assert response.status_code == 400
    assert response.json()["error"].endswith((".", "?"))
    assert "Shown below" not in response.json()["error"]


def test_no_table_is_made_of_a_word_that_was_taken_for_another(client):
    make_organisation(name="Drama House")
    response = client.get("/partners.csv?q=dramma")
    assert response.status_code == 400
    assert response.json()["error"] == "We took “dramma” as “drama”."


def test_a_misspelt_parameter_is_said_to_programs_and_passed_over_for_people(client):
    make_organisation()
    found = client.get(f"{API}?artform=dance&utm_source=x&facets=yes").json()
    assert found["total"] == 1
    assert found["left_out"] == [
        "We left out artform=dance: there is no such parameter; did you mean art_form?",
        "We left out utm_source=x: there is no such parameter.",
        "We left out facets=yes: it is 1, or it is not there.",
    ]
    assert client.get("/partners/?artform=dance").context["page"].notices == []
    assert client.get("/partners.csv?facets=1&page=2&sort=name").status_code == 200


def test_a_place_that_is_not_one_is_told_in_words_for_programs(client):
    make_organisation()
    place = client.get(f"{API}?near=Newport").json()["place"]
    assert place["sentence"].startswith(
        "There are several places of that name. Which one do you mean?"
    )
    assert "Newport, Shropshire" in place["choices"]
    said = client.get("/partners.csv?near=Newport").json()["error"]
    assert "The parameter near may be: Newport" in said
    assert client.get("/partners.csv?near=Newport,+Shropshire").status_code == 200
    unknown = client.get(f"{API}?near=Zyzzyva").json()["place"]
    assert unknown == {
        "label": "",
        "sentence": "We do not know “Zyzzyva”. Type your school's postcode, or a larger place "
        "near it.",
        "choices": [],
    }


@pytest.mark.parametrize(
    ("near", "said", "instead"),
    [
        ("Sutton", "We took “Sutton” as Sutton, London.", "Sutton, London; Sutton in Ashfield"),
        ("Hebden", "We took “Hebden” as Hebden Bridge", "Hebden Bridge, West Yorkshire."),
        ("Suton", "We do not know “Suton”.", "Sutton, London"),
        ("Kielder&region=south-west", "We know no “Kielder” in", "Kielder, Northumberland."),
    ],
)
def test_a_table_takes_no_place_that_a_list_would_say_it_took(client, near, said, instead):
    response = client.get(f"/partners.csv?near={near}")
    assert response.status_code == 400
    assert response.json()["error"].startswith(said)
    assert f"The parameter near may be: {instead}" in response.json()["error"]
    exactly = instead.split(";")[0].rstrip(".")
    assert client.get("/partners.csv", {"near": exactly}).status_code == 200


@pytest.mark.parametrize("address", [API, "/partners.csv", "{one}"])
def test_other_sites_may_read_it_and_ask_whether_it_changed(client, address, settings):
    settings.KEEP_SEARCH_PAGES = True
    organisation = make_organisation(name="Before")
    address = address.replace("{one}", f"{API}/{organisation.pk}")
    client.cookies["sessionid"] = "x" * 32
    response = client.get(address)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    del client.cookies["sessionid"]
    same = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same["Access-Control-Allow-Origin"] == "*"
    Organisation.objects.update(name="After")
    changed = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200
    assert b"After" in changed.getvalue()


def test_what_is_kept_is_another_answer_for_each_address(client, settings):
    settings.KEEP_SEARCH_PAGES = True
    make_organisation()
    assert client.get(API).json()["total"] == 1
    assert client.get(f"{API}?cost=free").json()["total"] == 0
    assert client.get("/partners/").context is not None
    assert client.get(API, headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"


def test_the_table_travels_compressed(client):
    make_organisation(name="Kiln")
    answer = client.get("/partners.csv", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert b"Kiln" in gzip.decompress(b"".join(answer.streaming_content))


@pytest.mark.parametrize("address", [API, "/partners.csv"])
def test_a_browser_that_asks_first_is_told_what_it_may(client, address):
    response = client.options(address)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("address", [API, f"{API}/1", "/partners.csv"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(address, method):
    """No token is asked for: the client checks as a browser's request would be checked."""
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["error"].endswith(".")


@pytest.mark.parametrize(("address", "status"), [("/api/v1/nothing", 404), (f"{API}?q=%00", 400)])
def test_an_error_is_json_with_a_sentence(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert response.json()["error"].endswith(".")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_pages_of_the_site_are_not_readable_from_others(client):
    assert "Access-Control-Allow-Origin" not in client.get("/partners/").headers


def test_contacts_are_in_none_of_it(client):
    canary = {
        "contact_name": "Canary Person",
        "contact_email": "canary@secret.example",
        "phone": "01632 960999",
        "trained_person": "Canary Trainee",
    }
    organisation = make_organisation(**canary)
    make_venue(organisation=organisation)
    for address in (API, f"{API}/{organisation.pk}", "/partners.csv"):
        response = client.get(address)
        text = response.getvalue().decode() + str(response.headers)
        assert not [value for value in canary.values() if value in text]
