"""What the clock asks of partners that owe an answer, and what visitors see of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import BridgeStaff, MailRecord, StatusChange
from accounts.services import appoint
from artsmark_site.due import process_due
from enquiries import answering, reminding
from enquiries.models import EnquiryRecipient, EnquiryReport
from enquiries.sender.services import close
from enquiries.usually import usually
from partners.desk.piles import piles_of
from partners.members.services import accept_invitation, invite, take_over
from partners.models import Organisation
from reference.models import BridgeOrganisation
from tests.factories import (
    make_enquiry_report,
    make_membership,
    make_organisation,
    make_recipient,
)
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
REMINDERS = "enquiries.reminder"


def asked(sent_at=MONDAY, organisation=None, **fields):
    organisation = organisation or make_organisation(
        confirmed_on=date(2026, 1, 10), renewal_due_on=date(2029, 1, 1), **fields
    )
    if not organisation.members.exists():
        make_membership(organisation=organisation)
    return make_recipient(organisation=organisation, sent_at=sent_at)


def run_each_day(first, last, at=6):
    """Twice a day: on which of them a reminder was written."""
    days = []
    while first <= last:
        before = MailRecord.objects.filter(kind=REMINDERS).count()
        with time_machine.travel(datetime(first.year, first.month, first.day, at, tzinfo=UTC)):
            process_due()
            process_due()
        days += [first] * (MailRecord.objects.filter(kind=REMINDERS).count() - before)
        first += timedelta(days=1)
    return days


def now(row):
    return type(row).objects.get(pk=row.pk)


# --- Reminded -------------------------------------------------------------------------------


def test_reminded_when_three_and_six_of_their_days_are_over_and_then_the_bridge_sees_it():
    recipient = asked()
    days = run_each_day(date(2026, 3, 2), date(2026, 3, 16))
    assert days == [date(2026, 3, 6), date(2026, 3, 11)]  # a Friday and a Wednesday
    assert now(recipient).overdue_on is None
    assert run_each_day(date(2026, 3, 17), date(2026, 3, 20)) == []
    assert now(recipient).overdue_on == date(2026, 3, 17)


def test_who_works_tuesdays_is_reminded_on_tuesdays():
    asked(working_days=[2])
    days = run_each_day(date(2026, 3, 2), date(2026, 5, 1))
    assert days == [date(2026, 3, 24), date(2026, 4, 14)]


def test_nobody_is_reminded_in_august_or_in_their_closed_season():
    thursday = datetime(2026, 7, 30, 12, tzinfo=UTC)
    asked(sent_at=thursday, closed_from=date(2026, 9, 1), closed_to=date(2026, 9, 6))
    days = run_each_day(date(2026, 7, 30), date(2026, 9, 20))
    # 31 July, 7 and 8 September are over.
    assert days == [date(2026, 9, 9), date(2026, 9, 14)]


def test_nor_while_they_take_no_enquiries():
    asked(not_taking_enquiries_until=date(2026, 3, 13))
    assert run_each_day(date(2026, 3, 2), date(2026, 3, 19)) == [date(2026, 3, 19)]


@pytest.mark.parametrize("hour", [0, 23])
def test_the_day_is_london_s_when_the_clocks_change(hour):
    """Sent at half past midnight on 28 March; summer time begins on the 29th."""
    asked(sent_at=datetime(2026, 3, 27, 0, 30, tzinfo=UTC))
    days = run_each_day(date(2026, 3, 27), date(2026, 4, 1), at=hour)
    # Monday to Wednesday are over on Thursday, which begins at 23:00 UTC on Wednesday.
    assert days == ([] if hour == 0 else [date(2026, 4, 1)])


def test_an_answer_ends_it():
    recipient = asked()
    answering.answer(
        recipient=recipient,
        answer="question",
        text="Which hall?",
        by=recipient.organisation.members.get().user,
    )
    assert run_each_day(date(2026, 3, 2), date(2026, 3, 20)) == []
    assert now(recipient).overdue_on is None


def test_a_reminder_has_all_of_it_and_is_not_sent_of_what_was_answered_meanwhile():
    first, second = asked(), asked()
    run_each_day(date(2026, 3, 6), date(2026, 3, 6))
    EnquiryRecipient.objects.filter(pk=second.pk).update(
        state="answered", answer="cannot", answered_at=MONDAY
    )
    (letter,) = delivered()
    assert letter.subject.startswith("Still waiting: School ")
    assert "On 2 March 2026" in letter.body
    assert "A day of printing" in letter.body
    assert first.enquiry.email not in str(letter.message())
    (path,) = links(letter)
    assert path.startswith(f"/enquiries/answer/{first.pk}/")


def test_after_a_silence_of_weeks_one_reminder_and_time_to_answer_it():
    recipient = asked()
    days = run_each_day(date(2026, 4, 20), date(2026, 4, 23))
    assert days == [date(2026, 4, 20)]
    assert now(recipient).reminders == 2
    assert now(recipient).overdue_on is None
    run_each_day(date(2026, 4, 24), date(2026, 4, 24))
    assert now(recipient).overdue_on == date(2026, 4, 24)


def test_one_that_fails_stops_no_other(monkeypatch, caplog):
    first, second = asked(), asked()
    step = reminding._step

    def fails_for_the_first(pk, *rest):
        if pk == first.pk:
            raise RuntimeError("no")
        return step(pk, *rest)

    monkeypatch.setattr(reminding, "_step", fails_for_the_first)
    reminding.run(date(2026, 3, 6))
    assert (now(first).reminders, now(second).reminders) == (0, 1)
    assert f"recipient {first.pk} failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once():
    for _ in range(4):
        asked()

    def one_run(_):
        try:
            reminding.run(date(2026, 3, 6))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        list(two.map(one_run, range(2)))
    assert MailRecord.objects.filter(kind=REMINDERS).count() == 4


# --- The Bridge sees it ---------------------------------------------------------------------


@pytest.fixture
def officer():
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    appoint(email="officer@here.example", bridge=bridge)
    return BridgeStaff.objects.get(bridge=bridge).user


def pile(user):
    titles = {one.title: [item.text for item in one.items] for one in piles_of(user)}
    return next((items for title, items in titles.items() if "no answer" in title), None)


def test_staff_see_who_did_not_answer_and_neither_which_school_nor_what(officer):
    recipient = asked(name="Mill House")
    asked(authority="leeds")
    run_each_day(date(2026, 3, 6), date(2026, 3, 17))
    with time_machine.travel(datetime(2026, 3, 18, tzinfo=UTC)):
        assert pile(officer) == ["Mill House: asked on 02/03/2026"]
    EnquiryRecipient.objects.filter(pk=recipient.pk).update(
        state="answered", answer="cannot", answered_at=MONDAY
    )
    with time_machine.travel(datetime(2026, 3, 18, tzinfo=UTC)):
        assert pile(officer) is None


def test_they_see_it_at_once_where_nobody_can_answer_and_its_page_stays_open(officer):
    mill = make_organisation(name="Mill House")
    make_recipient(organisation=mill, sent_at=MONDAY)
    make_recipient(organisation=mill, sent_at=MONDAY)
    with time_machine.travel(MONDAY):
        process_due()
        assert len(pile(officer)) == 2
    assert now(mill).takes_enquiries


# --- Taken over -----------------------------------------------------------------------------


def taken_over(mill, email="new@mill.example"):
    user = make_person(email)
    take_over(organisation=mill, user=user)
    return user


def test_who_takes_over_is_told_of_what_waits_and_its_days_count_from_then(officer):
    mill = make_organisation(confirmed_on=date(2026, 1, 10), renewal_due_on=date(2029, 1, 1))
    late = make_recipient(organisation=mill, sent_at=MONDAY - timedelta(days=61))
    waits = make_recipient(organisation=mill, sent_at=MONDAY)
    closed = make_recipient(organisation=mill, sent_at=MONDAY, state="closed")
    run_each_day(date(2026, 3, 3), date(2026, 3, 13))
    assert now(waits).overdue_on
    with time_machine.travel(datetime(2026, 3, 16, 9, tzinfo=UTC)):  # a Monday
        user = taken_over(mill)
        assert [item for item in pile(officer) or [] if "02/03/2026" in item] == []
    (letter,) = [one for one in delivered() if one.to == [user.email]]
    assert letter.subject == f"{waits.enquiry.setting_name} asks {mill}"
    assert "On 2 March 2026, when nobody looked after its pages yet" in letter.body
    assert next(links(letter)).startswith(f"/enquiries/answer/{waits.pk}/")
    assert (now(waits).told_on, now(waits).overdue_on) == (date(2026, 3, 16), None)
    assert now(late).told_on is None
    assert now(closed).told_on is None
    days = run_each_day(date(2026, 3, 16), date(2026, 3, 30))
    assert days == [date(2026, 3, 20), date(2026, 3, 25)]
    assert now(waits).overdue_on is None
    answering.answer(recipient=now(waits), answer="cannot", reasons=["ages"], text="", by=user)


def test_the_second_who_comes_is_told_nothing_and_no_clock_begins_anew():
    mill = make_organisation()
    waits = make_recipient(organisation=mill, sent_at=MONDAY)
    with time_machine.travel(MONDAY + timedelta(days=1)):
        owner = taken_over(mill)
    second = make_person("second@mill.example")
    invite(organisation=mill, email=second.email, role="owner", by=owner)
    accept_invitation(invitation=mill.invitations.get(), user=second)
    assert now(waits).told_on == date(2026, 3, 3)
    asks = [one for one in delivered() if " asks " in one.subject]
    assert [one.to for one in asks] == [[owner.email]]


def test_the_days_until_an_answer_count_from_when_somebody_could_give_one():
    mill = make_organisation()
    waits = make_recipient(organisation=mill, sent_at=MONDAY)
    with time_machine.travel(datetime(2026, 3, 16, 9, tzinfo=UTC)):
        user = taken_over(mill)
    with time_machine.travel(datetime(2026, 3, 18, 9, tzinfo=UTC)):
        answering.answer(recipient=waits, answer="interested", text="Yes.", by=user)
    assert EnquiryReport.objects.get(recipient=waits).answered_after_days == 2


def test_what_nobody_could_answer_stops_nobody():
    mill = make_organisation(confirmed_on=date(2026, 1, 10), renewal_due_on=date(2029, 1, 1))
    for _ in range(3):
        make_recipient(organisation=mill, sent_at=MONDAY - timedelta(days=90))
    with time_machine.travel(MONDAY - timedelta(days=80)):
        process_due()
    with time_machine.travel(MONDAY):
        taken_over(mill)
    asked(organisation=mill)
    run_each_day(date(2026, 3, 6), date(2026, 3, 18))
    assert EnquiryRecipient.objects.overdue().count() == 4
    assert now(mill).takes_enquiries


# --- Not taking enquiries -------------------------------------------------------------------


@pytest.fixture
def silent():
    """Two schools had no answer from them."""
    mill = asked(name="Mill House").organisation
    make_membership(organisation=mill, role="editor")
    asked(organisation=mill)
    run_each_day(date(2026, 3, 6), date(2026, 3, 16))
    assert now(mill).takes_enquiries
    run_each_day(date(2026, 3, 17), date(2026, 3, 17))
    return now(mill)


def test_two_unanswered_and_the_profile_says_so_until_a_member_clicks(client, silent):
    assert not silent.takes_enquiries
    assert "Not taking enquiries just now." in client.get(silent.get_absolute_url()).text
    change = StatusChange.objects.get(field="enquiries_stopped_at")
    assert change.reason == "Two enquiries were left unanswered."
    letters = [letter for letter in delivered() if "just now" in letter.subject]
    owner = silent.members.get(role="owner").user
    assert [letter.to for letter in letters] == [[owner.email]]
    assert list(links(letters[0])) == ["/my/enquiries/"]
    client.force_login(silent.members.get(role="editor").user)
    for page in ("/my/enquiries/", f"/my/organisations/{silent.pk}/"):
        assert "We take enquiries again" in client.get(page).text
    client.post(f"/my/enquiries/take-again/{silent.pk}/")
    assert now(silent).takes_enquiries
    client.logout()
    assert "Not taking enquiries" not in client.get(silent.get_absolute_url()).text


def test_only_members_say_that_they_take_them_again(client, silent):
    client.force_login(make_membership().user)
    assert client.post(f"/my/enquiries/take-again/{silent.pk}/").status_code == 404
    assert not now(silent).takes_enquiries


def test_what_was_left_before_the_click_counts_no_more(silent):
    with time_machine.travel(datetime(2026, 3, 18, tzinfo=UTC)):
        answering.take_again(organisation=silent, by=silent.members.first().user)
    asked(organisation=silent, sent_at=datetime(2026, 3, 18, tzinfo=UTC))
    run_each_day(date(2026, 3, 19), date(2026, 4, 10))
    assert EnquiryRecipient.objects.overdue().count() == 3
    assert now(silent).takes_enquiries
    asked(organisation=silent, sent_at=datetime(2026, 4, 10, tzinfo=UTC))
    run_each_day(date(2026, 4, 11), date(2026, 5, 10))
    assert not now(silent).takes_enquiries


def test_the_page_of_the_silent_is_no_longer_the_kept_one(client, silent, settings):
    settings.KEEP_SEARCH_PAGES = True
    assert "Not taking enquiries just now" in client.get(silent.get_absolute_url()).text
    answering.take_again(organisation=silent, by=silent.members.first().user)
    assert "Not taking enquiries just now" not in client.get(silent.get_absolute_url()).text


# --- Usually answers ------------------------------------------------------------------------


def reports(organisation, *days):
    """What was sent in January 2026, and after how many of their days it was answered."""
    for number, after in enumerate(days):
        answer = {"answer": "interested", "answered_after_days": after}
        if after is None:
            answer = {"unanswered_on": date(2026, 2, 1)}
        make_enquiry_report(organisation=organisation, sent_on=date(2026, 1, 6 + number), **answer)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((3, 1, 2, 3, 3, 0, 2, 1, 3, None), "Usually answers in 3 days: 9 of the last 10"),
        ((0, 0, 0, 0, 0), "Usually answers in 1 day: 5 of the last 5"),
        ((1, 1, 1, 8, None), "Usually answers in 8 days: 4 of the last 5"),
        ((1, 1, None, None, 40), "Answered 2 of the last 5 enquiries in ten days"),
        ((None,) * 6, "Answered 0 of the last 6 enquiries in ten days"),
        ((1, 1, 1, 1), None),
    ],
)
def test_how_soon_they_answer_is_said_once_there_are_five(client, days, words):
    mill = make_organisation(contact_email="office@mill.example")
    reports(mill, *days)
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        page = client.get(mill.get_absolute_url()).text
    if words is None:
        assert "of the last" not in page
    else:
        assert words in page


def test_what_is_not_due_yet_counts_neither_for_nor_against_them():
    mill = make_organisation()
    reports(mill, 1, 1, 1, 1, 1)
    with time_machine.travel(datetime(2026, 1, 20, 12, tzinfo=UTC)):
        assert usually(mill) is None  # of the 6th, nine days are over
    with time_machine.travel(datetime(2026, 1, 26, 12, tzinfo=UTC)):
        assert usually(mill) == (1, 5, 5, True)


def test_what_the_school_ended_before_their_days_were_over_is_not_counted():
    mill = make_membership(organisation=make_organisation()).organisation
    reports(mill, 1, 1, 1, 1, 1)
    closed, erased, left = (make_recipient(organisation=mill, sent_at=MONDAY) for _ in range(3))
    with time_machine.travel(MONDAY + timedelta(days=2)):
        close(closed.enquiry)
        erased.enquiry.delete()
    run_each_day(MONDAY.date(), date(2026, 3, 20))
    with time_machine.travel(datetime(2026, 3, 20, tzinfo=UTC)):
        assert usually(mill) == (1, 5, 6, True)
    assert EnquiryReport.objects.get(recipient=left).unanswered_on is not None


def test_what_nobody_could_answer_is_not_counted_against_whoever_took_over():
    mill = make_organisation()
    late, waits = [
        make_recipient(organisation=mill, sent_at=MONDAY - timedelta(days=days))
        for days in (80, 30)
    ]
    reports(mill, 1, 1, 1, 1, 1)
    with time_machine.travel(MONDAY):
        process_due()
        assert usually(mill) == (1, 5, 5, True)
        taken_over(mill)
        assert usually(mill) == (1, 5, 5, True)
    assert (now(late).told_on, now(waits).told_on) == (None, date(2026, 3, 2))
    run_each_day(date(2026, 3, 3), date(2026, 3, 20))
    with time_machine.travel(datetime(2026, 3, 20, tzinfo=UTC)):
        assert usually(mill) == (1, 5, 6, True)


def test_a_profile_takes_one_query_more_however_much_was_asked(client):
    few, many = (make_organisation(contact_email="office@mill.example") for _ in range(2))
    reports(few, 1)
    reports(many, *[1] * 20)
    for mill in (few, many):
        client.get(mill.get_absolute_url())
    numbers = []
    for mill in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(mill.get_absolute_url())
        numbers.append(len(captured))
        assert sum("enquiries_enquiryreport" in query["sql"] for query in captured) == 1
    assert len(set(numbers)) == 1


def test_teachers_see_on_which_days_they_answer(client):
    mill = make_organisation(
        contact_email="office@mill.example",
        working_days=[3, 2],
        closed_from=date(2027, 2, 1),
        closed_to=date(2027, 2, 28),
    )
    with time_machine.travel(datetime(2027, 2, 28, 12, tzinfo=UTC)):
        page = client.get(mill.get_absolute_url()).text
    assert "Answers on Tuesdays and Wednesdays." in page
    assert "Closed from 1 February to 28 February 2027" in page
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        assert "Closed from" not in client.get(mill.get_absolute_url()).text
    assert Organisation.objects.get().takes_enquiries
    make_membership(organisation=mill)
    mill.closed_from = date(2026, 12, 1)
    mill.save()
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC)):
        for page in (mill.get_absolute_url(), f"/enquire/?partner={mill.pk}"):
            assert "Closed from 1 December 2026 to 28 February 2027" in client.get(page).text
