"""What the clock asks of organisations, and what they answer: partners.upkeep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import MailRecord, StatusChange
from artsmark_site.due import process_due
from partners.models import CodeOfPractice, LetterText, Notice, Organisation
from partners.upkeep import clock, dates, services
from tests.factories import make_membership, make_organisation
from tests.letters import delivered, links

pytestmark = pytest.mark.django_db


def looked_after(**fields):
    """An organisation with an owner, said to be right on 10 January 2026 unless told otherwise.

    Its safeguarding is reviewed as of the last day to which any test goes.
    """
    defaults = {"confirmed_on": date(2026, 1, 10), "renewal_due_on": date(2029, 1, 1)}
    defaults["safeguarding_reviewed_on"] = date(2029, 2, 28)
    organisation = make_organisation(**defaults | fields)
    make_membership(organisation=organisation)
    return organisation


def run(*days):
    for day in days:
        with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            process_due()


def told(organisation):
    notices = Notice.objects.filter(organisation=organisation).order_by("told_on", "pk")
    return list(notices.values_list("kind", "told_on"))


def is_seen(organisation, day):
    return Organisation.objects.public(day).filter(pk=organisation.pk).exists()


# --- Is it still right? ---------------------------------------------------------------------


def test_asked_after_twelve_months_again_after_fourteen_hidden_after_fifteen():
    organisation = looked_after()
    for day in (date(2027, 1, 9), date(2027, 1, 10), date(2027, 3, 9), date(2027, 3, 10)):
        run(day, day)  # twice: nothing more
    run(date(2027, 4, 9))
    assert is_seen(organisation, date(2027, 4, 9))
    run(date(2027, 4, 10), date(2027, 4, 11))
    assert told(organisation) == [
        ("still-right", date(2027, 1, 10)),
        ("still-right-again", date(2027, 3, 10)),
        ("hidden-unconfirmed", date(2027, 4, 10)),
    ]
    assert not is_seen(organisation, date(2027, 4, 10))
    assert MailRecord.objects.filter(kind__startswith="partners.notice-").count() == 3


def test_the_first_year_counts_from_the_first_listing_in_london():
    just_before_midnight = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 2 June, summer time
    organisation = looked_after(confirmed_on=None, first_listed_at=just_before_midnight)
    run(date(2027, 6, 1))
    assert told(organisation) == []
    run(date(2027, 6, 2))
    assert told(organisation) == [("still-right", date(2027, 6, 2))]


def test_a_year_after_a_leap_day_ends_on_the_28th():
    organisation = looked_after(confirmed_on=date(2028, 2, 29), renewal_due_on=date(2032, 1, 1))
    run(date(2029, 2, 27))
    assert told(organisation) == []
    run(date(2029, 2, 28))
    assert told(organisation) == [("still-right", date(2029, 2, 28))]


def test_after_a_silence_of_months_nobody_is_hidden_without_being_asked_twice():
    organisation = looked_after()
    run(date(2028, 1, 10), date(2028, 2, 6))
    assert [kind for kind, _ in told(organisation)] == ["still-right"]
    run(date(2028, 2, 7), date(2028, 3, 5))
    assert [kind for kind, _ in told(organisation)] == ["still-right", "still-right-again"]
    assert is_seen(organisation, date(2028, 3, 5))
    run(date(2028, 3, 6))
    assert not is_seen(organisation, date(2028, 3, 6))


@pytest.mark.parametrize(
    "standing",
    [
        {"hidden_at": datetime(2026, 2, 1, tzinfo=UTC)},
        {"suspended_at": datetime(2026, 2, 1, tzinfo=UTC)},
    ],
)
def test_what_is_not_seen_is_not_asked_about(standing):
    organisation = looked_after(**standing)
    run(date(2027, 6, 1))
    assert told(organisation) == []


def test_an_entry_that_nobody_looks_after_is_for_staff():
    organisation = make_organisation(confirmed_on=date(2026, 1, 10), contact_email="a@b.example")
    run(date(2027, 6, 1), date(2027, 9, 1), date(2027, 12, 1))
    assert told(organisation) == []
    assert not MailRecord.objects.exists()
    assert is_seen(organisation, date(2027, 12, 1))


def test_the_button_of_the_letter_shows_it_again_and_opening_the_page_changes_nothing(client):
    organisation = looked_after()
    run(date(2027, 1, 10), date(2027, 3, 10), date(2027, 4, 10))
    (path,) = links(delivered()[-1])
    with time_machine.travel(datetime(2027, 4, 12, 12, tzinfo=UTC)):
        assert "still right?" in client.get(path).text
        assert not is_seen(organisation, date(2027, 4, 12))
        assert "Thank you" in client.post(path, follow=True).text
        assert client.post(path).status_code == 200  # again: nothing
    organisation.refresh_from_db()
    assert (organisation.confirmed_on, organisation.hidden_because) == (date(2027, 4, 12), "")
    assert is_seen(organisation, date(2027, 4, 12))
    owner = organisation.members.get().user
    assert StatusChange.objects.filter(field="confirmed_on", by=owner).count() == 1


def test_the_link_ends_with_the_membership_and_opens_no_other_organisation(client):
    organisation, other = looked_after(), looked_after()
    run(date(2027, 1, 10))
    path = next(links(delivered()[0]))
    member = other.members.get()
    swapped = path.split("/")
    swapped[5] = str(member.pk)
    assert client.get("/".join(swapped)).status_code == 410
    organisation.members.all().delete()
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_owners_say_it_on_their_pages_at_any_time(client):
    organisation = looked_after()
    client.force_login(organisation.members.get().user)
    client.post(f"/my/organisations/{organisation.pk}/confirm/")
    organisation.refresh_from_db()
    assert organisation.confirmed_on == datetime.now(tz=UTC).date()


# --- Renewal --------------------------------------------------------------------------------


def test_renewal_is_told_60_30_and_7_days_before_and_lapses_on_the_day():
    organisation = looked_after(renewal_due_on=date(2026, 10, 25), confirmed_on=date(2026, 8, 1))
    run(date(2026, 8, 25))
    assert told(organisation) == []
    run(date(2026, 8, 26), date(2026, 8, 26), date(2026, 9, 25), date(2026, 10, 18))
    organisation.refresh_from_db()
    assert organisation.partner_status == "renewal-due"
    run(date(2026, 10, 24))
    assert is_seen(organisation, date(2026, 10, 24))
    # The clocks go back on this night: in UTC it is still the 24th when it begins in London.
    with time_machine.travel(datetime(2026, 10, 24, 22, 59, tzinfo=UTC)):
        process_due()
    assert is_seen(organisation, date(2026, 10, 24))
    with time_machine.travel(datetime(2026, 10, 24, 23, 1, tzinfo=UTC)):
        process_due()
    assert not is_seen(organisation, date(2026, 10, 25))
    assert [kind for kind, _ in told(organisation)] == [
        "renewal-60", "renewal-30", "renewal-7", "lapsed",
    ]  # fmt: skip


def test_after_a_missed_week_one_notice_goes_not_three():
    organisation = looked_after(renewal_due_on=date(2026, 10, 25), confirmed_on=date(2026, 8, 1))
    run(date(2026, 10, 20), date(2026, 10, 21))
    assert told(organisation) == [("renewal-7", date(2026, 10, 20))]


def renew(organisation, day, **typed):
    client = Client()
    client.force_login(organisation.members.get().user)
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        client.force_login(organisation.members.get().user)
        address = f"/my/organisations/{organisation.pk}/renew/"
        answer = client.post(address, {"name": "Ann", "agree": "on", "is_right": "on"} | typed)
    organisation.refresh_from_db()
    return answer


def test_renewed_in_time_the_next_term_begins_where_this_one_ends():
    organisation = looked_after(renewal_due_on=date(2027, 3, 1), confirmed_on=date(2026, 12, 1))
    run(date(2027, 1, 15))
    assert renew(organisation, date(2027, 1, 20)).status_code == 302
    assert organisation.renewal_due_on == date(2029, 3, 1)
    assert organisation.partner_status == "active"
    assert organisation.confirmed_on == organisation.code_accepted_on == date(2027, 1, 20)
    assert organisation.code_acceptances.get().name == "Ann"


def test_back_within_a_year_of_a_lapse_and_not_later():
    organisation = looked_after(renewal_due_on=date(2027, 3, 1), confirmed_on=date(2026, 12, 1))
    run(date(2027, 3, 1))
    late = renew(organisation, date(2028, 3, 2))
    assert "another training session" in late.text
    assert organisation.partner_status == "lapsed"
    assert renew(organisation, date(2028, 3, 1)).status_code == 302
    assert organisation.partner_status == "active"
    assert organisation.renewal_due_on == date(2030, 3, 1)
    assert organisation.partner_since == date(2025, 3, 1)
    assert is_seen(organisation, date(2028, 3, 1))


def test_it_is_renewed_by_promise_and_name_and_not_before_its_time():
    organisation = looked_after(renewal_due_on=date(2027, 3, 1))
    run(date(2027, 1, 15))
    answer = renew(organisation, date(2027, 1, 20), name="", agree="")
    assert "Enter your name." in answer.text
    assert organisation.renewal_due_on == date(2027, 3, 1)
    early = looked_after(renewal_due_on=date(2027, 12, 1))
    assert renew(early, date(2027, 1, 20)).status_code == 200
    assert early.renewal_due_on == date(2027, 12, 1)


# --- Safety, the Code, nudges ---------------------------------------------------------------


def test_safeguarding_reviewed_over_a_year_ago_is_hidden_after_thirty_days(client):
    organisation = looked_after(
        safeguarding_reviewed_on=date(2026, 1, 31), confirmed_on=date(2026, 12, 1)
    )
    run(date(2027, 1, 31))
    assert told(organisation) == []
    run(date(2027, 2, 1), date(2027, 3, 2))
    assert is_seen(organisation, date(2027, 3, 2))
    run(date(2027, 3, 3))
    assert not is_seen(organisation, date(2027, 3, 3))
    owner = organisation.members.get().user
    with time_machine.travel(datetime(2027, 3, 4, 12, tzinfo=UTC)):
        with pytest.raises(services.CannotShow):
            services.show(organisation=organisation, by=owner)
        Organisation.objects.update(safeguarding_reviewed_on=date(2027, 3, 4))
        services.show(organisation=organisation, by=owner)
    assert is_seen(organisation, date(2027, 3, 4))


def test_a_review_without_a_date_is_hidden_after_thirty_days_and_stays_so_until_there_is_one():
    mill = looked_after(safeguarding_reviewed_on=None, confirmed_on=date(2026, 12, 1))
    run(date(2027, 2, 1), date(2027, 3, 2))
    assert is_seen(mill, date(2027, 3, 2))
    run(date(2027, 3, 3), date(2027, 3, 4))
    assert told(mill) == [
        ("safeguarding", date(2027, 2, 1)),
        ("hidden-safeguarding", date(2027, 3, 3)),
    ]
    assert not is_seen(mill, date(2027, 3, 3))
    assert not [letter for letter in delivered() if "1900" in letter.body + letter.subject]
    with pytest.raises(services.CannotShow):
        services.show(organisation=mill, by=mill.members.get().user)


def test_their_own_words_about_a_date_hold_where_none_was_given():
    mill = looked_after(safeguarding_reviewed_on=None)
    LetterText.objects.create(
        bridge=mill.led_by,
        kind="hidden-safeguarding",
        subject="Hidden",
        body="Last reviewed on [date]. [link]",
    )
    clock._tell(mill, Notice.Kind.HIDDEN_SAFEGUARDING, dates.NEVER, date(2027, 1, 1))
    assert "Last reviewed on a day that you did not give." in delivered()[-1].body


def test_insurance_that_ran_out_is_told_once_and_stays_listed():
    organisation = looked_after(
        insurance_expires_on=date(2027, 1, 31), confirmed_on=date(2026, 12, 1)
    )
    run(date(2027, 1, 31))
    assert told(organisation) == []
    run(date(2027, 2, 1), date(2027, 6, 1))
    assert told(organisation) == [("insurance", date(2027, 2, 1))]
    assert is_seen(organisation, date(2027, 6, 1))


def test_who_does_not_accept_a_new_code_by_its_date_comes_up_for_renewal():
    organisation = looked_after(confirmed_on=date(2027, 1, 1))
    keeps_up = looked_after(confirmed_on=date(2027, 1, 1), code_accepted_on=date(2027, 2, 1))
    CodeOfPractice.objects.create(
        version="9", text="New.", from_on=date(2027, 2, 1), accept_by=date(2027, 5, 1)
    )
    run(date(2027, 1, 31))
    assert told(organisation) == []
    run(date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 24), date(2027, 5, 1), date(2027, 5, 2))
    assert [kind for kind, _ in told(organisation)] == ["new-code", "new-code-7", "renewal-60"]
    organisation.refresh_from_db()
    assert organisation.partner_status == "renewal-due"
    assert organisation.renewal_due_on == date(2027, 6, 30)
    assert is_seen(organisation, date(2027, 5, 2))
    assert told(keeps_up) == []
    renew(organisation, date(2027, 5, 3))
    run(date(2027, 5, 4))
    assert organisation.partner_status == "active"
    assert len(told(organisation)) == 3


def test_trained_and_not_listed_is_nudged_after_two_and_six_weeks():
    organisation = make_organisation(listing_state="draft", trained_on=date(2027, 1, 4))
    membership = make_membership(organisation=organisation)
    membership.since = datetime(2027, 1, 10, 12, tzinfo=UTC)
    membership.save()
    run(date(2027, 1, 23))
    assert told(organisation) == []
    run(date(2027, 1, 24), date(2027, 2, 20), date(2027, 2, 21), date(2027, 6, 1))
    assert told(organisation) == [("nudge-14", date(2027, 1, 24)), ("nudge-42", date(2027, 2, 21))]


# --- All of it ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_run_twice_at_once_everybody_is_told_once():
    for number in range(6):
        looked_after(renewal_due_on=date(2027, 1, 20), name=f"House {number}")

    def one_run(_):
        try:
            return clock.run(date(2027, 1, 15))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        list(two.map(one_run, range(2)))
    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert kinds == ["renewal-7"] * 6 + ["still-right"] * 6
    assert MailRecord.objects.count() == 12


def test_one_that_fails_stops_no_other(monkeypatch, caplog):
    first, second = looked_after(), looked_after()

    def fails_for_the_first(organisation, *rest):
        if organisation == first:
            raise RuntimeError("no")
        return tell(organisation, *rest)

    tell = clock._tell
    monkeypatch.setattr(clock, "_tell", fails_for_the_first)
    run(date(2027, 1, 10))
    assert told(first) == []
    assert len(told(second)) == 1
    assert f"organisation {first.pk} failed" in caplog.text


def test_every_letter_names_the_organisation_and_leads_to_a_page_of_ours():
    organisation = looked_after(name="Salt Loft")
    for kind in Notice.Kind:
        clock._tell(organisation, kind, date(2026, 1, 10), date(2026, 2, 1))
    letters = delivered()
    assert len(letters) == len(Notice.Kind)
    client = Client()
    client.force_login(organisation.members.get().user)
    for letter in letters:
        text = f"{letter.subject} {letter.body}"
        assert "Salt Loft" in text
        assert "[" not in text
        (path,) = links(letter)
        assert client.get(path).status_code == 200, path
        assert letter.from_email.startswith('"Real Ideas') or "Real Ideas" in letter.from_email
