"""Decisions about organisations and offers: what they change, refuse and put on record."""

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import StatusChange, User
from partners import services
from partners.models import Offer, Organisation
from partners.services import CannotPublish
from tests.factories import make_membership, make_offer, make_organisation
from tests.letters import delivered

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DECISIONS = {
    services.approve_listing: "approved",
    services.return_listing: "returned",
    services.reject_listing: "rejected",
    services.undo_approval: "submitted",
    services.archive_listing: "archived",
    services.take_up_listing: "draft",
}


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("officer@site.example")


def handed_in(**fields) -> Organisation:
    """Trained, with the Code accepted and a complete profile, waiting for approval."""
    waiting = {
        "listing_state": "submitted",
        "partner_status": "agreement-accepted",
        "partner_since": None,
    }
    organisation = make_organisation(**waiting | fields)
    make_offer(organisation=organisation, state="submitted")
    return organisation


def record_of(row, field: str) -> list[tuple[str, str, str]]:
    changes = StatusChange.objects.filter(object_id=row.pk, field=field).order_by("pk")
    return [(change.before, change.after, change.reason) for change in changes]


# --- The listing ----------------------------------------------------------------------------


def test_approval_makes_a_trained_organisation_public(officer, time_machine):
    time_machine.move_to(datetime(2026, 5, 4, 12, tzinfo=LONDON))
    organisation = services.approve_listing(organisation=handed_in(), by=officer)

    assert Organisation.objects.public().get() == organisation
    assert organisation.partner_since == date(2026, 5, 4)
    assert organisation.renewal_due_on == date(2028, 5, 4)
    assert record_of(organisation, "listing_state") == [("submitted", "approved", "")]
    assert record_of(organisation, "partner_status") == [("agreement-accepted", "active", "")]
    assert set(StatusChange.objects.values_list("by", flat=True)) == {officer.pk}


def test_a_partnership_that_starts_on_a_leap_day_ends_on_the_28th(time_machine):
    time_machine.move_to(datetime(2028, 2, 29, 12, tzinfo=LONDON))
    organisation = services.approve_listing(organisation=handed_in(), by=None)
    assert organisation.renewal_due_on == date(2030, 2, 28)


def test_the_first_day_of_a_partnership_is_kept():
    organisation = handed_in(partner_since=date(2019, 5, 1))
    assert services.approve_listing(organisation=organisation, by=None).partner_since.year == 2019


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"summary": " "}, "Add a summary."),
        ({"authority": None}, "Add a postcode or a local authority."),
        ({"art_forms": []}, "Add at least one art form."),
        ({"safeguarding_statement": ""}, "Add a safeguarding statement."),
        (
            {"summary": "", "art_forms": [], "safeguarding_statement": ""},
            "Add a summary, at least one art form and a safeguarding statement.",
        ),
    ],
)
def test_an_incomplete_profile_is_not_approved(missing, words):
    organisation = handed_in(**missing)
    with pytest.raises(CannotPublish, match=words):
        services.approve_listing(organisation=organisation, by=None)
    organisation.refresh_from_db()
    assert organisation.listing_state == "submitted"
    assert not StatusChange.objects.exists()


def test_a_merged_organisation_is_not_approved():
    merged = handed_in(merged_into=make_organisation())
    with pytest.raises(CannotPublish, match="merged into another"):
        services.approve_listing(organisation=merged, by=None)


@pytest.mark.parametrize(
    ("decide", "before", "state"),
    [
        (services.return_listing, "submitted", "returned"),
        (services.archive_listing, "approved", "archived"),
    ],
)
def test_a_listing_ends_with_a_reason(officer, decide, before, state):
    organisation = make_organisation(listing_state=before)
    decide(organisation=organisation, by=officer, reason="It moved away.")
    assert not Organisation.objects.public().exists()
    assert record_of(organisation, "listing_state") == [(before, state, "It moved away.")]


@pytest.mark.parametrize("decide", DECISIONS)
@pytest.mark.parametrize("state", Organisation.ListingState.values)
def test_a_decision_is_made_only_about_what_stands_as_the_table_says(decide, state):
    organisation = make_organisation(listing_state=state)
    make_offer(organisation=organisation)
    follows = DECISIONS[decide]
    if state in services.LISTING_DECISIONS[follows]:
        decide(organisation=organisation, by=None, reason="Why.")
        state = follows
    else:
        with pytest.raises(CannotPublish, match=organisation.name):
            decide(organisation=organisation, by=None, reason="Why.")
    organisation.refresh_from_db()
    assert organisation.listing_state == state


def test_a_profile_without_an_offer_that_was_handed_in_is_not_approved():
    organisation = handed_in()
    services.withdraw_offer(offer=Offer.objects.get(), by=None)
    with pytest.raises(CannotPublish, match="Add an offer that was handed in"):
        services.approve_listing(organisation=organisation, by=None)


