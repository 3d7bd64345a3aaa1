"""The pages on which a setting and a partner record what they do: three fields, then the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enquiries.models import Collaboration, NameToInvite
from reference.models import ArtsmarkCriterion
from tests.factories import (
    make_collaboration,
    make_connection,
    make_enquiry,
    make_membership,
    make_name_to_invite,
    make_offer,
    make_organisation,
    make_recipient,
    make_setting,
)
from tests.partners.admin_pages import run

pytestmark = pytest.mark.django_db

LAST_MONTH = (timezone.localdate() - timedelta(days=30)).isoformat()


@pytest.fixture
def school():
    return make_setting(name="Hill School")


@pytest.fixture
def teacher(school, client):
    user = make_connection(setting=school).user
    client.force_login(user)
    return user


@pytest.fixture
def mill():
    return make_organisation(name="Millbrook Textile Museum")


def record(client, school, **fields):
    said = {"partner": "Ann Other", "title": "Painting", "first_on": LAST_MONTH} | fields
    return client.post(f"/my/setting/{school.pk}/collaborations/record/", said)


def asked_of(mill, school, **fields):
    enquiry = make_enquiry(setting=school, strengthens=["leadership"], years="Year 4", pupils=58)
    defaults = {"state": "answered", "answer": "interested", "answered_at": timezone.now()}
    return make_recipient(organisation=mill, enquiry=enquiry, **defaults | fields)


# --- The short form -------------------------------------------------------------------------


def test_three_fields_are_enough_for_somebody_who_is_not_in_the_directory(client, school, teacher):
    assert record(client, school).status_code == 302
    row = Collaboration.objects.get()
    assert (row.other_name, row.title, row.state) == ("Ann Other", "Painting", "confirmed")
    assert row.begun_by == teacher


@pytest.mark.parametrize("chosen", [True, False])
def test_a_name_like_one_of_the_directory_is_asked_about_even_misspelt(
    client, school, teacher, mill, chosen
):
    answer = record(client, school, partner="Milbrook Textil Museum")
    assert "Is it one of these?" in answer.text
    assert not Collaboration.objects.exists()
    choice = mill.pk if chosen else "other"
    record(client, school, partner="Milbrook Textil Museum", choice=choice)
    row = Collaboration.objects.get()
    assert (row.organisation, row.state) == ((mill, "waiting") if chosen else (None, "confirmed"))


def test_one_that_is_not_listed_cannot_be_chosen_by_its_number(client, school, teacher, mill):
    draft = make_organisation(name="Millbrook Textile Loft", listing_state="draft")
    answer = record(client, school, partner="Millbrook Textile Museum", choice=draft.pk)
    assert answer.status_code == 200
    assert not Collaboration.objects.exists()


def test_what_looks_like_a_pupils_name_is_asked_about_once(client, school, teacher):
    said = {"title": "Printing with a pupil called Tom Field"}
    answer = record(client, school, **said)
    assert "may name a pupil" in answer.text
    seen = answer.context["form"]["looked_at"].value()
    assert record(client, school, **said, looked_at=seen).status_code == 302


def test_thirty_a_day_are_the_most(client, school, teacher):
    for _ in range(30):
        make_collaboration(setting=school)
    assert "Go on tomorrow" in record(client, school).text
    Collaboration.objects.update(begun_at=timezone.now() - timedelta(days=1))
    assert record(client, school).status_code == 302


# --- Completed later ------------------------------------------------------------------------


def test_the_rest_is_added_later_and_nothing_else_is_taken(client, school, teacher, mill):
    row = make_collaboration(setting=school, organisation=mill, state="waiting")
    cpd = ArtsmarkCriterion.objects.get(slug="cpd")
    address = f"/my/setting/{school.pk}/collaborations/{row.pk}/"
    elsewhere = make_offer()
    said = {"title": "Printing", "first_on": LAST_MONTH, "pupils": "30", "criteria": [cpd.pk]}
    refused = client.post(address, said | {"offer": elsewhere.pk})
    assert refused.status_code == 200
    forged = {"state": "confirmed", "partner_confirmed_at": "2026-01-01", "setting": "1"}
    assert client.post(address, said | {"learnt": "Slow."} | forged).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.pupils, row.learnt, row.state) == ("Printing", 30, "Slow.", "waiting")
    assert list(row.criteria.all()) == [cpd]


def test_days_in_the_wrong_order_are_refused_beside_the_field(client, school, teacher):
    row = make_collaboration(setting=school, other_name="Ann")
    said = {"title": "Printing", "first_on": LAST_MONTH, "last_on": "2020-01-01"}
    answer = client.post(f"/my/setting/{school.pk}/collaborations/{row.pk}/", said)
    assert answer.context["form"].errors["last_on"] == ["The last day is before the first."]


def test_the_name_is_offered_to_the_bridge_and_taken_back_by_a_button(client, school, teacher):
    record(client, school)
    address = f"/my/setting/{school.pk}/collaborations/{Collaboration.objects.get().pk}/"
    client.post(f"{address}invite/", {"invite": "1"})
    assert NameToInvite.objects.exists()
    client.post(f"{address}invite/")
    assert not NameToInvite.objects.exists()


def test_it_is_removed_by_its_own_page(client, school, teacher):
    record(client, school)
    address = f"/my/setting/{school.pk}/collaborations/{Collaboration.objects.get().pk}/remove/"
    client.get(address)
    assert Collaboration.objects.exists()
    client.post(address)
    assert not Collaboration.objects.exists()


# --- Out of an enquiry ----------------------------------------------------------------------


def test_the_setting_begins_it_with_what_the_enquiry_said(client, school, teacher, mill):
    asked = asked_of(mill, school)
    assert "Millbrook" in client.get(f"/my/setting/{school.pk}/collaborations/").text
    address = f"/my/setting/{school.pk}/collaborations/from-enquiry/{asked.pk}/"
    form = client.get(address).context["form"]
    assert [one.slug for one in form["criteria"].initial] == ["leadership"]
    assert (form["classes"].value(), form["pupils"].value()) == ("Year 4", 58)
    criteria = [one.pk for one in form["criteria"].initial]
    client.post(address, {"title": "Printing", "first_on": LAST_MONTH, "criteria": criteria})
    row = Collaboration.objects.get()
    assert (row.recipient, row.state, row.waits_for) == (asked, "waiting", "partner")
    assert client.get(address).status_code == 404


def test_the_partner_begins_it_and_says_nothing_of_what_was_learnt(client, school, mill):
    asked = asked_of(mill, school)
    client.force_login(make_membership(organisation=mill).user)
    assert "Record what you do" in client.get(f"/my/enquiries/{asked.pk}/").text
    address = f"/my/organisations/{mill.pk}/collaborations/from-enquiry/{asked.pk}/"
    client.post(address, {"title": "Printing", "first_on": LAST_MONTH, "learnt": "x"})
    row = Collaboration.objects.get()
    assert (row.learnt, row.waits_for) == ("", "setting")
    assert client.get(f"/my/organisations/{mill.pk}/collaborations/{row.pk}/").status_code == 200


@pytest.mark.parametrize("fields", [{"answer": "cannot"}, {"state": "sent", "answer": ""}])
def test_an_enquiry_without_a_yes_is_no_beginning(client, school, teacher, mill, fields):
    if not fields["answer"]:
        fields = {**fields, "answered_at": None}
    asked = asked_of(mill, school, **fields)
    address = f"/my/setting/{school.pk}/collaborations/from-enquiry/{asked.pk}/"
    assert client.get(address).status_code == 404


# --- Whose it is ----------------------------------------------------------------------------


def test_nobody_reads_or_changes_what_is_anothers(client, school, teacher, mill):
    foreign = make_collaboration(organisation=mill, learnt="Zyxwort")
    own_entry = make_collaboration(other_name="Zyxwort")
    addresses = [
        f"/my/setting/{school.pk}/collaborations/{foreign.pk}/",
        f"/my/setting/{foreign.setting.pk}/collaborations/{foreign.pk}/",
        f"/my/setting/{foreign.setting.pk}/evidence.docx",
        f"/my/setting/{school.pk}/collaborations/{own_entry.pk}/remove/",
        f"/my/organisations/{mill.pk}/collaborations/{foreign.pk}/",
    ]
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    client.force_login(make_membership(organisation=mill).user)
    pages = [
        client.get(f"/my/organisations/{mill.pk}/collaborations/{one.pk}/")
        for one in (foreign, own_entry)
    ]
    assert [page.status_code for page in pages] == [200, 404]
    assert "Zyxwort" not in pages[0].text


# --- Staff ----------------------------------------------------------------------------------


def test_staff_find_a_name_to_invite_on_their_desk_and_settle_it(admin_client):
    row = make_name_to_invite(other_name="Ann Other, painter", title="Zyxwort", learnt="Zyxwort")
    desk = admin_client.get("/admin/").text
    assert "Ann Other, painter, named by" in desk
    pages = "/admin/enquiries/nametoinvite/"
    listed = admin_client.get(f"{pages}?state__exact=open").text
    assert "Ann Other, painter" in listed
    assert "Zyxwort" not in listed + admin_client.get(f"{pages}{row.pk}/change/").text
    run(admin_client, pages, "settle", row)
    row.refresh_from_db()
    assert row.state == "settled"
    assert "Ann Other" not in admin_client.get("/admin/").text


# --- What waits for somebody ----------------------------------------------------------------


def test_what_a_side_has_not_confirmed_stands_on_the_pages_of_its_people(
    client, school, teacher, mill
):
    make_collaboration(setting=school, organisation=mill, state="waiting", title="Weaving")
    other = make_connection(setting=school, state="ended", ended_at=timezone.now()).user
    said = {"begun_side": "partner", "setting_confirmed_at": None}
    said |= {"partner_confirmed_at": timezone.now(), "state": "waiting", "title": "Printing"}
    make_collaboration(setting=school, organisation=mill, **said)
    member = make_membership(organisation=mill).user
    found = []
    for user in (teacher, member, other):
        client.force_login(user)
        page = client.get("/my/")
        found.append([one.title for one, address in page.context["to_confirm"]])
        assert all(
            client.get(address).status_code == 200 for _, address in page.context["to_confirm"]
        )
    assert found == [["Printing"], ["Weaving"], []]
