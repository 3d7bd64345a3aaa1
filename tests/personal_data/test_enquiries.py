"""Of whoever asked, with an account or without, nothing is to be found afterwards but figures."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.personal_data import services, without_account
from artsmark_site.personal_data.reasons import Why
from enquiries import answering, talking
from enquiries.choices import Answer, Side
from enquiries.models import Concern, Enquiry, EnquiryRecipient, EnquiryReport
from partners.models import OpeningNotice
from tests.enquiries.teacher import partner, post, send, write
from tests.factories import make_addressee, make_concern, make_organisation
from tests.letters import delivered, links
from tests.people import make_person
from tests.personal_data.canary import EMAIL, NAME, traces

pytestmark = pytest.mark.django_db

PAGE = "/accounts/held/"
WORDS = "Canary-Bird asks for a day of weaving"


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def ask_in_every_way(client: Client) -> Enquiry:
    """Two partners answer and write; a draft is left; they wait for the opening."""
    you = {"name": NAME, "email": EMAIL.upper()}
    school = {"setting_name": "Canary-Bird School"}
    organisations = partner("Mill House"), partner("Loom Shed")
    what = {"purpose": WORDS}
    enquiry = send(client, *organisations, what=what, you=you, school=school)
    for recipient in enquiry.recipients.all():
        member = recipient.organisation.members.get().user
        says = f"Dear {NAME}, gladly."
        answering.answer(recipient=recipient, answer=Answer.INTERESTED, text=says, by=member)
        talking.write(recipient, Side.SENDER, f"Thank you. {NAME}, {EMAIL}")
    write(Client(), partner(), what=what, you=you, school=school)
    OpeningNotice.objects.create(email=EMAIL)
    make_organisation(contact_name=NAME, contact_email=EMAIL)
    make_addressee(email=EMAIL)
    make_concern(name=NAME, email=EMAIL, words=f"I am {NAME}, and nobody came.")
    return enquiry


def link_to(address: str) -> str:
    post(Client(), PAGE, {"email": address})
    letters = [one for one in delivered() if one.subject == "What we hold about you"]
    assert letters[-1].to == [address.lower()]
    return next(links(letters[-1]))


def assert_figures_stay() -> None:
    reports = EnquiryReport.objects.all()
    assert [report.recipient for report in reports] == [None, None]
    assert all(report.authority.slug == "plymouth" for report in reports)
    assert not EnquiryRecipient.objects.exists()


def test_without_an_account_nothing_is_left_but_figures(client):
    ask_in_every_way(client)
    link = link_to(EMAIL)
    assert {row.split(":")[0] for row in traces()} >= {
        "accounts_mailrecord", "enquiries_enquiry", "enquiries_message", "partners_addressee",
        "partners_openingnotice", "partners_organisation",
    }  # fmt: skip
    assert "Delete all of it" in client.get(link).text
    assert Enquiry.objects.exists()
    page = post(client, link).text
    assert "It is deleted" in page
    assert 'href="/shortlist/clear/"' in page
    assert Concern.objects.get().words == "I am [deleted], and nobody came."
    delivered()
    assert traces() == []
    assert_figures_stay()
    assert client.get(link).status_code == 410


def test_with_an_account_too_and_what_was_asked_before_it(client):
    ask_in_every_way(client)
    user = make_person(EMAIL, name=NAME)
    moved = send(Client(), partner(), you={"name": NAME, "email": "former@canary.example"})
    Enquiry.objects.filter(pk=moved.pk).update(by=user)
    MailRecord.objects.filter(to="former@canary.example").update(to="")  # after 30 days
    services.delete_account(user=user, why=Why.THEMSELVES)
    delivered()
    assert traces() == []
    assert not Enquiry.objects.exists()


def test_the_download_holds_all_of_it_and_nothing_of_others(client):
    ask_in_every_way(client)
    send(
        Client(),
        partner("Other House"),
        what={"purpose": "Olive asks"},
        you={"name": "Olive", "email": "olive@elsewhere.example"},
    )
    answer = post(client, f"{link_to(EMAIL)}download/")
    assert answer["Content-Disposition"] == 'attachment; filename="about-me.json"'
    assert "no-store" in answer["Cache-Control"]
    text = answer.text
    for said in (WORDS, NAME, "Canary-Bird School", "Key Stage 2", "Mill House", "gladly", EMAIL):
        assert said in text, said
    enquiry = Enquiry.objects.filter(email=EMAIL).first()
    for other in ("Olive", "elsewhere.example", "Other House", enquiry.nonce):
        assert other not in text
    assert traces()  # still there


def test_who_has_an_account_signs_in_for_it(client):
    make_person(EMAIL)
    link = link_to(EMAIL)
    page = client.get(link).text
    assert "belongs to an account" in page
    assert "Delete all of it" not in page
    post(client, link)
    assert post(client, f"{link}download/").url == link
    assert User.objects.filter(email=EMAIL).exists()


def test_an_account_that_somebody_made_of_it_in_vain_goes_too(client):
    typed = User.objects.create_user(EMAIL, name=NAME)
    typed.emailaddress_set.create(email=EMAIL, verified=False, primary=True)
    post(client, link_to(EMAIL))
    delivered()
    assert traces() == []


def test_a_link_lasts_a_day_and_opens_for_its_own_address_alone(client):
    link = link_to(EMAIL)
    pk, token = re.findall(r"/held/(\d+)/([^/]+)/", link)[0]
    other = link_to("other@school.example")
    other_pk = other.split("/")[3]
    for wrong in (f"{PAGE}{pk}/{token}x/", f"{PAGE}{other_pk}/{token}/", f"{PAGE}999/{token}/"):
        assert client.get(wrong).status_code == 410
        assert post(client, wrong).status_code == 410
    with time_machine.travel(timezone.now() + without_account.emails.LINK_LASTS):
        assert client.get(link).status_code == 410


def test_to_one_address_three_links_go_an_hour_and_the_page_tells_nobody(client):
    for _ in range(5):
        answer = post(client, PAGE, {"email": EMAIL})
        assert answer.url == "/accounts/held/asked/"
    assert client.get(answer.url).status_code == 200
    assert len(delivered()) == 3
    assert "like name@school.org" in post(client, PAGE, {"email": "nobody"}).text