@pytest.mark.parametrize("state", ["draft", "approved", "withdrawn"])
def test_only_an_offer_that_was_handed_in_is_approved(state):
    offer = make_offer(state=state)
    with pytest.raises(CannotPublish, match="does not wait for a decision"):
        services.approve_offer(offer=offer, by=None)
    offer.refresh_from_db()
    assert offer.state == state


def test_hiding_and_suspending_are_two_things(officer):
    organisation = make_organisation()
    services.set_hidden(organisation=organisation, hidden=True, by=officer)
    services.set_suspended(organisation=organisation, suspended=True, by=officer, reason="Report.")
    services.set_hidden(organisation=organisation, hidden=False, by=officer)
    assert not Organisation.objects.public().exists()
    services.set_suspended(organisation=organisation, suspended=False, by=officer, reason="Clear.")
    assert Organisation.objects.public().exists()
    assert [reason for _, _, reason in record_of(organisation, "suspended_at")] == [
        "Report.",
        "Clear.",
    ]


def test_the_same_decision_twice_is_recorded_once(officer):
    organisation = make_organisation()
    for _ in range(2):
        services.set_hidden(organisation=organisation, hidden=True, by=officer)
    assert len(record_of(organisation, "hidden_at")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_leave_one_record():
    organisation = handed_in()
    start = Barrier(2)

    def approve() -> None:
        start.wait()
        try:
            with suppress(CannotPublish):
                services.approve_listing(organisation=organisation, by=None)
        finally:
            connection.close()

    threads = [Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert record_of(organisation, "listing_state") == [("submitted", "approved", "")]
    assert record_of(organisation, "partner_status") == [("agreement-accepted", "active", "")]


# --- The partner status ---------------------------------------------------------------------

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"trained_on": None}, "prospect"),
        ({"trained_on": None, "partner_status": "interest-registered"}, "interest-registered"),
        ({"trained_on": None, "partner_status": "training-booked"}, "training-booked"),
        ({"code_accepted_on": None}, "trained"),
        ({"listing_state": "draft"}, "agreement-accepted"),
        ({"listing_state": "archived"}, "agreement-accepted"),
        ({"renewal_due_on": None}, "active"),
        ({"partner_status": "lapsed", "renewal_due_on": date(2030, 1, 1)}, "active"),
        ({"partner_status": "withdrawn"}, "withdrawn"),
    ],
)
def test_each_step_alone_makes_no_partner(fields, status):
    organisation = make_organisation(**fields)
    assert services.partner_status_of(organisation, on=DAY) == status


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2026, 8, 31), "active"),
        (date(2026, 9, 1), "renewal-due"),
        (date(2026, 10, 30), "renewal-due"),
        (date(2026, 10, 31), "lapsed"),
    ],
)
def test_a_partnership_is_renewed_in_time_or_lapses_on_the_day(on, status):
    organisation = make_organisation(renewal_due_on=date(2026, 10, 31))
    assert services.partner_status_of(organisation, on=on) == status


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (datetime(2026, 7, 31, 22, 59, tzinfo=ZoneInfo("UTC")), "renewal-due"),
        (datetime(2026, 7, 31, 23, 1, tzinfo=ZoneInfo("UTC")), "lapsed"),
    ],
)
def test_the_day_begins_at_midnight_in_london(time_machine, moment, status):
    time_machine.move_to(moment)
    organisation = make_organisation(renewal_due_on=date(2026, 8, 1))
    services.recompute_partner_status(organisation=organisation, by=None)
    organisation.refresh_from_db()
    assert organisation.partner_status == status
    assert Organisation.objects.public().exists() == (status != "lapsed")


def test_owners_are_told_once_when_training_after_the_approval_lists_them(officer):
    owner = make_membership(organisation=handed_in(trained_on=None, partner_status="prospect"))
    organisation = services.approve_listing(organisation=owner.organisation, by=officer)
    assert "Schools see it once" in delivered()[-1].body
    for trained_on in (date(2026, 3, 1), None, date(2026, 3, 2)):
        organisation.trained_on = trained_on
        organisation.save()
        services.recompute_partner_status(organisation=organisation, by=officer)
    subject = f"Schools see {organisation.name} now"
    (told,) = [letter for letter in delivered() if letter.subject == subject]
    assert organisation.get_absolute_url() in told.body


def test_nothing_new_is_not_recorded():
    organisation = make_organisation()
    services.recompute_partner_status(organisation=organisation, by=None)
    assert not StatusChange.objects.exists()


# --- Offers ---------------------------------------------------------------------------------


