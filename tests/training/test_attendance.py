"""What the register does: training, partner status and one letter, however often it is marked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import StatusChange
from partners.models import Organisation
from partners.services import recompute_partner_status
from partners.upkeep import dates
from tests.factories import make_booking, make_organisation, make_session
from tests.letters import delivered
from tests.people import make_person
from training import attendance
from training.choices import BookingState

pytestmark = pytest.mark.django_db

NEW = {
    "trained_on": None,
    "partner_status": "training-booked",
    "partner_since": None,
    "renewal_due_on": None,
    "first_listed_at": None,
}


@pytest.fixture
def staff():
    return make_person("staff@body.example")


@pytest.fixture
def session():
    return make_session(starts_at=timezone.now() - timedelta(hours=4))


def mark(session, booking, state, by):
    return attendance.mark(session=session, numbers=[booking.pk], state=state, by=by)


def now(organisation):
    return Organisation.objects.get(pk=organisation.pk)


@pytest.mark.parametrize(
    ("lacks", "status"),
    [
        ({}, "active"),
        ({"code_accepted_on": None}, "trained"),
        ({"listing_state": "draft"}, "agreement-accepted"),
    ],
)
def test_attendance_code_and_profile_together_make_a_partner(session, staff, lacks, status):
    organisation = make_organisation(**NEW | lacks)
    booking = make_booking(session=session, organisation=organisation, name="Ada Field")
    for _ in range(3):
        mark(session, booking, BookingState.ATTENDED, staff)
    organisation = now(organisation)
    assert organisation.partner_status == status
    assert organisation.trained_on == timezone.localdate(session.starts_at)
    assert organisation.trained_person == "Ada Field"
    assert organisation.training_source == "here"
    thanks = [m for m in delivered() if m.subject.startswith("Thank you for coming")]
    assert len(thanks) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("partner-training", {}, "is ready: there is nothing left to do"),
        ("networking", {}, "This session does not count as it."),
        ("networking", {"training_source": "before-this-site"}, "is ready"),
        ("refresher", {}, "Come to a session of partner training."),
        ("partner-training", {"suspended_at": timezone.now()}, "Your entry is suspended"),
        ("partner-training", {"hidden_at": timezone.now()}, "hidden: show it again"),
        ("partner-training", {"listing_state": "archived"}, "Its entry has ended"),
    ],
)
def test_the_letter_says_what_is_left_to_do_and_never_too_little(staff, kind, fields, words):
    session = make_session(starts_at=timezone.now() - timedelta(hours=4), kind=kind)
    organisation = make_organisation(**NEW | fields)
    if fields.get("training_source"):
        recompute_partner_status(organisation=organisation, by=None)
    booking = make_booking(session=session, organisation=organisation)
    mark(session, booking, BookingState.ATTENDED, staff)
    (letter,) = delivered()
    assert words in letter.body
    assert ("is ready" in letter.body) is ("is ready" in words)


@pytest.mark.parametrize("state", [BookingState.NO_SHOW, BookingState.LEFT_EARLY])
def test_who_did_not_come_or_left_early_is_not_trained(session, staff, state):
    organisation = make_organisation(**NEW)
    mark(session, make_booking(session=session, organisation=organisation), state, staff)
    assert now(organisation).trained_on is None
    assert delivered() == []


def test_a_mark_that_is_taken_back_is_recomputed_and_leaves_a_trace(session, staff):
    organisation = make_organisation(**NEW)
    booking = make_booking(session=session, organisation=organisation)
    mark(session, booking, BookingState.ATTENDED, staff)
    mark(session, booking, BookingState.CONFIRMED, staff)
    organisation = now(organisation)
    assert (organisation.trained_on, organisation.training_source) == (None, "")
    assert organisation.partner_status == "prospect"
    assert organisation.renewal_due_on is None
    changes = StatusChange.objects.filter(field="state", object_id=booking.pk).order_by("pk")
    assert [(one.before, one.after) for one in changes] == [
        ("Confirmed", "Attended"),
        ("Attended", "Confirmed"),
    ]


def test_one_of_two_who_attended_is_enough_to_stay_trained(session, staff):
    organisation = make_organisation(**NEW)
    one, other = (make_booking(session=session, organisation=organisation) for _ in range(2))
    done, _ = attendance.mark_rest(session=session, state=BookingState.ATTENDED, by=staff)
    assert done == 2
    mark(session, one, BookingState.NO_SHOW, staff)
    assert now(organisation).trained_person == other.name


def test_what_was_known_before_this_site_stays_after_an_undo(session, staff):
    organisation = make_organisation(training_source="before-this-site")
    before = organisation.trained_on
    booking = make_booking(session=session, organisation=organisation)
    mark(session, booking, BookingState.ATTENDED, staff)
    assert now(organisation).trained_on == before
    mark(session, booking, BookingState.CONFIRMED, staff)
    assert now(organisation).trained_on == before
    assert now(organisation).partner_status == "active"


def test_whoever_lapsed_over_a_year_ago_comes_back_by_another_session(session, staff):
    today = timezone.localdate()
    organisation = make_organisation(
        partner_status="lapsed",
        training_source="before-this-site",
        renewal_due_on=today - timedelta(days=500),
    )
    assert not dates.may_renew(organisation, today)
    mark(
        session,
        make_booking(session=session, organisation=organisation),
        BookingState.ATTENDED,
        staff,
    )
    assert dates.may_renew(now(organisation), today)


def test_the_register_is_not_marked_before_the_session_begins(staff):
    session = make_session()
    booking = make_booking(session=session)
    with pytest.raises(attendance.CannotMark, match="once the session has begun"):
        mark(session, booking, BookingState.ATTENDED, staff)


def test_nobody_marks_people_of_an_organisation_that_they_belong_to(session, staff):
    own = make_organisation(**NEW)
    own.members.create(user=staff, role="editor")
    theirs = make_booking(session=session, organisation=own, name="Ada Field")
    other = make_booking(session=session, organisation=make_organisation(**NEW))
    with pytest.raises(attendance.CannotMark, match="Ada Field is of your own organisation"):
        mark(session, theirs, BookingState.ATTENDED, staff)
    marked = attendance.mark_rest(session=session, state=BookingState.ATTENDED, by=staff)
    assert marked == (1, [theirs.name])
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.state, other.state) == (BookingState.CONFIRMED, BookingState.ATTENDED)
