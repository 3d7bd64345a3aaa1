"""The start page of staff: what waits for them, the oldest first, of their own area alone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import MailRecord
from artsmark_site.mail import post
from partners.desk.kinds import KINDS
from partners.desk.piles import piles_of
from partners.models import JoinRequest, Organisation
from partners.my.services import submit
from reference.models import BridgeOrganisation
from reference.working_days import working_days_before
from tests.factories import (
    make_join_request,
    make_membership,
    make_offer,
    make_organisation,
    make_revision,
)
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LONG_AGO = date(2024, 1, 1)


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    return accounts.appoint(email=person.email, bridge=bridge)


def titles(user):
    return {pile.title: [item.text for item in pile.items] for pile in piles_of(user)}


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("handed-in", {"listing_state": "submitted"}),
        ("renewal", {"partner_status": "renewal-due"}),
        ("trained", {"listing_state": "draft", "trained_on": LONG_AGO}),
        ("chase", {"confirmed_on": LONG_AGO}),
        ("dates", {"insurance_expires_on": LONG_AGO}),
        ("dates", {"safeguarding_reviewed_on": LONG_AGO}),
        ("dates", {"safeguarding_reviewed_on": None}),
        ("unclaimed", {"source": "list of 2025", "listing_state": "draft", "trained_on": None}),
    ],
)
def test_each_organisation_lies_on_its_pile_and_in_its_list(officer, name, fields):
    make_organisation(name="Nothing Due", confirmed_on=timezone.localdate())
    make_organisation(name="Elsewhere", authority="leeds", position=None, **fields)
    defaults = {"confirmed_on": timezone.localdate()}
    make_organisation(name="The One", **defaults | fields)
    assert titles(officer) == {KINDS[name].title: ["The One"]}
    browser = Client()
    browser.force_login(officer)
    assert "The One" in browser.get("/admin/").text
    found = browser.get(f"/admin/partners/organisation/?todo={name}").text
    assert "The One" in found
    assert "Nothing Due" not in found


def test_their_own_pages_say_how_many_things_wait(officer):
    browser = Client()
    browser.force_login(officer)
    assert "Go to the staff pages</a>" in browser.get("/my/").text
    make_organisation(listing_state="submitted", confirmed_on=timezone.localdate())
    assert "Go to the staff pages (1 thing waits)" in browser.get("/my/").text
    make_organisation(listing_state="submitted", confirmed_on=timezone.localdate())
    assert "Go to the staff pages (2 things wait)" in browser.get("/my/").text


def test_what_members_sent_waits_and_the_oldest_stands_first(officer):
    house = make_organisation(name="A House", confirmed_on=timezone.localdate())
    other = make_organisation(name="B House", confirmed_on=timezone.localdate())
    make_revision(organisation=house)
    make_revision(organisation=other, sent_at=timezone.now() - timedelta(days=9))
    make_revision(organisation=other, state="at-once", decided_at=timezone.now())
    make_offer(organisation=house, title="Clay day", state="submitted")
    assert titles(officer) == {
        "Changes to read": ["Profile of B House", "Profile of A House"],
        "Offers to read": ["Clay day"],
        "Changed this week, live already": ["Profile of B House: Travels up to (miles)"],
    }


def test_a_profile_waits_since_it_was_handed_in_whatever_was_corrected_since(officer):
    draft = make_organisation(listing_state="draft", trained_on=None)
    member = make_membership(organisation=draft).user
    make_offer(organisation=draft, state="draft")
    submit(organisation=draft, by=member)
    handed_in = piles_of(officer)[0].items[0].since
    Organisation.objects.filter(pk=draft.pk).update(updated_at=timezone.now() + timedelta(days=3))
    assert piles_of(officer)[0].items[0].since == handed_in


def test_who_asks_to_join_is_for_owners_first_and_for_staff_after_five_working_days(
    officer, time_machine
):
    time_machine.move_to("2026-12-23 10:00+00:00")
    house = make_organisation(confirmed_on=date(2026, 12, 1))
    make_membership(organisation=house)
    request = make_join_request(organisation=house)
    JoinRequest.objects.update(asked_at=timezone.now())
    assert titles(officer) == {}
    time_machine.move_to("2026-12-31 10:00+00:00")  # two bank holidays and a weekend lie between
    assert titles(officer) == {}
    time_machine.move_to("2027-01-04 10:00+00:00")
    assert titles(officer) == {"People who ask to join": [str(request)]}


def test_all_that_changed_this_week_is_one_click_away(officer):
    house = make_organisation(confirmed_on=timezone.localdate())
    for _ in range(11):
        make_revision(organisation=house, state="at-once", decided_at=timezone.now())
    browser = Client()
    browser.force_login(officer)
    pile = piles_of(officer)[0]
    assert (len(pile.items), pile.number) == (10, 11)
    assert pile.items[0].text == f"Profile of {house}: Travels up to (miles)"
    assert browser.get(pile.address).text.count('class="action-checkbox"') == 11


def test_nothing_waits_and_the_page_says_so(officer):
    browser = Client()
    browser.force_login(officer)
    assert "Nothing waits for you." in browser.get("/admin/").text


def test_the_page_asks_as_many_queries_for_one_as_for_many(officer, django_assert_max_num_queries):
    for number in range(15):
        due = {"insurance_expires_on": LONG_AGO, "confirmed_on": timezone.localdate()}
        house = make_organisation(name=f"House {number}", **due)
        make_revision(organisation=house)
    with django_assert_max_num_queries(34):
        assert [pile.number for pile in piles_of(officer)] == [15, 15]


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 20)),
        (date(2026, 12, 29), 1, date(2026, 12, 24)),  # Boxing Day is made up for on Monday
        (date(2027, 4, 1), 5, date(2027, 3, 23)),  # Good Friday and Easter Monday
    ],
)
def test_weekends_and_bank_holidays_are_no_working_days(day, number, before):
    assert working_days_before(day, number) == before


def test_letters_that_reached_nobody_stand_there_for_a_month(officer):
    house = make_membership(organisation=make_organisation(confirmed_on=timezone.localdate()))
    elsewhere = make_organisation(authority="leeds", position=None, contact_email="B@leeds.example")
    for address in (house.user.email, elsewhere.contact_email):
        record = post("partners.listing_approved", to=address)
        MailRecord.objects.filter(pk=record.pk).update(
            state="undeliverable", settled_at=timezone.now(), problem="550 no such mailbox"
        )
    assert titles(officer) == {
        "Letters that could not be delivered": [f"{house.user.email}: 550 no such mailbox"]
    }
    lost = MailRecord.objects.filter(state="undeliverable")
    lost.update(settled_at=timezone.now() - timedelta(days=31))
    assert titles(officer) == {}
