"""What comes while an enquiry is erased: neither side sees a fault, and nothing is left behind."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.emails import FAREWELL
from accounts.models import MailRecord
from artsmark_site.personal_data import services, without_account
from artsmark_site.personal_data.reasons import Why
from enquiries import talking
from enquiries.choices import Side
from enquiries.links import partner_token, sender_token
from enquiries.models import Enquiry, EnquiryReport, Message
from enquiries.sender.links import confirm_token
from partners.merging.services import merge
from tests.enquiries.teacher import EMAIL, partner, post
from tests.factories import make_enquiry, make_recipient
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(number: int) -> None:
    """Until so many connections wait for a lock."""
    waiting = (
        "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    until = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= number:
                return
            sleep(0.02)


def asked(**fields):
    enquiry = make_enquiry(email=EMAIL, **fields)
    answer = {"state": "answered", "answer": "interested", "answered_at": enquiry.sent_at}
    return make_recipient(enquiry=enquiry, organisation=partner(), **answer)


def meanwhile(first, *others):
    """Others begin once `first` is done, and it ends once all of them wait; what others give."""
    done = Event()

    def keep_all_waiting():
        with transaction.atomic():
            first()
            done.set()
            wait_for(len(others))

    def run(job):
        try:
            if job is not keep_all_waiting:
                done.wait(10)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(others) + 1) as pool:
        return list(pool.map(run, [keep_all_waiting, *others]))[1:]


@pytest.mark.parametrize("has_account", [False, True])
def test_a_message_written_meanwhile_goes_with_the_rest(has_account):
    person = make_person(EMAIL) if has_account else None
    recipient = asked(by=person)

    def erase():
        if person:
            services.delete_account(user=person, why=Why.THEMSELVES)
        else:
            without_account.erase(EMAIL)

    by = recipient.organisation.members.get().user
    meanwhile(lambda: talking.write(recipient, Side.PARTNER, "Gladly.", by=by), erase)
    assert not Enquiry.objects.exists()
    assert not Message.objects.exists()
    assert set(MailRecord.objects.filter(to=EMAIL).values_list("kind", flat=True)) <= {FAREWELL}
    assert EnquiryReport.objects.get().recipient is None


def test_whoever_signed_in_writes_while_the_account_goes():
    person = make_person(EMAIL)
    recipient = asked(by=person)
    meanwhile(
        lambda: talking.write(recipient, Side.SENDER, "In May?", by=person),
        lambda: services.delete_account(user=person, why=Why.THEMSELVES),
    )
    assert not Message.objects.exists()


def test_whoever_comes_too_late_is_told_that_it_is_gone():
    recipient, enquiry = asked(), make_enquiry(email=EMAIL, state="unconfirmed")
    make_recipient(enquiry=enquiry, organisation=partner(), state="chosen")
    member = recipient.organisation.members.get()
    pk, answered = recipient.pk, {"text": "Yes.", "seen": "interested"}
    sender = f"/enquiries/{recipient.enquiry_id}/{sender_token(recipient.enquiry)}/"
    link = f"/enquiries/answer/{pk}/{member.pk}/{partner_token(recipient, member)}/"
    browser = Client()
    browser.force_login(member.user)
    sent = [
        (Client(), f"{sender}write/{pk}/", {f"{pk}-text": "In May?"}),
        (Client(), f"{sender}show/{pk}/", {"show": "1"}),
        (Client(), f"{sender}close/", {}),
        (Client(), f"{sender}again/", {}),
        (Client(), f"{link}read/", {}),
        (Client(), f"{link}write/", {"text": "In May."}),
        (Client(), f"{link}reply/interested/", answered),
        (Client(), f"{link}address/", {"show": "1"}),
        (Client(), f"/enquiries/{enquiry.pk}/confirm/{confirm_token(enquiry)}/", {}),
        (browser, f"/my/enquiries/{pk}/write/", {"text": "In May."}),
    ]
    posts = [lambda one=one: post(*one).status_code for one in sent]
    found = meanwhile(lambda: without_account.erase(EMAIL), *posts)
    assert found == [410] * 9 + [404]


def test_of_a_partner_that_goes_up_in_another_meanwhile_no_letter_tells(admin_user):
    gone = asked().organisation

    def go_up():
        merge(organisation=gone, into=partner(), going=[], by=admin_user, reason="The same.")

    meanwhile(lambda: without_account.erase(EMAIL), go_up)
    assert not MailRecord.objects.filter(to=EMAIL).exists()
