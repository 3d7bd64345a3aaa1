"""How much may be asked, exactly, however many ask at once; and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from time import monotonic, sleep

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site import due
from enquiries import sending
from enquiries.asking import limits, services
from enquiries.models import Enquiry, EnquiryReport
from enquiries.refusal import CannotAsk
from enquiries.retention import UNSENT_FOR
from tests.enquiries.teacher import EMAIL, begin, confirm_link, partner, post, send, write
from tests.factories import make_organisation
from tests.letters import delivered
from tests.partners.test_stale_forms import somebody_waits_for_a_lock
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment():
    cache.clear()
    with time_machine.travel(timezone.now().replace(hour=12, minute=5), tick=False) as moment:
        yield moment


def refused(client, address="/enquire/check/"):
    """What the page says, on which all that was typed still stands."""
    page = post(client, address)
    assert page.status_code == 200
    assert "A day of printing" in page.text
    return page.text


def test_five_partners_an_hour_from_one_address(client, moment):
    for _ in range(2):
        send(client, partner(), partner())
    moment.shift(timedelta(minutes=20))
    write(client, partner(), partner())
    post(client, "/enquire/check/")
    page = refused(client, confirm_link())
    assert "you have asked 4" in page
    assert "press the button again after 13:06" in page
    moment.shift(timedelta(minutes=41))
    assert post(client, confirm_link()).status_code == 302


def test_three_links_an_hour_to_one_address(client, moment):
    write(client, partner())
    for _ in range(3):
        for _pressed_twice in range(2):
            assert post(client, "/enquire/check/").status_code == 302
        moment.shift(services.PRESSED_TWICE)
    assert MailRecord.objects.filter(kind=limits.CONFIRM).count() == 3
    assert "We have sent 3 links to this address" in refused(client)
    other = Client()
    write(other, partner(), you={"email": "other@school.example"})
    assert post(other, "/enquire/check/").status_code == 302
    moment.shift(timedelta(minutes=61))
    assert post(client, "/enquire/check/").status_code == 302


def test_twenty_a_day_for_one_partner(client, moment):
    organisation = partner("Mill House")
    for _ in range(limits.A_PARTNER_A_DAY):
        EnquiryReport.objects.create(organisation=organisation, sent_on=timezone.localdate())
    write(client, organisation)
    post(client, "/enquire/check/")
    assert "Mill House has been asked 20 times today" in refused(client, confirm_link())
    moment.shift(timedelta(hours=23))
    assert post(client, confirm_link()).status_code == 302


def test_the_same_words_to_the_same_partner_are_refused_for_a_day(client, moment):
    organisation = partner("Mill House")
    send(client, organisation)
    write(client, organisation, partner("Loom Shed"))
    post(client, "/enquire/check/")
    link = confirm_link()
    page = refused(client, link)
    assert "You sent these very words to Mill House" in page
    assert "Leave out who has them already" in page
    assert 'href="/enquire/check/">go back to what you wrote' in page
    assert "in the browser in which you began it" in refused(Client(), link)
    moment.shift(timedelta(hours=23))
    begin(client, organisation)
    post(client, "/enquire/what/", {"purpose": "A day of printing, and one of weaving."})
    post(client, "/enquire/check/")
    assert post(client, confirm_link()).status_code == 302
    moment.shift(timedelta(hours=25))
    send(client, organisation)


def test_the_brake_of_the_whole_site(client, monkeypatch, moment):
    monkeypatch.setattr(limits, "OF_ALL_AN_HOUR", 2)
    send(client, partner(), partner())
    write(client, partner(), you={"email": "other@school.example"})
    assert post(client, "/enquire/check/").status_code == 302
    assert "so we have paused" in refused(client, confirm_link())
    moment.shift(timedelta(minutes=61))
    assert post(client, confirm_link()).status_code == 302


def test_links_that_nobody_pressed_stop_no_sender_who_is_known(client, monkeypatch, moment):
    write(client, partner())
    post(client, "/enquire/check/")
    monkeypatch.setattr(limits, "LINKS_OF_ALL_AN_HOUR", 1)
    monkeypatch.setattr(limits, "OF_ALL_AN_HOUR", 2)
    assert post(client, confirm_link()).status_code == 302
    write(client, partner(), you={"email": "other@school.example"})
    assert "so we have paused them" in refused(client)
    client.force_login(make_person("other@school.example", name="Other"))
    assert post(client, "/enquire/check/").status_code == 302
    assert Enquiry.objects.sent().count() == 2


def test_one_connection_has_links_sent_to_sixty_people_an_hour(client, monkeypatch, moment):
    monkeypatch.setattr(limits, "STRANGERS_AN_HOUR", 2)
    write(client, partner())

    def ask(email):
        post(client, "/enquire/you/", {"name": "Tess", "email": email})
        return post(client, "/enquire/check/")

    for email in ("a@one.example", "b@two.example", "A@one.example"):
        assert ask(email).status_code == 302
    page = ask("c@three.example")
    assert "links were sent to 2 people within an hour" in page.text
    assert "A day of printing" in page.text
    written_to = set(MailRecord.objects.values_list("to", flat=True))
    assert written_to == {"a@one.example", "b@two.example"}
    for elsewhere in ("192.0.2.7", "2001:db8:0:1::1"):
        client.defaults["REMOTE_ADDR"] = elsewhere
        assert ask(f"d@{elsewhere.count(':')}.example").status_code == 302
    assert ask("e@five.example").status_code == 302
    client.defaults["REMOTE_ADDR"] = "2001:db8:0:1:ffff::2"  # of the same household
    assert "links were sent to 2 people" in ask("f@six.example").text
    moment.shift(timedelta(minutes=61))
    assert ask("f@six.example").status_code == 302


def test_a_school_of_sixty_behind_one_internet_address_meets_no_limit():
    organisations = [partner() for _ in range(4)]
    for number in range(60):
        teacher = Client()
        email = f"teacher{number}@school.example"
        write(teacher, organisations[number % 4], you={"email": email})
        assert post(teacher, "/enquire/check/").status_code == 302
        assert post(teacher, confirm_link()).status_code == 302


def test_a_program_behind_one_internet_address_is_stopped(client, monkeypatch):
    monkeypatch.setattr(limits, "AN_INTERNET_ADDRESS_AN_HOUR", 3)
    organisation = partner()
    write(client, organisation)
    for _ in range(2):
        begin(Client(), organisation)
    assert "hundreds of forms" in refused(client)
    assert "hundreds of forms" in begin(Client(), organisation).text


def test_a_form_that_a_program_fills_in_sends_nothing(client):
    write(client, partner())
    page = post(client, "/enquire/check/", {"homepage": "spam"})
    assert "Press the button once more" in page.text
    assert not delivered()


# --- Many at once ---------------------------------------------------------------------------


def at_once(jobs):
    """What each job gives, all begun in the same moment with a connection of their own."""
    start = Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        except CannotAsk:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def ready(organisation, email=EMAIL, purpose="Print"):
    enquiry = Enquiry.objects.create(
        state="unconfirmed", purpose=purpose, name="Tess", email=email, setting_name="Mill Road"
    )
    enquiry.recipients.create(organisation=organisation)
    return enquiry


@pytest.mark.django_db(transaction=True)
def test_sending_twice_at_once_sends_once():
    enquiry = ready(partner())
    at_once([lambda: sending.send(enquiry)] * 6)
    assert MailRecord.objects.filter(kind="enquiries.asked").count() == 1
    assert MailRecord.objects.filter(kind="enquiries.sent").count() == 1
    assert EnquiryReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("delete", [services.throw_away, lambda one: due.erase_expired()])
def test_what_is_sent_while_somebody_deletes_it_stays(delete):
    enquiry = ready(partner())
    Enquiry.objects.update(changed_at=timezone.now() - UNSENT_FOR)
    sent = Event()

    def send_and_linger():
        with transaction.atomic():
            sending.send(enquiry)
            sent.set()
            until = monotonic() + 10
            while not somebody_waits_for_a_lock() and monotonic() < until:
                sleep(0.02)

    def delete_meanwhile():
        sent.wait()
        delete(enquiry)

    at_once([send_and_linger, delete_meanwhile])
    assert Enquiry.objects.sent().get() == enquiry
    assert enquiry.recipients.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_five_an_hour_pass():
    enquiries = [ready(partner()) for _ in range(12)]
    results = at_once([lambda one=one: sending.send(one) for one in enquiries])
    assert results.count("refused") == 12 - limits.PARTNERS_AN_HOUR
    assert Enquiry.objects.sent().count() == limits.PARTNERS_AN_HOUR


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_three_links_go():
    enquiries = [ready(partner()) for _ in range(8)]
    results = at_once(
        [lambda one=one: services.ask_to_confirm(one, connection="here") for one in enquiries]
    )
    assert results.count("refused") == 8 - limits.LINKS_AN_HOUR


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_so_many_people_have_links_from_one_connection(monkeypatch):
    monkeypatch.setattr(limits, "STRANGERS_AN_HOUR", 3)
    cache.clear()
    enquiries = [ready(partner(), f"t{number}@school.example") for number in range(8)]
    results = at_once(
        [lambda one=one: services.ask_to_confirm(one, connection="here") for one in enquiries]
    )
    assert results.count("refused") == 5


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_twenty_reach_a_partner():
    organisation = make_organisation(contact_email="a@mill.example")
    for _ in range(limits.A_PARTNER_A_DAY - 2):
        EnquiryReport.objects.create(organisation=organisation, sent_on=timezone.localdate())
    enquiries = [ready(organisation, f"t{number}@school.example") for number in range(8)]
    results = at_once([lambda one=one: sending.send(one) for one in enquiries])
    assert results.count("refused") == 6


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_the_same_words_reach_a_partner_once():
    organisation = partner()
    enquiries = [ready(organisation) for _ in range(6)]
    results = at_once([lambda one=one: sending.send(one) for one in enquiries])
    assert results.count("refused") == 5


@pytest.mark.django_db(transaction=True)
def test_forms_from_one_internet_address_are_counted_exactly(monkeypatch):
    monkeypatch.setattr(limits, "AN_INTERNET_ADDRESS_AN_HOUR", 7)
    cache.clear()
    request = RequestFactory().post("/enquire/")
    results = at_once([lambda: limits.check_connection(request)] * 12)
    assert results.count("refused") == 5
