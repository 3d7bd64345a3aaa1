"""Concerns: reported by anybody, read by few, each reading on record, and told to nobody else."""

import logging
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from pghistory.models import Event

from accounts import services as accounts
from accounts.models import StatusChange
from artsmark_site.due import erase_expired
from enquiries.models import Concern
from partners.desk.piles import piles_of
from partners.models import Membership, Organisation
from reference.models import BridgeOrganisation, LocalAuthority
from tests.factories import make_concern, make_membership, make_offer, make_organisation
from tests.letters import delivered
from tests.partners.admin_pages import run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
CONCERNS = "/admin/enquiries/concern/"
WORDS = "Zyxwort shouted at a pupil."
SENT = {"kind": "conduct", "words": WORDS}


def report(organisation, query="", **fields):
    address = f"{organisation.get_absolute_url()}concern/{query}"
    return Client().post(address, SENT | fields, headers=HERE)


def staff(slug):
    bridge = BridgeOrganisation.objects.get(authorities__slug=slug)
    person = with_second_factor(make_person(f"officer@{slug}.example"))
    return accounts.appoint(email=person.email, bridge=bridge)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer():
    return staff("plymouth")


@pytest.fixture
def mill():
    return make_organisation(name="Mill House")


def test_each_profile_and_offer_leads_to_it_and_help_stands_first(client, mill):
    offer = make_offer(organisation=mill)
    for row, query in ((mill, ""), (offer, f"?offer={offer.pk}")):
        link = f"{mill.get_absolute_url()}concern/{query}"
        assert link in client.get(row.get_absolute_url()).text
        page = client.get(link).text
        assert page.index("999") < page.index("0808 800 5000") < page.index("<form")
    assert not client.cookies


def test_it_is_kept_with_the_offer_it_came_from(mill):
    offer = make_offer(organisation=mill)
    foreign = make_offer()
    assert report(mill, f"?offer={offer.pk}").status_code == 302
    report(mill, f"?offer={foreign.pk}", name="Kit", email="kit@school.example")
    first, second = Concern.objects.order_by("pk")
    assert (first.organisation, first.offer, first.words, first.email) == (mill, offer, WORDS, "")
    assert (second.offer, second.name, second.email) == (None, "Kit", "kit@school.example")
    assert report(mill, "?offer=9999999999999999999999").status_code == 302


def test_errors_stand_beside_their_fields(mill):
    page = report(mill, kind="", words="", email="x")
    assert set(page.context["form"].errors) == {"kind", "words", "email"}
    assert not Concern.objects.exists()


def test_limits_and_other_sites(mill, monkeypatch):
    monkeypatch.setattr("enquiries.concerns.views.MOST_AN_HOUR", 1)
    assert [report(mill).status_code for _ in range(2)] == [302, 200]
    address = f"{mill.get_absolute_url()}concern/"
    assert Client().post(address, SENT).status_code == 403


def test_also_about_one_that_is_no_longer_listed_but_not_about_a_draft(mill):
    Organisation.objects.filter(pk=mill.pk).update(listing_state="archived")
    assert report(mill).status_code == 302
    draft = make_organisation(listing_state="draft")
    assert report(draft).status_code == 404


def test_the_letter_says_only_that_there_is_one(mill):
    body = mill.led_by
    body.contact_email = "contact@bridge.example"
    body.save()
    report(mill, name="Kit Reporter", email="kit@school.example")
    (letter,) = delivered()
    assert letter.to == ["contact@bridge.example"]
    assert f"{CONCERNS}{Concern.objects.get().pk}/change/" in letter.body
    for secret in ("Zyxwort", "Mill House", "Kit", "kit@", "conduct"):
        assert secret not in letter.body + letter.subject


def test_without_a_contact_it_goes_to_the_staff_and_without_a_body_to_national_staff(
    mill, officer, admin_user
):
    BridgeOrganisation.objects.update(contact_email="")
    report(mill)
    LocalAuthority.objects.update(bridge=None)
    report(mill)
    to = [letter.to for letter in delivered() if letter.subject == "A concern was reported"]
    assert to == [[officer.email], [admin_user.email]]


