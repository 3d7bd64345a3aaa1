"""Odd addresses of the staff pages: never a server error, never more than the page offers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_offer
from tests.partners.admin_pages import OFFERS, ORGANISATIONS

pytestmark = pytest.mark.django_db

LISTS = [ORGANISATIONS, OFFERS]
PATTERNS = [
    "name__regex=(",
    "title__regex=(",
    "name__iregex=(a%2B)%2B%24",
    "name__contains=a",
    "organisation__contact_email__startswith=a",
    "contact_email=a@b.example",
    "trained_person__exact=Kay",
    "position__exact=x",
    "working_days__len=x",
    "offers__title__regex=(",
    "authority__region__name__regex=(",
    "authority__region__id__exact__regex=(",
    "pk__in=1",
    "listing_state__regex=(",
]
ODD = [
    "authority__region__id__exact=x",
    "authority__region__id__exact=9999999999999999999999999999",
    "lead_bridge__id__exact=%5B%5D",
    "listing_state__exact=narnia",
    "listing_state__exact=a&listing_state__exact=b",
    "hidden_at__isempty=perhaps",
    "is_demo__exact=maybe",
    "public=narnia",
    "art_forms__id__exact=x",
    "organisation__authority__region__id__exact=x",
    "cost_band__exact=narnia",
    "available_to__isempty=2",
    "q=" + "a+" * 1000,
    "q=%27%22%25_%5C",
    "o=99.-99.x",
    "p=99999999999",
    "all=x",
    "e=1",
    "_facets=x",
    "_to_field=contact_email",
    "_popup=1",
]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("query", PATTERNS)
def test_only_the_filters_of_the_page_are_answered(admin_client, address, query):
    make_offer()
    assert admin_client.get(f"{address}?{query}").status_code in {302, 400}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("query", ODD)
def test_odd_values_give_no_server_error(admin_client, address, query):
    make_offer()
    assert admin_client.get(f"{address}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("address", LISTS)
def test_every_filter_s_every_link_is_answered(admin_client, address):
    make_offer()
    page = admin_client.get(address)
    links = {
        choice["query_string"]
        for filter_spec in page.context["cl"].filter_specs
        for choice in filter_spec.choices(page.context["cl"])
    }
    assert len(links) > 20
    for link in sorted(links):
        assert admin_client.get(f"{address}{link}").status_code == 200


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    address=st.sampled_from(LISTS),
    name=st.sampled_from(["name", "listing_state", "state", "authority", "art_forms", "position"]),
    ending=st.sampled_from(
        ["", "__exact", "__in", "__regex", "__gte", "__isnull", "__len", "____"]
    ),
    value=st.text(max_size=20),
)
def test_any_filter_with_any_value(admin_client, address, name, ending, value):
    response = admin_client.get(address, {f"{name}{ending}": value})
    assert response.status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "path",
    [
        f"{ORGANISATIONS}x/change/",
        f"{ORGANISATIONS}99999999999999999999999/change/",
        f"{ORGANISATIONS}1_00/change/",
        f"{ORGANISATIONS}add/?organisation=x&art_forms=x&covered_authorities=x&name=x",
        f"{OFFERS}add/?organisation=x",
        f"{OFFERS}add/?organisation=99999999999999999999999",
        f"{OFFERS}add/?organisation=%C2%B2&themes=x&key_stages=x&offer_type=x",
    ],
)
def test_odd_pages_give_no_server_error(admin_client, path):
    assert admin_client.get(path, follow=True).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    ("term", "status"), [("%00", 400), ("%ff", 400), ("salt", 200), ("(", 200), ("", 200)]
)
@pytest.mark.parametrize(
    ("model", "field"),
    [("offer", "organisation"), ("offer", "themes"), ("organisation", "authority")],
)
def test_the_pickers_survive_what_is_typed(admin_client, model, field, term, status):
    query = f"app_label=partners&model_name={model}&field_name={field}&term={term}"
    assert admin_client.get(f"/admin/autocomplete/?{query}").status_code == status


@pytest.mark.parametrize("action", ["approve", "delete_selected", "__class__", "", "archive"])
@pytest.mark.parametrize("chosen", ["x", "9" * 5000])
def test_an_action_without_rows_or_without_a_name_does_nothing(admin_client, action, chosen):
    for address in LISTS:
        response = admin_client.post(address, {"action": action, "_selected_action": chosen})
        assert response.status_code in {200, 302, 400}
