"""Staff of a body say themselves where it is reached, and change nothing else of it."""

import pytest
from django.test import Client

from accounts import services as accounts
from reference.models import BridgeOrganisation
from tests.partners.admin_pages import fields_of, submit, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return BridgeOrganisation.objects.get(authorities__slug="plymouth")


@pytest.fixture
def officer(body):
    person = with_second_factor(make_person("officer@here.example"))
    browser = Client()
    browser.force_login(accounts.appoint(email=person.email, bridge=body))
    return browser


def page_of(body):
    return f"/admin/reference/bridgeorganisation/{body.pk}/change/"


def test_the_start_page_leads_its_own_staff_to_where_answers_arrive(officer, body):
    BridgeOrganisation.objects.update(contact_email="")
    assert page_of(body) in officer.get("/admin/").text
    submit(officer, page_of(body), contact_email="schools@body.example")
    body.refresh_from_db()
    assert body.contact_email == "schools@body.example"
    assert "has no address at which answers" not in text_of(officer.get("/admin/"))


def test_they_change_nothing_else_of_it(officer, body):
    called = body.name
    assert not {"name", "slug", "is_active"} & fields_of(officer.get(page_of(body))).keys()
    submit(officer, page_of(body), name="Taken over", is_active=None)
    body.refresh_from_db()
    assert (body.name, body.is_active) == (called, True)


def test_another_body_is_neither_shown_nor_changed(officer):
    other = BridgeOrganisation.objects.get(authorities__slug="leeds")
    assert other.name not in text_of(officer.get("/admin/reference/bridgeorganisation/"))
    assert officer.get(page_of(other)).status_code == 302
    officer.post(page_of(other), {"contact_email": "x@y.example", "_save": "yes"})
    other.refresh_from_db()
    assert other.contact_email != "x@y.example"
