"""Staff see how far each authority is before it opens."""

from datetime import date

import pytest

from accounts import services
from partners.models import Launch
from partners.readiness import readiness
from partners.search.current import current
from reference.models import BridgeOrganisation
from tests.factories import make_organisation
from tests.partners.admin_pages import text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

READY = "/admin/partners/launch/ready/"


def numbers(slug):
    current()  # publishes what this test's transaction wrote, as a commit does
    [row] = [one for one in readiness() if one.authority.slug == slug]
    return {
        name: getattr(row, name)
        for name in ("live", "ready", "in_review", "trained", "invited", "found")
    }


def nothing(**but):
    names = ("live", "ready", "in_review", "trained", "invited", "found")
    return dict.fromkeys(names, 0) | but


def test_each_organisation_stands_in_one_column_of_its_authority():
    make_organisation(authority="plymouth")
    make_organisation(authority="plymouth", listing_state="submitted", partner_status="trained")
    make_organisation(authority="plymouth", listing_state="draft", partner_status="trained")
    invited = {"listing_state": "draft", "trained_on": None, "code_accepted_on": None}
    make_organisation(authority="plymouth", partner_status="prospect", **invited)
    make_organisation(authority="plymouth", partner_status="training-booked", **invited)
    for left_out in ({"listing_state": "archived"}, {"hidden_at": "2026-01-01T12:00Z"}):
        make_organisation(authority="plymouth", **left_out)
    assert numbers("plymouth") == nothing(
        live=1, ready=1, in_review=1, trained=1, invited=2, found=1
    )
    assert numbers("leeds") == nothing()


def test_who_waits_for_the_date_is_ready_and_found_wherever_they_work():
    Launch.objects.update(opens_on=date(2099, 1, 1))
    make_organisation(authority="plymouth", covers_england=True)
    make_organisation(authority="leeds")
    assert numbers("plymouth") == nothing(ready=1, found=1)
    assert numbers("leeds") == nothing(ready=1, found=2)


def test_the_page_marks_where_schools_find_too_few(admin_client, django_assert_max_num_queries):
    for _ in range(3):
        make_organisation(authority="leeds")
    current()
    assert "Ready to open?" in text_of(admin_client.get("/admin/partners/launch/"))
    with django_assert_max_num_queries(14):
        text = text_of(admin_client.get(READY))
    assert "Plymouth South West 1 January 2000 0 0 0 0 0 0 (fewer than 3)" in text
    assert "Leeds Yorkshire and The Humber 1 January 2000 3 3 0 0 0 3 " in text
    one = text_of(admin_client.get(READY, {"region": "south-west"}))
    assert "Plymouth" in one
    assert "Leeds" not in one


def test_staff_of_a_body_see_their_own_authorities_by_a_link_on_their_first_page(client):
    body = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    client.force_login(with_second_factor(make_person("s@site.example", is_staff=True)))
    assert client.get(READY).status_code == 403
    assert READY not in client.get("/admin/").text
    officer = services.appoint(email="officer@here.example", bridge=body)
    client.force_login(with_second_factor(officer))
    assert READY in client.get("/admin/").text
    page = client.get(READY)
    seen = {row.authority for row in page.context["rows"]}
    assert seen == set(body.authorities.filter(is_active=True))
    assert "Opening dates" not in page.text
    assert "You look after no authority there." in client.get(READY, {"region": "london"}).text