def test_the_partner_is_not_told_and_sees_nothing(mill):
    member = make_membership(organisation=mill).user
    report(mill)
    assert all(member.email not in letter.to for letter in delivered())
    client = client_of(member)
    for address in ("/my/", f"/my/organisations/{mill.pk}/", mill.get_absolute_url()):
        assert "Zyxwort" not in client.get(address).text
    assert client.get(CONCERNS).status_code == 302


def test_staff_of_the_lead_body_read_it_and_each_opening_is_on_record(mill, officer):
    concern = make_concern(organisation=mill, words=WORDS)
    page = f"{CONCERNS}{concern.pk}/change/"
    client = client_of(officer)
    assert "Zyxwort" not in client.get(CONCERNS).text
    assert "Zyxwort" in client.get(page).text
    client.get(page)
    openings = StatusChange.objects.filter(field="opened", object_id=concern.pk)
    assert [one.by for one in openings] == [officer, officer]
    other = staff("leeds")
    assert client_of(other).get(page, follow=True).status_code == 200
    assert "Zyxwort" not in client_of(other).get(page, follow=True).text
    assert openings.count() == 2


def test_nobody_reads_about_an_organisation_they_belong_to(mill, officer, admin_user):
    concern = make_concern(organisation=mill, words=WORDS)
    for user in (officer, admin_user):
        Membership.objects.create(user=user, organisation=mill)
        page = client_of(user).get(f"{CONCERNS}{concern.pk}/change/", follow=True)
        assert "Zyxwort" not in page.text
        assert "Concerns that were reported" not in {pile.title for pile in piles_of(user)}


def test_who_works_in_the_area_but_is_led_elsewhere_is_not_theirs(officer):
    elsewhere = make_organisation(authority="leeds", position=None, covers_england=True)
    concern = make_concern(organisation=elsewhere)
    assert not Concern.objects.readable_by(officer).exists()
    assert client_of(officer).get(f"{CONCERNS}{concern.pk}/change/").status_code == 302


def test_it_is_looked_into_settled_and_noted(mill, officer):
    concern = make_concern(organisation=mill)
    assert "Concerns that were reported" in {pile.title for pile in piles_of(officer)}
    client = client_of(officer)
    page = f"{CONCERNS}{concern.pk}/change/"
    for action, state in (
        ("look_into", "looked-into"),
        ("settle", "settled"),
        ("open_again", "open"),
    ):
        text_of(run(client, CONCERNS, action, concern))
        concern.refresh_from_db()
        assert (concern.state, bool(concern.settled_at)) == (state, state == "settled")
        again = text_of(run(client, CONCERNS, action, concern))
        assert f"{concern} stood so before: nothing was done." in again
    client.post(page, {"note": "Spoke to them.", "words": "Forged", "_save": "yes"})
    concern.refresh_from_db()
    assert (concern.note, concern.words) == ("Spoke to them.", "Nobody came.")
    assert "Not settled yet" in client.get(f"{CONCERNS}?todo=yes").text


def test_its_words_are_in_its_own_row_and_nowhere_else(mill, officer, caplog):
    caplog.set_level(logging.DEBUG)
    report(mill, name="Kit Zyxwort", email="zyxwort@school.example")
    concern = Concern.objects.get()
    client = client_of(officer)
    client.post(f"{CONCERNS}{concern.pk}/change/", {"note": "Zyxwort was asked.", "_save": "yes"})
    run(client, CONCERNS, "settle", concern)
    delivered()
    assert LogEntry.objects.exists()
    assert "zyxwort" not in caplog.text.lower()
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = f"SELECT 1 FROM \"{table}\" t WHERE row_to_json(t)::text ~* 'zyxwort'"  # noqa: S608
            cursor.execute(query)
            found |= {table} if cursor.fetchone() else set()
    assert found == {"enquiries_concern"}
    assert not [one for one in Event.__subclasses__() if one.pgh_tracked_model is Concern]


def test_two_years_after_it_was_settled_it_is_deleted(mill):
    settled_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    make_concern(organisation=mill, state="settled", settled_at=settled_at)
    make_concern(organisation=mill)
    for year, left in ((2027, 2), (2028, 1)):
        with time_machine.travel(datetime(year, 3, 1, 13, tzinfo=UTC)):
            erase_expired()
        assert Concern.objects.count() == left
