"""The monthly letter: once, to those who want it, about partners that were listed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord
from enquiries.models import EnquiryReport
from enquiries.monthly import emails
from enquiries.monthly.due import tell_of_last_month
from enquiries.monthly.figures import month_of, months_of
from partners.models import DailyFigures, Membership, Organisation
from reference.calendar_months import months_after
from tests.factories import make_membership, make_organisation
from tests.letters import delivered, links

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
# The history of rows goes by the database's clock, which no test can move: the month that is told
# of is the present one, and the letter goes early in the next.
THIS = timezone.localdate().replace(day=1)
NEXT = months_after(THIS, 1)


def on(day, hour=12):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False)


def run(day):
    with on(day):
        return tell_of_last_month(today=day)


def early(days=2):
    return NEXT + timedelta(days=days)


@pytest.fixture
def owner():
    organisation = make_organisation(name="Mill House")
    membership = make_membership(organisation=organisation)
    Membership.objects.update(since=datetime(2026, 1, 1, tzinfo=UTC))
    return membership


def letters():
    return [letter for letter in delivered() if "was seen in" in letter.subject]


def test_it_tells_how_often_it_was_seen_saved_and_asked(owner):
    organisation, before = owner.organisation, months_after(THIS, -1)
    for day, seen, saved in ((THIS, 40, 2), (NEXT - timedelta(days=1), 1, 1), (before, 38, 0)):
        DailyFigures.objects.create(organisation=organisation, day=day, seen=seen, saved=saved)
    DailyFigures.objects.create(organisation=organisation, day=NEXT, seen=99)
    DailyFigures.objects.create(organisation=make_organisation(), day=THIS, seen=99)
    EnquiryReport.objects.create(organisation=organisation, sent_on=THIS)
    assert run(early()) == 1
    (letter,) = letters()
    assert letter.subject == f"How often Mill House was seen in {THIS:%B %Y}"
    assert letter.to == [owner.user.email]
    for line in (
        "Its pages were opened: 41 times (before: 38)",
        "It was saved to a list: 3 times (before: 0)",
        "It was asked: 1 time (before: 0)",
    ):
        assert line in letter.body
    assert "Nobody opened it" not in letter.body


def test_a_page_tells_the_same_of_every_month(owner):
    organisation, before = owner.organisation, months_after(THIS, -2)
    for day, seen, saved in ((THIS, 40, 2), (before, 7, 0), (months_after(THIS, -13), 99, 9)):
        DailyFigures.objects.create(organisation=organisation, day=day, seen=seen, saved=saved)
    DailyFigures.objects.create(organisation=make_organisation(), day=THIS, seen=99)
    EnquiryReport.objects.create(organisation=organisation, sent_on=THIS)
    months = months_of(organisation, THIS)
    assert months == [month_of(organisation, months_after(THIS, -back)) for back in range(3)]
    assert months[0][1:] == (40, 2, 1)
    run(early())
    path = f"/my/organisations/{organisation.pk}/figures/"
    assert f"Month by month: {settings.SITE_ADDRESS}{path}\n" in letters()[0].body
    client = Client()
    client.force_login(owner.user)
    page = client.get(path).text
    assert "<td>40</td><td>2</td><td>1</td>" in page
    assert f'href="{path}"' in client.get(path.replace("figures/", "")).text


def test_where_there_is_nothing_yet_the_page_says_why(owner):
    client = Client()
    client.force_login(owner.user)
    path = f"/my/organisations/{owner.organisation.pk}/figures/"
    assert "nobody opened it, saved it or asked. What may help:" in client.get(path).text
    Organisation.objects.update(hidden_at=timezone.now())
    assert "Schools do not see it at present" in client.get(path).text


def test_if_there_was_nothing_it_says_what_may_help(owner):
    run(early())
    (letter,) = letters()
    assert "Nobody opened it in that month. What may help: “Access” says nothing yet" in letter.body


def test_it_goes_once_however_often_and_late_it_runs(owner):
    assert [run(early(days)) for days in (0, 1, 1, 5, 12)] == [0, 1, 0, 0, 0]
    assert run(early(14)) == 0
    assert len(letters()) == 1


def test_a_day_on_which_nothing_ran_is_made_up_for(owner):
    assert run(early(12)) == 1
    MailRecord.objects.all().delete()
    assert run(early(14)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_letter(owner):
    def once(_):
        try:
            return tell_of_last_month(today=early())
        finally:
            connection.close()

    with on(early()), ThreadPoolExecutor(2) as threads:
        list(threads.map(once, range(2)))
    assert MailRecord.objects.filter(kind=emails.FIGURES).count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"listing_state": "draft"}, {"hidden_at": timezone.now()}, {"partner_status": "lapsed"}],
)
def test_one_that_is_not_listed_gets_none(fields):
    make_membership(organisation=make_organisation(**fields))
    Membership.objects.update(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert run(early()) == 0


def test_one_that_was_not_listed_in_that_month_gets_none(owner):
    """It is seen today; last month it was not there."""
    with on(THIS + timedelta(days=2)):
        assert tell_of_last_month(today=THIS + timedelta(days=2)) == 0


def test_whoever_came_after_the_month_gets_none(owner):
    Membership.objects.update(since=datetime(NEXT.year, NEXT.month, 1, 9, tzinfo=UTC))
    assert run(early()) == 0


def test_the_link_ends_it_for_one_person_and_opening_it_changes_nothing(owner):
    colleague = make_membership(organisation=owner.organisation, role="editor")
    Membership.objects.update(since=datetime(2026, 1, 1, tzinfo=UTC))
    run(early())
    mine = next(letter for letter in letters() if letter.to == [owner.user.email])
    link = next(path for path in links(mine) if "/monthly/" in path)
    client = Client()
    assert "Send me no more of them" in client.get(link).text
    owner.refresh_from_db()
    assert owner.gets_figures
    assert "You get no more figures" in client.post(link, follow=True).text
    for membership, wants in ((owner, False), (colleague, True)):
        membership.refresh_from_db()
        assert membership.gets_figures is wants
    client.post(link)
    assert run(months_after(early(), 1)) == 1


def test_a_mail_program_ends_it_with_one_post_without_a_token_and_with_no_other(owner):
    run(early())
    (letter,) = letters()
    link = next(path for path in links(letter) if "/monthly/" in path)
    for head in (letter.message(), letter.message(policy=SMTP)):
        assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        line = f"\nList-Unsubscribe: <{settings.SITE_ADDRESS}{link}>"
        assert line.encode() in head.as_bytes()
        assert line in head.as_string().replace("\r", "")
    client = Client(enforce_csrf_checks=True)
    once = {"List-Unsubscribe": "One-Click"}
    assert client.get(link, once).status_code == 200
    refused = ({}, once | {"more": "1"}, {"List-Unsubscribe": ["One-Click", "One-Click"]})
    for sent in refused:
        assert client.post(link, sent).status_code == 403
    owner.refresh_from_db()
    assert owner.gets_figures
    assert client.post(link[:-3] + "x/", once).status_code == 410
    for kind in ("multipart", "urlencoded"):
        Membership.objects.update(gets_figures=True)
        body = {} if kind == "multipart" else {"content_type": FORM}
        answer = client.post(link, once if kind == "multipart" else urlencode(once), **body)
        owner.refresh_from_db()
        assert (answer.status_code, owner.gets_figures) == (200, False)


def test_a_forged_link_and_that_of_somebody_who_left_are_ended(owner):
    run(early())
    link = next(path for path in links(letters()[0]) if "/monthly/" in path)
    assert Client().get(link[:-3] + "x/").status_code == 410
    owner.delete()
    assert Client().post(link).status_code == 410


def test_a_member_ends_it_and_has_it_again_on_their_own_pages(owner):
    client = Client()
    client.force_login(owner.user)
    members = f"/my/organisations/{owner.organisation.pk}/members/"
    switch = f"/my/organisations/{owner.organisation.pk}/monthly/"
    for value, shown in (
        ("off", "You do not get the monthly e-mail"),
        ("on", "Each month you get"),
    ):
        assert client.post(switch, {"gets_figures": value}).headers["Location"] == members
        assert shown in client.get(members).text


def test_a_letter_that_waits_is_not_sent_to_who_ended_it_meanwhile(owner):
    run(early())
    Membership.objects.update(gets_figures=False)
    assert letters() == []
    assert MailRecord.objects.get(kind=emails.FIGURES).state == "not-needed"
