"""The page that an invitation opens: right, to be changed, or not us; one page, one answer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from partners.letters import rounds
from partners.models import Addressee, CodeAcceptance, Membership, Organisation
from tests.factories import (
    make_addressee,
    make_mailing,
    make_membership,
    make_offer,
    make_organisation,
)
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    """Complete but for an owner and the Code: as an import, or staff, wrote it."""
    row = make_organisation(
        name="Salt Loft",
        listing_state="draft",
        partner_status="trained",
        trained_on="2024-03-01",
        code_accepted_on=None,
        source="south-west",
        contact_email="office@salt.example",
        art_forms=["dance"],
        safeguarding_statement="We are checked.",
    )
    make_offer(organisation=row, state="draft")
    return row


@pytest.fixture
def path(organisation):
    """What the letter leads to."""
    mailing = make_mailing(kind="invitation", body="[link]")
    make_addressee(mailing=mailing, organisation=organisation, email="office@salt.example")
    rounds.send_due(now=timezone.now())
    (path,) = links(delivered()[-1])
    return path


def signed_in(email):
    client = Client()
    client.force_login(make_person(email))
    return client


def test_opening_it_shows_what_we_know_and_changes_nothing(client, organisation, path):
    before = Organisation.objects.filter(pk=organisation.pk).values().get()
    text = client.get(path).text
    assert "Salt Loft: is this right?" in text
    assert "came to the training on 1 March 2024" in text
    assert "Make an account" in text
    assert "office@salt.example" not in text
    assert Organisation.objects.filter(pk=organisation.pk).values().get() == before
    assert not Addressee.objects.exclude(answer="").exists()


def test_this_is_right_accepts_the_code_and_hands_it_in_and_nothing_is_live(organisation, path):
    owner = signed_in("office@salt.example")
    assert "It is right: accept the Code and hand it in" in owner.get(path).text
    refused = owner.post(path, {"right": "", "name": "Ann"})
    assert "Tick the box if you accept the Code." in refused.text
    assert not Membership.objects.exists()
    done = owner.post(path, {"right": "", "name": "Ann", "agree": "on"}, follow=True)
    assert done.redirect_chain[-1][0].endswith("/submitted/")
    organisation.refresh_from_db()
    assert organisation.listing_state == "submitted"
    assert organisation.members.get().is_owner
    assert CodeAcceptance.objects.get().name == "Ann"
    assert organisation.claimed_at is not None
    assert Client().get(organisation.get_absolute_url()).status_code == 404
    assert Addressee.objects.get().answer == "right"
    assert owner.get(path).status_code == 302  # to their pages


def test_what_is_missing_is_named_and_it_is_theirs_to_complete(organisation, path):
    organisation.offers.all().delete()
    owner = signed_in("office@salt.example")
    done = owner.post(path, {"right": "", "name": "Ann", "agree": "on"}, follow=True)
    assert "Before it can be handed in: one offer with its six facts." in done.text
    organisation.refresh_from_db()
    assert organisation.listing_state == "draft"


def test_change_it_leads_to_its_pages(organisation, path):
    owner = signed_in("office@salt.example")
    done = owner.post(path, {"change": ""}, follow=True)
    assert done.redirect_chain[-1][0] == f"/my/organisations/{organisation.pk}/"
    assert Addressee.objects.get().answer == "change"


def test_not_us_is_said_without_an_account_and_staff_see_it(client, admin_client, path):
    assert (
        "We note that it is not you" in client.post(path, {"not-us": "", "words": "Ask Ann"}).text
    )
    row = Addressee.objects.get()
    assert (row.answer, row.answer_words) == ("not-us", "Ask Ann")
    assert "Ask Ann" in admin_client.get("/admin/").text


def test_nothing_else_is_answered_without_an_account(client, organisation, path):
    for answer in ("right", "change"):
        client.post(path, {answer: "", "name": "Ann", "agree": "on"})
    assert not organisation.members.exists()


def test_my_pages_lead_back_to_an_invitation_and_no_link_holds_the_address(client, path):
    assert "office" not in client.get(path).text
    owner = signed_in("office@salt.example")
    assert f'href="{path}"' in owner.get("/my/").text
    assert path not in signed_in("other@salt.example").get("/my/").text
    owner.post(path, {"change": ""})
    assert path not in owner.get("/my/").text


def test_somebody_at_another_address_cannot_take_it_over_by_the_link(organisation, path):
    other = signed_in("other@elsewhere.example")
    assert "ask to look after this entry" in other.get(path).text
    other.post(path, {"right": "", "name": "Ann", "agree": "on"})
    other.post(path, {"change": ""})
    assert not organisation.members.exists()


def test_the_link_ends_after_60_days_and_a_forged_one_opens_nothing(client, path):
    assert client.get(path[:-5] + "AAAA/").status_code == 410
    Addressee.objects.update(posted_at=timezone.now() - timedelta(days=60))
    assert client.get(path).status_code == 410


def test_once_somebody_looks_after_it_the_link_leads_to_asking_them(organisation, path):
    make_membership(organisation=organisation)
    page = signed_in("office@salt.example").get(path)
    assert "Somebody looks after Salt Loft already" in page.text
