"""Nobody makes a second organisation without having seen the first."""

import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from partners.joining import services as joining
from partners.joining.finding import Described, candidates, host_of
from partners.models import JoinRequest, Membership, Organisation
from tests.factories import make_membership, make_organisation
from tests.letters import delivered
from tests.people import make_person

pytestmark = pytest.mark.django_db

JOIN = "/partners/join/"


@pytest.fixture
def user(client):
    person = make_person("ada@museum.example", name="Ada Field")
    client.force_login(person)
    return person


def names(**described):
    return [found.organisation.name for found in candidates(Described(**described))]


def begin(client, page):
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    return client.post(f"{JOIN}new/", {"seen": seen})


# --- Finding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Theatre Royal Wakefield", "Theatre Royal, Wakefield"),
        ("Wakefield Theatre Royal", "Theatre Royal Wakefield"),
        ("Millbrook Musem", "Millbrook Museum"),
        ("millbrook museum trust", "The Millbrook Museum"),
        ("St Ives Arts", "Saint Ives Arts Club"),
        ("Café Théâtre", "Cafe Theatre"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(typed, known):
    make_organisation(name=known, listing_state="draft")
    make_organisation(name="Quarry Steel Orchestra")
    assert names(name=typed) == [known]


def test_a_website_a_charity_number_and_a_postcode_are_enough():
    make_organisation(name="One", website="https://www.harbour.example/schools")
    make_organisation(name="Two", charity_number="123456")
    make_organisation(name="Three", postcode="PL1 2AB")
    make_organisation(name="Other", website="https://notharbour.example")
    sent = {"website": "http://harbour.example", "charity_number": "123456", "postcode": "PL1 2AB"}
    assert sorted(names(name="Zzz", **sent)) == ["One", "Three", "Two"]


def test_whoever_shares_most_comes_first_with_the_reasons():
    make_organisation(name="Harbour Arts", postcode="PL1 2AB")
    make_organisation(name="Harbour Arts North", postcode="PL1 2AB", charity_number="123456")
    described = Described("Harbour Arts", charity_number="123456", postcode="PL1 2AB")
    first, second = candidates(described)
    assert first.organisation.name == "Harbour Arts North"
    assert first.reasons == ["the same charity number", "the same postcode", "a name like it"]
    assert second.reasons == ["the same postcode", "a name like it"]


def test_the_very_name_is_first_in_a_crowd_that_is_like_it():
    for number in range(40):
        make_organisation(name=f"Abbey Museum {number:02}", postcode="PL1 2AB")
    make_organisation(name="Abbey Museum")
    found = names(name="abbey museum")
    assert (found[0], len(found)) == ("Abbey Museum", 10)
    assert "Abbey Museum" in names(name="Abbey Museum", postcode="PL1 2AB")


@pytest.mark.parametrize("gone", ["rejected", "archived"])
def test_who_is_out_for_good_is_not_offered(gone):
    make_organisation(name="Millbrook Museum", listing_state=gone, first_listed_at=None)
    assert names(name="Millbrook Museum") == []


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.a.example/x", "a.example"),
        ("a.example", "a.example"),
        ("", ""),
        ("x", ""),
        ("http://[", ""),
    ],
)
def test_the_host_of_a_website(website, host):
    assert host_of(website) == host


# --- The pages ------------------------------------------------------------------------------


def test_before_signing_in_one_reads_what_it_takes_and_finds_nobody(client):
    make_organisation(name="Millbrook Museum", listing_state="draft")
    page = client.get(JOIN, {"name": "Millbrook Museum"}).text
    assert "The least that you need to begin" in page
    assert "/accounts/signup/?next=/partners/join/%3Fname%3DMillbrook%2BMuseum" in page
    assert "Is this you?" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Enter the name."),
        ({"name": "A", "website": "http://"}, "Enter a web address like"),
        ({"name": "A", "postcode": "PL1"}, "postcode"),
        ({"name": "A", "charity_number": "12"}, "Enter a charity number"),
    ],
)
def test_a_slip_is_named_beside_its_field(client, user, sent, said):
    page = client.get(JOIN, sent).text
    assert said in page
    assert 'aria-invalid="true"' in page


def test_none_of_these_begins_a_draft_with_its_owner(client, user):
    make_organisation(name="Millbrook Mill")
    sent = {"name": "Millbrook Museum", "website": "millbrook.example", "postcode": "pl4 8aa"}
    page = client.get(JOIN, sent)
    assert "Is this you?" in page.text
    response = begin(client, page)
    organisation = Organisation.objects.get(name="Millbrook Museum")
    assert response.url == f"/my/organisations/{organisation.pk}/"
    assert organisation.website == "https://millbrook.example"
    assert organisation.authority.slug == "plymouth"
    assert organisation.led_by is not None
    assert (organisation.listing_state, organisation.partner_status) == ("draft", "prospect")
    assert Membership.objects.get().role == "owner"
    assert client.get(response.url).status_code == 200


