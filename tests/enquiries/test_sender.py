"""The page of whoever asked: by link, or signed in."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from artsmark_site import due
from enquiries import talking
from enquiries.asked import asked_by
from enquiries.choices import Side
from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport, Message
from enquiries.retention import UNSENT_FOR
from partners.merging.services import merge
from partners.models import Organisation
from tests.enquiries.teacher import EMAIL, begin, partner, post, send, sender_link, write
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def answered(recipient, answer="interested", reasons=()):
    recipient.state, recipient.answer = "answered", answer
    recipient.answered_at, recipient.decline_reasons = timezone.now(), list(reasons)
    recipient.save()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Not opened yet"),
        ({"state": "read", "read_at": "2027-03-03T12:00Z"}, "Read on 3 March 2027"),
        (
            {"state": "answered", "answer": "interested", "answered_at": "2027-03-04T12:00Z"},
            "They are interested, since 4 March 2027",
        ),
        (
            {"state": "answered", "answer": "question", "answered_at": "2027-03-04T12:00Z"},
            "They have a question, since 4 March 2027",
        ),
        ({"state": "closed", "closed_at": "2027-03-03T12:00Z"}, "Closed before they answered"),
    ],
)
def test_how_it_stands_is_said_in_words(client, fields, said):
    send(client, partner())
    EnquiryRecipient.objects.update(**fields)
    assert said in client.get(sender_link()).text


def test_a_decline_shows_the_reasons(client):
    send(client, partner())
    answered(EnquiryRecipient.objects.get(), "cannot", ["too-far", "no-time"])
    page = client.get(sender_link()).text
    assert "They cannot do this" in page
    assert "It is too far for us" in page
    assert "We are fully booked at that time" in page


def test_both_sides_write_and_each_is_told(client):
    organisation = partner("Mill House")
    send(client, organisation)
    recipient = EnquiryRecipient.objects.get()
    answered(recipient, "question")
    talking.write(recipient, Side.PARTNER, "How many tables are there?")
    letter = [one for one in delivered() if one.to == [EMAIL]][-1]
    assert next(links(letter)) == sender_link()
    page = client.get(sender_link()).text
    assert "How many tables are there?" in page
    written = {f"{recipient.pk}-text": "Eight of them."}
    answer = post(client, f"{sender_link()}write/{recipient.pk}/", written)
    assert answer.url == f"{sender_link()}#asked-{recipient.pk}"
    assert "Eight of them." in client.get(sender_link()).text
    assert delivered()[-1].to == [organisation.members.get().user.email]
    assert EMAIL not in delivered()[-1].message().as_string()


def test_what_looks_like_a_pupil_is_asked_about_in_messages_too(client):
    send(client, partner())
    recipient = EnquiryRecipient.objects.get()
    written = {f"{recipient.pk}-text": "The pupil Jack Smith comes too."}
    page = post(client, f"{sender_link()}write/{recipient.pk}/", written)
    assert "“pupil Jack Smith”" in page.text
    assert "comes too." in page.text
    assert not Message.objects.exists()


def test_the_address_is_shown_to_one_partner_alone_and_hidden_again(client):
    send(client, partner("Mill House"), partner("Loom Shed"))
    _, other = EnquiryRecipient.objects.order_by("pk")
    post(client, f"{sender_link()}show/{other.pk}/", {"show": "1"})
    shown = EnquiryRecipient.objects.filter(sender_shows_address=True)
    assert list(shown) == [other]
    assert "They can see your e-mail address" in client.get(sender_link()).text
    post(client, f"{sender_link()}show/{other.pk}/", {"show": "0"})
    assert not shown.all().exists()


def test_closing_tells_whoever_has_not_said_no(client):
    send(client, partner("Mill House"), partner("Loom Shed"))
    one, other = EnquiryRecipient.objects.order_by("pk")
    answered(other, "cannot", ["ages"])
    post(client, f"{sender_link()}close/")
    post(client, f"{sender_link()}close/")
    assert set(EnquiryRecipient.objects.values_list("state", flat=True)) == {"closed"}
    assert [message.recipient for message in Message.objects.all()] == [one]
    page = client.get(sender_link()).text
    assert "We have found somebody" not in page
    assert "They cannot do this" in page
    written = {f"{one.pk}-text": "One more thing"}
    page = post(client, f"{sender_link()}write/{one.pk}/", written)
    assert Message.objects.count() == 1


def test_asking_again_begins_a_new_one_with_who_is_still_there(client):
    one, other = partner("Mill House"), partner("Loom Shed")
    first = send(client, one, other, what={"purpose": "Weaving"})
    Organisation.objects.filter(pk=other.pk).update(hidden_at=timezone.now())
    again = Client()
    assert post(again, f"{sender_link()}again/").url == "/enquire/who/"
    draft = Enquiry.objects.unsent().get()
    assert (draft.repeats, draft.purpose, draft.email) == (first, "Weaving", EMAIL)
    assert [recipient.organisation for recipient in draft.recipients.all()] == [one]
    assert [stage.slug for stage in draft.key_stages.all()] == ["ks2"]
    assert "Weaving" in again.get("/enquire/check/").text


def test_asking_again_loses_nothing_that_is_being_written(client):
    organisation = partner()
    send(client, organisation)
    begin(client, organisation)
    post(client, "/enquire/what/", {"purpose": "Something else"})
    page = post(client, f"{sender_link()}again/")
    assert "You are writing another enquiry" in page.text
    assert Enquiry.objects.unsent().get().purpose == "Something else"


def test_another_s_link_or_a_wrong_one_opens_nothing(client):
    send(client, partner(), what={"purpose": "First"})
    first = sender_link()
    other = Client()
    send(other, partner(), you={"email": "other@school.example"})
    recipients = EnquiryRecipient.objects.order_by("pk")
    pk, token = first.split("/")[2:4]
    wrong = (f"/enquiries/{pk}/{token}x/", f"/enquiries/{int(pk) + 1}/{token}/")
    for address in wrong:
        assert client.get(address).status_code == 410
        assert post(client, f"{address}close/").status_code == 410
    for action in ("write", "show"):
        answer = post(client, f"{first}{action}/{recipients[1].pk}/", {"show": "1"})
        assert answer.status_code == 404
    assert (
        client.post(f"{first}close/", headers={"origin": "https://evil.example"}).status_code == 403
    )
    assert not recipients.filter(state="closed").exists()


def test_with_an_account_one_finds_also_what_one_asked_before_without(client):
    send(client, partner())
    typed = make_person("tess@elsewhere.example")
    typed.emailaddress_set.create(email=EMAIL, verified=False)
    assert not asked_by(typed).exists()
    user = make_person(EMAIL)
    enquiry = asked_by(user).get()
    address = f"/my/enquiries/asked/{enquiry.pk}/"
    assert client.get(address).url.startswith("/accounts/login/")
    client.force_login(user)
    assert "Not opened yet" in client.get(address).text
    recipient = enquiry.recipients.get()
    written = {f"{recipient.pk}-text": "Hello"}
    assert post(client, f"{address}write/{recipient.pk}/", written).url.startswith(address)
    assert Message.objects.get().by == user
    stranger = Client()
    stranger.force_login(make_person("stranger@school.example"))
    assert stranger.get(address).status_code == 404
    assert post(stranger, f"{address}close/").status_code == 404


def test_a_draft_is_nobody_s_enquiry_yet(client):
    enquiry = write(client, partner())
    user = make_person(EMAIL)
    assert not asked_by(user).exists()
    client.force_login(user)
    assert client.get(f"/my/enquiries/asked/{enquiry.pk}/").status_code == 404


# --- By time, and in mergers ----------------------------------------------------------------


def test_what_was_never_sent_goes_after_a_week_and_the_rest_after_two_years(client):
    sent = send(client, partner())
    draft = write(client, partner())
    now = timezone.now()
    Enquiry.objects.filter(pk=draft.pk).update(changed_at=now - UNSENT_FOR)
    done = due.erase_expired()
    assert (done["unsent_enquiries"], done["old_enquiries"]) == (1, 0)
    Enquiry.objects.filter(pk=sent.pk).update(sent_at=now - timedelta(days=732))
    assert due.erase_expired()["old_enquiries"] == 1
    assert due.erase_expired()["old_enquiries"] == 0
    assert EnquiryReport.objects.get().recipient is None
    assert not EnquiryRecipient.objects.exists()


def test_the_heir_of_a_merged_organisation_answers_unless_it_was_asked_itself(client, admin_user):
    gone, stays = partner("Gone House"), partner("Heir")
    send(client, gone, what={"purpose": "First"})
    send(client, gone, stays, what={"purpose": "Second"})
    merge(organisation=gone, into=stays, going=[], by=admin_user, reason="The same.")
    asked = [
        [recipient.organisation for recipient in enquiry.recipients.order_by("pk")]
        for enquiry in Enquiry.objects.order_by("pk")
    ]
    assert asked == [[stays], [gone, stays]]
    assert set(EnquiryReport.objects.values_list("organisation", flat=True)) == {stays.pk}