def test_an_offer_is_approved_and_withdrawn(officer):
    offer = make_offer(state="submitted")
    services.approve_offer(offer=offer, by=officer)
    assert Offer.objects.public().exists()
    services.withdraw_offer(offer=offer, by=officer, reason="Sold out.")
    assert not Offer.objects.public().exists()
    assert record_of(offer, "state") == [
        ("submitted", "approved", ""),
        ("approved", "withdrawn", "Sold out."),
    ]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"key_stages": []}, "key stages or ages"),
        ({"art_forms": []}, "art forms"),
        ({"curriculum_links": ""}, "curriculum links"),
        ({"learning_outcomes": " "}, "learning outcomes"),
        ({"required_resources": ""}, "required resources"),
    ],
)
def test_an_offer_states_all_six_facts(missing, words):
    offer = make_offer(state="submitted", **missing)
    with pytest.raises(CannotPublish, match=f"Add {words}"):
        services.approve_offer(offer=offer, by=None)


def test_a_theme_is_a_curriculum_link():
    offer = make_offer(state="submitted", curriculum_links="", themes=["history"])
    assert services.approve_offer(offer=offer, by=None).state == "approved"


# --- What is seen ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"listing_state": "draft"},
        {"listing_state": "submitted"},
        {"listing_state": "returned"},
        {"listing_state": "rejected"},
        {"listing_state": "archived"},
        {"partner_status": "prospect"},
        {"partner_status": "trained"},
        {"partner_status": "agreement-accepted"},
        {"partner_status": "lapsed"},
        {"partner_status": "withdrawn"},
        {"hidden_at": timezone.now()},
        {"suspended_at": timezone.now()},
    ],
)
def test_one_thing_amiss_and_neither_it_nor_its_offers_are_seen(fields):
    make_offer(organisation=make_organisation(**fields))
    assert not Organisation.objects.public().exists()
    assert not Offer.objects.public().exists()


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"available_from": DAY}, True),
        ({"available_to": DAY}, True),
        ({"available_from": date(2026, 3, 2)}, False),
        ({"available_to": date(2026, 2, 28)}, False),
        ({"state": "submitted"}, False),
    ],
)
def test_an_offer_is_seen_on_its_days(fields, seen):
    make_offer(**fields)
    assert Offer.objects.public(on=DAY).exists() == seen


# --- Letters --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["rejected", "archived"])
def test_what_is_taken_up_again_is_a_draft_with_its_offers_and_its_owners_know_why(state):
    organisation = make_organisation(name="The Mill", listing_state=state)
    make_membership(organisation=organisation)
    for offer_state in ("submitted", "approved"):
        make_offer(organisation=organisation, title=offer_state, state=offer_state)
    services.take_up_listing(organisation=organisation, by=None, reason="They teach now.")
    states = dict(organisation.offers.values_list("title", "state"))
    assert states == {"submitted": "draft", "approved": "approved"}
    assert record_of(organisation, "listing_state") == [(state, "draft", "They teach now.")]
    (letter,) = delivered()
    assert letter.subject == "You can go on with the profile of The Mill"
    assert "They teach now." in letter.body


def test_what_was_merged_is_not_taken_up_again():
    merged = make_organisation(listing_state="archived", merged_into=make_organisation())
    with pytest.raises(CannotPublish, match="merged into another"):
        services.take_up_listing(organisation=merged, by=None, reason="Why.")


@pytest.mark.parametrize(
    ("decide", "subject", "tells_why"),
    [
        (services.archive_listing, "The Mill is no longer in the directory", True),
        (services.undo_approval, "The Mill is read once more, and not listed meanwhile", True),
        (
            partial(services.set_suspended, suspended=True),
            "The Mill is not shown for the time being",
            False,
        ),
    ],
)
def test_owners_are_told_what_staff_decide_and_no_more_than_they_may_know(
    decide, subject, tells_why
):
    membership = make_membership(organisation=make_organisation(name="The Mill"))
    decide(organisation=membership.organisation, by=None, reason="A call about Sam.")
    (letter,) = delivered()
    assert (letter.to, letter.subject) == ([membership.user.email], subject)
    assert ("A call about Sam." in letter.body) is tells_why


@pytest.mark.parametrize("address", ["schools@body.example", ""])
@pytest.mark.parametrize(
    "decide",
    [
        services.archive_listing,
        services.undo_approval,
        partial(services.set_suspended, suspended=True),
    ],
)
def test_they_are_asked_to_answer_only_where_answers_arrive(decide, address):
    membership = make_membership()
    body = membership.organisation.led_by
    body.contact_email = address
    body.save()
    decide(organisation=membership.organisation, by=None, reason="Gone.")
    (letter,) = delivered()
    assert letter.reply_to == ([address] if address else [])
    assert ("answer this e-mail" in letter.body) == bool(address)


def test_they_are_told_once_that_it_is_suspended_and_once_that_it_is_back():
    membership = make_membership(organisation=make_organisation(name="The Mill"))
    for suspended in (True, True, False, False):
        services.set_suspended(
            organisation=membership.organisation, suspended=suspended, by=None, reason="x"
        )
    assert [letter.subject for letter in delivered()] == [
        "The Mill is not shown for the time being",
        "The Mill is shown again",
    ]