def test_who_came_meanwhile_is_shown_before_a_second_is_made(client, user):
    page = client.get(JOIN, {"name": "Millbrook Museum"})
    make_organisation(name="Millbrook Museum", listing_state="draft")
    shown = begin(client, page)
    assert "Is this you?" in shown.text
    assert Organisation.objects.count() == 1
    begin(client, shown)
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "forged", "W1tdLFtdXQ:1xVoWo:abc"])
def test_nothing_is_made_without_having_looked(client, user, seen):
    assert client.post(f"{JOIN}new/", {"seen": seen}).url == JOIN
    assert not Organisation.objects.exists()


def test_nobody_begins_more_than_ten_that_they_do_not_finish(client, user):
    for number in range(10):
        draft = make_organisation(
            name=f"Draft {number}", listing_state="draft", first_listed_at=None
        )
        make_membership(organisation=draft, user=user)
    page = client.get(JOIN, {"name": "Zinc Quarry"})
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    refused = client.post(f"{JOIN}new/", {"seen": seen}, follow=True)
    assert "You began 10 entries that are not handed in." in refused.text
    assert Organisation.objects.count() == 10
    Organisation.objects.filter(pk=draft.pk).update(listing_state="submitted")
    client.post(f"{JOIN}new/", {"seen": seen})
    assert Organisation.objects.filter(name="Zinc Quarry").exists()


def test_asking_to_join_tells_the_owners_and_they_decide(client, user):
    owner = make_membership(organisation=make_organisation(name="Mill House"))
    page = client.get(f"{JOIN}{owner.organisation.pk}/")
    assert "Its owners decide" in page.text
    for _ in range(2):
        client.post(f"{JOIN}{owner.organisation.pk}/", {"message": "I am the new learning officer"})
    asked = JoinRequest.objects.get()
    (letter,) = delivered()
    assert letter.to == [owner.user.email]
    assert "I am the new learning officer" in letter.body
    assert client.get(f"/my/organisations/{owner.organisation.pk}/").status_code == 404
    theirs = Client()
    theirs.force_login(owner.user)
    assert "asks to join" in theirs.get("/my/").text
    address = f"/my/organisations/{owner.organisation.pk}/members/requests/{asked.pk}/"
    theirs.post(address, {"accept": ""})
    assert client.get(f"/my/organisations/{owner.organisation.pk}/").status_code == 200
    assert Membership.objects.get(user=user).role == "editor"
    assert delivered()[-1].subject == "You look after Mill House now"
    assert "decided about this meanwhile" in theirs.post(address, follow=True).text


def test_nobody_waits_for_the_answers_of_more_than_five(client, user):
    for _ in range(5):
        client.post(f"{JOIN}{make_organisation().pk}/")
    sixth = f"{JOIN}{make_organisation().pk}/"
    page = client.post(sixth, {"message": "I am the new learning officer"}).text
    assert "You wait for the answers of 5 organisations." in page
    assert "I am the new learning officer</textarea>" in page
    assert JoinRequest.objects.count() == 5
    JoinRequest.objects.first().delete()
    assert client.post(sixth).url == "/my/"


def test_an_entry_without_anybody_is_claimed_and_staff_decide(client, user, admin_client):
    entry = make_organisation(name="Imported House", listing_state="draft")
    assert "Nobody looks after this entry yet" in client.get(f"{JOIN}{entry.pk}/").text
    client.post(f"{JOIN}{entry.pk}/")
    asked = JoinRequest.objects.get()
    assert asked.kind == "claim"
    assert not delivered()
    listed = "/admin/partners/joinrequest/"
    assert "Imported House" in admin_client.get(listed).text
    admin_client.post(listed, {"action": "accept", "_selected_action": [asked.pk]})
    entry.refresh_from_db()
    assert entry.claimed_at
    assert Membership.objects.get().role == "owner"
    (letter,) = delivered()
    assert letter.to == [user.email]


def test_a_refusal_is_told_politely(client, user, admin_client):
    entry = make_organisation(name="Imported House", listing_state="draft")
    client.post(f"{JOIN}{entry.pk}/")
    asked = JoinRequest.objects.get()
    address = f"/admin/partners/joinrequest/{asked.pk}/change/"
    admin_client.post(address, {"CHANGE_FORM-action": "refuse", "_selected_action": [asked.pk]})
    assert "could not see that you belong to it" in delivered()[0].body
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_begins_one():
    person = make_person("ada@museum.example")
    start, outcomes = Barrier(2), []

    def begin():
        start.wait()
        try:
            joining.begin(described=Described("Lantern Museum"), seen=[], by=person)
            outcomes.append("begun")
        except joining.MoreFound:
            outcomes.append("shown")
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["begun", "shown"]
    assert Organisation.objects.count() == 1
