"""The page of every change of a row, for the staff of its area."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from partners.models import Organisation
from reference.models import ArtForm, BridgeOrganisation
from tests.factories import make_membership, make_offer, make_organisation, make_venue
from tests.partners.admin_pages import ORGANISATIONS, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


def page_of(row, client, query=""):
    where = f"{row._meta.app_label}/{row._meta.model_name}/{row.pk}"
    return client.get(f"/admin/every-change/{where}/{query}")


def staff_of(authority):
    person = with_second_factor(make_person(f"officer@{authority}.example", name="Jo Officer"))
    bridge = BridgeOrganisation.objects.get(authorities__slug=authority)
    services.appoint(email=person.email, bridge=bridge)
    client = Client()
    client.force_login(person)
    return client


def test_it_says_what_each_field_was_and_became(admin_client):
    organisation = make_organisation(name="Mill House", travel_miles=25, works_online=True)
    Organisation.objects.filter(pk=organisation.pk).update(
        travel_miles=40, works_online=False, closed_from="2026-12-20", closed_to="2027-01-04"
    )
    Organisation.objects.filter(pk=organisation.pk).update(partner_status="lapsed")
    text = text_of(page_of(organisation, admin_client))
    for said in (
        "25 → 40",
        "Works online: yes → no",
        "Closed from: nothing → 20 December 2026",
        "Partner status: Active → Lapsed",
    ):
        assert said in text


def test_texts_are_shown_with_the_words_that_changed(admin_client):
    organisation = make_organisation(description="We make clay pots.")
    Organisation.objects.filter(pk=organisation.pk).update(description="We make tall pots.")
    page = page_of(organisation, admin_client).content.decode()
    assert "We make <del>clay </del><ins>tall </ins>pots." in page


def test_lists_and_what_belongs_to_it_are_there_too(admin_client):
    organisation = make_organisation()
    organisation.art_forms.set(ArtForm.objects.filter(slug="dance"))
    offer = make_offer(organisation=organisation, title="Clay day")
    make_venue(organisation=organisation, name="Mill Hall").delete()
    make_membership(organisation=organisation)
    text = text_of(page_of(organisation, admin_client))
    for said in (
        "added Dance",
        "removed Visual arts",
        "Offer “Clay day” added",
        "Membership of owner",
    ):
        assert said in text
    assert "Venue “Mill Hall” deleted" in text
    assert "Art forms" in text_of(page_of(offer, admin_client))


def test_of_what_is_private_it_says_only_that_it_changed(admin_client):
    organisation = make_organisation(phone="01632 960917")
    Organisation.objects.filter(pk=organisation.pk).update(phone="01632 960918")
    text = text_of(page_of(organisation, admin_client))
    assert "Phone: changed; its values are not kept here" in text
    assert "96091" not in text


def test_it_names_who_did_it(admin_client, admin_user):
    organisation = make_organisation(listing_state="draft")
    member = make_membership(organisation=organisation, user=make_person(name="Ada Owner"))
    client = Client()
    client.force_login(member.user)
    client.post(f"/my/organisations/{organisation.pk}/hide/")
    text = text_of(page_of(organisation, admin_client))
    assert "Ada Owner" in text
    assert "a program, or the database itself" in text, "of what no form changed"
    number = member.user_id
    member.user.delete()
    text = text_of(page_of(organisation, admin_client))
    assert f"a former account (number {number})" in text
    assert "Ada" not in text


def test_what_was_done_together_stands_together(admin_client):
    organisation = make_organisation()
    make_offer(organisation=organisation)
    page = page_of(organisation, admin_client)
    assert len(page.context["occasions"]) == 1


def test_staff_read_it_of_their_own_area_alone():
    organisation = make_organisation(authority="plymouth")
    assert page_of(organisation, staff_of("plymouth")).status_code == 200
    assert page_of(organisation, staff_of("leeds")).status_code == 404
    member = make_membership(organisation=organisation)
    outsider = Client()
    outsider.force_login(member.user)
    assert page_of(organisation, outsider).status_code == 302, "to the sign-in of staff"


def test_of_a_row_that_is_gone_national_staff_read_it_alone(admin_client):
    organisation = make_organisation(name="Gone House")
    officer = staff_of("plymouth")
    number = organisation.pk
    organisation.delete()
    organisation.pk = number
    assert "Gone House" in text_of(page_of(organisation, admin_client))
    assert page_of(organisation, officer).status_code == 404


def test_standing_of_people_is_for_national_staff_alone(admin_client):
    officer = staff_of("plymouth")
    person = make_person(name="Ada Owner")
    services.make_administrator(email=person.email)
    assert "Superuser status: no → yes" in text_of(page_of(person, admin_client))
    assert page_of(person, officer).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["partners/organisation/999", "partners/nothing/1", "partners/launch/1", "auth/group/1",
     f"partners/organisation/{10**30}"],
)  # fmt: skip
def test_what_has_no_history_has_no_page(admin_client, address):
    assert admin_client.get(f"/admin/every-change/{address}/").status_code == 404


def test_a_row_s_own_page_leads_to_it(admin_client):
    organisation = make_organisation()
    page = admin_client.get(f"{ORGANISATIONS}{organisation.pk}/change/").content.decode()
    assert f'href="/admin/every-change/partners/organisation/{organisation.pk}/"' in page
    page = admin_client.get("/admin/partners/launch/1/change/", follow=True).content.decode()
    assert "every-change" not in page


def test_it_has_pages_and_asks_little_for_each(admin_client):
    organisation = make_organisation()
    for number in range(60):
        Organisation.objects.filter(pk=organisation.pk).update(travel_miles=number + 1)
    with CaptureQueriesContext(connection) as asked:
        text = text_of(page_of(organisation, admin_client))
    assert len(asked) < 20
    assert "Page 1 of 2" in text
    assert "58 → 59" in text
    assert "nothing → 1" in text_of(page_of(organisation, admin_client, "?page=2"))
    assert page_of(organisation, admin_client, "?page=x").status_code == 200
