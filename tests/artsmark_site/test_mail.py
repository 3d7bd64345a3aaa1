"""A letter commits with its change, is sent once, and whatever goes wrong is seen by staff."""

import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import MailRecord
from artsmark_site import due, mail, tasks
from artsmark_site.mail import Letter, NotSentYet, post, writes
from tests.letters import delivered

pytestmark = pytest.mark.django_db

KIND = "tests.letter"
TO = "reader@school.example"


@pytest.fixture(autouse=True)
def letters_of_tests():
    @writes(KIND)
    def write(record: MailRecord) -> Letter | None:
        if record.facts.get("gone"):
            return None
        subject = record.facts.get("subject", "Hello")
        context = {"where": "here", "address": "http://localhost/"}
        return Letter(subject=subject, template="emails/opening_news.txt", context=context)


def refused_with(error):
    def send(self):
        raise error

    return send


@pytest.fixture
def mail_server(monkeypatch):
    """Let it answer every letter with this error, or with a yes again."""
    original = django_mail.EmailMessage.send

    def answers(error=None):
        send = refused_with(error) if error else original
        monkeypatch.setattr(django_mail.EmailMessage, "send", send)

    return answers


def only():
    return MailRecord.objects.get()


@pytest.mark.django_db(transaction=True)
def test_without_the_change_there_is_no_letter_and_no_job():
    with transaction.atomic():
        post(KIND, to=TO)
        transaction.set_rollback(True)
    assert not MailRecord.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name=mail.JOB).exists()


def test_the_job_names_the_record_and_nobody():
    post(KIND, to=TO, facts={"subject": "Private"})
    job = ProcrastinateJob.objects.get(task_name=mail.JOB)
    assert job.args == {"record": only().pk}


def test_a_letter_is_sent_once_however_often_its_job_runs():
    post(KIND, to=TO)
    for _ in range(3):
        tasks.deliver_mail(record=only().pk)
    (message,) = django_mail.outbox
    assert message.to == [TO]
    assert only().state == "sent"
    assert only().attempts == 1


def test_it_keeps_its_message_id_over_every_try(mail_server):
    post(KIND, to=TO)
    mail_server(ConnectionRefusedError())
    with pytest.raises(NotSentYet):
        mail.deliver(only().pk)
    mail_server()
    (message,) = delivered()
    assert message.extra_headers["Message-ID"] == only().message_id
    assert message.extra_headers["Message-ID"].endswith("@localhost>")
    assert only().attempts == 2


def test_what_is_told_once_is_not_told_again():
    for _ in range(2):
        post(KIND, to=TO, once="renewal of 5 in 60 days")
    post(KIND, to=TO, once="renewal of 6 in 60 days")
    assert len(delivered()) == 2


def test_a_letter_whose_reason_is_gone_is_not_sent():
    post(KIND, to=TO, facts={"gone": True})
    assert delivered() == []
    assert only().state == "not-needed"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (smtplib.SMTPRecipientsRefused({TO: (550, b"no such user")}), "refused (550)"),
        (smtplib.SMTPDataError(554, b"spam"), "refused (554)"),
        (ValueError("Header values may not contain CR or LF characters."), "no address"),
    ],
)
def test_an_address_that_is_refused_for_good_is_told_to_staff(mail_server, error, problem):
    post(KIND, to=TO)
    mail_server(error)
    delivered()
    assert only().state == "undeliverable"
    assert problem in only().problem
    mail_server()
    assert delivered() == []


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPRecipientsRefused({TO: (451, b"greylisted")}),
        smtplib.SMTPDataError(452, b"full"),
        smtplib.SMTPAuthenticationError(535, b"who?"),
    ],
)
def test_a_server_that_is_away_or_busy_is_asked_again(mail_server, error, caplog):
    post(KIND, to=TO)
    mail_server(error)
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSentYet) as said:
        mail.deliver(only().pk)
    assert TO not in f"{said.value!r}{caplog.text}"
    assert only().state == "waiting"
    mail_server()
    assert len(delivered()) == 1


def test_after_two_days_of_trying_it_is_given_up(mail_server, monkeypatch):
    monkeypatch.setattr(mail, "MOST_ATTEMPTS", 3)
    post(KIND, to=TO)
    mail_server(TimeoutError())
    for _ in range(2):
        with pytest.raises(NotSentYet):
            mail.deliver(only().pk)
    mail.deliver(only().pk)
    assert (only().state, only().problem) == ("undeliverable", "tried 3 times: TimeoutError")


def test_the_pauses_between_tries_grow_to_four_hours():
    class Job:
        attempts = 0

    pauses = []
    for Job.attempts in range(mail.MOST_ATTEMPTS):
        decision = tasks.GrowingPauses().get_retry_decision(exception=NotSentYet(), job=Job)
        pauses.append((decision.retry_at - timezone.now()).total_seconds())
    assert 10 < pauses[0] < 20
    assert 3 * 3600 < pauses[-1] < 5 * 3600
    assert 40 * 3600 < sum(pauses) < 72 * 3600
    Job.attempts = mail.MOST_ATTEMPTS
    assert tasks.GrowingPauses().get_retry_decision(exception=NotSentYet(), job=Job) is None


def test_one_bad_address_stops_nobody_else(mail_server):
    for number in range(3):
        post(KIND, to=f"{number}@school.example")
    first = MailRecord.objects.order_by("pk").first()
    mail_server(smtplib.SMTPRecipientsRefused({first.to: (550, b"no")}))
    mail.deliver(first.pk)
    mail_server()
    assert [message.to for message in delivered()] == [["1@school.example"], ["2@school.example"]]


def test_addresses_are_emptied_thirty_days_after_the_letter_was_settled():
    for number in range(2):
        post(KIND, to=f"{number}@school.example", facts={"subject": "Private"})
    delivered()
    old, young = MailRecord.objects.order_by("pk")
    MailRecord.objects.filter(pk=old.pk).update(settled_at=timezone.now() - timedelta(days=30))
    assert due.erase_expired()["addresses_of_letters"] == 1
    assert due.erase_expired()["addresses_of_letters"] == 0
    old.refresh_from_db()
    assert (old.to, old.facts, old.state) == ("", {}, "sent")
    young.refresh_from_db()
    assert young.to


def test_staff_see_what_could_not_be_delivered_and_change_nothing(admin_client, mail_server):
    post(KIND, to=TO)
    mail_server(smtplib.SMTPRecipientsRefused({TO: (550, b"no")}))
    delivered()
    listed = admin_client.get("/admin/accounts/mailrecord/?state__exact=undeliverable").text
    assert "refused (550)" in listed
    for page in ("add/", f"{only().pk}/change/", f"{only().pk}/delete/"):
        assert admin_client.post(f"/admin/accounts/mailrecord/{page}", {}).status_code == 403


def test_the_page_of_local_mail_shows_letters_to_this_machine_alone(client, settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    assert "No letter was written yet" in client.get("/mail/").text
    post(KIND, to=TO, facts={"subject": "Grüße <b>"})
    delivered()
    page = client.get("/mail/").text
    assert "Grüße &lt;b&gt;" in page
    assert '<a href="http://localhost/"' in page
    assert client.get("/mail/", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_where_mail_is_sent_there_is_no_page_of_it(client, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    assert client.get("/mail/").status_code == 404


def test_a_record_is_settled_or_waits():
    post(KIND, to=TO)
    with pytest.raises(Exception, match="mail_record_settled_or_waiting"), transaction.atomic():
        MailRecord.objects.update(settled_at=timezone.now())
    assert connection.is_usable()
