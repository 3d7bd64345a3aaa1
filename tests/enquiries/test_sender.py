"""The page of whoever asked: by link, or signed in."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from artsmark_site import due
from enquiries import reminding, talking
from enquiries.asked import asked_by
from enquiries.choices import Side
from enquiries.merging import WAITED_FOR
from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport, Message
from enquiries.retention import UNSENT_FOR
from partners.merging.services import merge
from partners.models import Organisation
from tests.enquiries.teacher import (
    EMAIL,
    answers,
    begin,
    confirm_link,
    partner,
    post,
    send,
    sender_link,
    write,
)
from tests.factories import make_offer, make_organisation
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
        ({}, "No answer yet"),
        (
            {"state": "read", "read_at": "2027-03-03T12:00Z"},
            "They say that they have read it, on 3 March 2027",
        ),
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


# --- Where nobody looks after the pages -----------------------------------------------------


def alone(name="Salt Loft"):
    """Staff know an address, and nobody looks after its pages."""
    return make_organisation(
        name=name,
        contact_email="office@loft.example",
        website="https://loft.example",
        working_days=[1],
    )


NOBODY = "Nobody looks after"


def test_before_it_is_sent_it_is_said_that_nobody_can_read_it(client):
    lonely = alone()
    enquiry = write(client, lonely, partner("Mill House"))
    pages = [client.get(f"/enquire/?partner={lonely.pk}"), client.get("/enquire/check/")]
    post(client, "/enquire/check/")
    pages.append(client.get(confirm_link()))
    for page in pages:
        assert page.text.count(NOBODY) == 1
        assert "https://loft.example" in page.text or "their website" in page.text
        assert "Answers on Mondays" not in page.text
    assert enquiry.recipients.count() == 2


def test_after_it_is_sent_the_letter_and_the_page_say_so(client):
    send(client, alone(), partner("Mill House"))
    letter = [one for one in delivered() if one.subject == "Your enquiry is on its way"][-1]
    assert "- Mill House\n" in letter.body
    assert "- Salt Loft" not in letter.body
    assert "Nobody looks after the pages of Salt Loft yet" in letter.body
    assert "https://loft.example" in letter.body
    page = client.get(sender_link()).text
    assert page.count(NOBODY) == 1
    assert "Nobody can read it yet" in page
    assert "They were told how to take them over" in page
    assert page.count("No answer yet") == 1
    assert page.count("Write to them") == 1


def test_of_who_left_since_it_is_not_said_that_anybody_was_told(client):
    organisation = partner("Mill House")
    send(client, organisation)
    organisation.members.all().delete()
    page = client.get(sender_link()).text
    assert "Nobody looks after the pages of Mill House any more" in page
    assert "They were told" not in page


def test_where_all_are_such_the_letter_does_not_say_that_it_was_sent_to_them(client):
    send(client, alone())
    letter = [one for one in delivered() if one.subject == "Your enquiry is on its way"][-1]
    assert "we sent your enquiry to" not in letter.body
    assert NOBODY in letter.body


def test_what_nobody_could_read_is_refused_and_stays_in_its_form(client):
    send(client, alone())
    recipient = EnquiryRecipient.objects.get()
    written = {f"{recipient.pk}-text": "Or in May."}
    page = post(client, f"{sender_link()}write/{recipient.pk}/", written).text
    assert "nobody could read it. Your message was not sent." in page
    assert "Or in May." in page
    assert not Message.objects.exists()
    post(client, f"{sender_link()}close/")
    assert EnquiryRecipient.objects.get().state == "closed"
    assert not Message.objects.exists()


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


def test_a_partner_that_newly_sees_the_address_is_told_once_and_without_it(client):
    send(client, partner("Mill House"), partner("Loom Shed"))
    _, other = EnquiryRecipient.objects.order_by("pk")
    for show in "1", "1", "0", "1":
        post(client, f"{sender_link()}show/{other.pk}/", {"show": show})
    told = [one for one in delivered() if one.subject.endswith("shows you an e-mail address")]
    (letter,) = told
    assert letter.to == [other.organisation.members.get().user.email]
    assert EMAIL not in letter.message().as_string()
    assert EMAIL in client.get(next(links(letter))).text


def test_nobody_is_told_of_an_address_that_is_hidden_again(client):
    send(client, partner())
    page = f"{sender_link()}show/{EnquiryRecipient.objects.get().pk}/"
    for show in "1", "0":
        post(client, page, {"show": show})
    assert "shows you" not in delivered()[-1].subject


def test_closing_is_asked_once_more(client):
    send(client, partner("Mill House"))
    address = f"{sender_link()}close/"
    assert f'href="{address}"' in client.get(sender_link()).text
    assert "Mill House and you can write nothing more" in client.get(address).text
    assert EnquiryRecipient.objects.get().state == "sent"
    post(client, address)
    assert EnquiryRecipient.objects.get().state == "closed"
    assert client.get(address).url == sender_link()


def test_closing_tells_whoever_has_not_said_no(client):
    send(client, partner("Mill House"), partner("Loom Shed"))
    one, other = EnquiryRecipient.objects.order_by("pk")
    answered(other, "cannot", ["ages"])
    post(client, f"{sender_link()}close/")
    post(client, f"{sender_link()}close/")
    assert set(EnquiryRecipient.objects.values_list("state", flat=True)) == {"closed"}
    assert [message.recipient for message in Message.objects.all()] == [one]
    letter = delivered()[-1]
    assert letter.subject == "Mill Road Primary closed its enquiry"
    assert "is closed and needs no answer" in letter.body
    assert "write back" not in letter.body
    page = client.get(sender_link()).text
    assert "We have found somebody" not in page
    assert "They cannot do this" in page
    written = {f"{one.pk}-text": "One more thing"}
    page = post(client, f"{sender_link()}write/{one.pk}/", written)
    assert Message.objects.count() == 1


def test_asking_again_begins_a_new_one_with_who_is_still_there(client):
    one, other = partner("Mill House"), partner("Loom Shed")
    first = send(client, one, other, what={"purpose": "Weaving"})
    offer = make_offer(organisation=one)
    first.recipients.filter(organisation=one).update(offer=offer)
    Organisation.objects.filter(pk=other.pk).update(hidden_at=timezone.now())
    again = Client()
    assert post(again, f"{sender_link()}again/").url == "/enquire/who/"
    draft = Enquiry.objects.unsent().get()
    assert (draft.repeats, draft.purpose, draft.email) == (first, "Weaving", EMAIL)
    assert [(row.organisation, row.offer) for row in draft.recipients.all()] == [(one, offer)]
    assert [stage.slug for stage in draft.key_stages.all()] == ["ks2"]
    page = again.get("/enquire/who/").text
    assert "Here is what you asked last time: change what you like." in page
    assert "You are writing an enquiry already" not in page
    assert "Last time: “The week of 3 March”" in again.get("/enquire/check/", follow=True).text
    post(again, "/enquire/when/", answers("when"))
    assert "Weaving" in again.get("/enquire/check/").text
    page = again.get(f"/enquire/?partner={partner().pk}").text
    assert "You are writing an enquiry already" in page
    assert "last time" not in page


def test_asking_again_by_the_link_of_an_account_s_enquiry_fills_in_nobody(client):
    client.force_login(make_person(EMAIL, name="Tess Teacher"))
    write(client, partner())
    post(client, "/enquire/check/")
    for user in (None, make_person("second@school.example", name="Second Teacher")):
        other = Client()
        if user:
            other.force_login(user)
        post(other, f"{sender_link()}again/")
        draft = Enquiry.objects.unsent().order_by("pk").last()
        found = (draft.by, draft.name, draft.email)
        assert found == ((user, user.name, user.email) if user else (None, "", ""))


def test_asking_again_loses_nothing_that_is_being_written(client):
    organisation = partner()
    send(client, organisation)
    begin(client, organisation)
    post(client, "/enquire/what/", {"purpose": "Something else"})
    page = post(client, f"{sender_link()}again/")
    assert "You are writing another enquiry" in page.text
    assert 'href="/enquire/check/"' in page.text
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
    assert "No answer yet" in client.get(address).text
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
    closed = EnquiryRecipient.objects.get(organisation=gone)
    assert (closed.state, closed.closed_at is None) == ("closed", False)
    assert set(EnquiryRecipient.objects.of(stays).values_list("state", flat=True)) == {"sent"}
    assert set(EnquiryReport.objects.values_list("organisation", flat=True)) == {stays.pk}


def test_who_asked_both_reads_that_one_became_part_of_the_other(client, admin_user):
    gone, stays = partner("Gone House"), partner("Heir")
    send(client, gone, stays)
    recipient = EnquiryRecipient.objects.get(organisation=gone)
    answered(recipient)
    talking.write(recipient, Side.PARTNER, "In March we could.")
    draft = write(Client(), gone, stays)
    merge(organisation=gone, into=stays, going=[], by=admin_user, reason="The same.")
    page = client.get(sender_link()).text
    assert "Gone House became part of Heir, which you asked, too." in page
    assert "In March we could." in page
    assert page.count("Write to them") == 1
    assert set(draft.recipients.values_list("state", flat=True)) == {"chosen"}
    written = {f"{recipient.pk}-text": "Hello"}
    assert "is closed" in post(client, f"{sender_link()}write/{recipient.pk}/", written).text


@pytest.mark.parametrize(
    ("asks_both", "answer", "said"),
    [
        (False, "", "Heir has what you asked, and answers now."),
        (False, "question", "Heir goes on with it, and reads what was said so far."),
        (True, "", "Heir answers in its own place on your page."),
        (False, "cannot", ""),
    ],
)
def test_who_asked_is_told_who_answers_after_a_merger(client, admin_user, asks_both, answer, said):
    gone, stays = partner("Gone House"), partner("Heir")
    send(client, gone, *[stays] * asks_both)
    if answer:
        answered(EnquiryRecipient.objects.get(organisation=gone), answer)
    before = len(delivered())
    merge(organisation=gone, into=stays, going=[], by=admin_user, reason="The same.")
    letters = [one for one in delivered()[before:] if one.to == [EMAIL]]
    assert [one.subject for one in letters] == ["Gone House is part of Heir now"] * bool(said)
    for letter in letters:
        assert said in letter.body
        assert "Mill Road Primary" in client.get(next(links(letter))).text


def test_of_what_nobody_waits_for_any_more_no_letter_tells_after_a_merger(client, admin_user):
    gone, stays = partner("Gone House"), partner("Heir")
    enquiry = send(client, gone)
    Enquiry.objects.filter(pk=enquiry.pk).update(sent_at=timezone.now() - WAITED_FOR)
    before = len(delivered())
    merge(organisation=gone, into=stays, going=[], by=admin_user, reason="The same.")
    assert [one for one in delivered()[before:] if one.to == [EMAIL]] == []


def test_what_went_up_in_another_that_was_asked_too_is_never_overdue(client, admin_user):
    gone, stays = partner("Gone House"), partner("Heir")
    send(client, gone, stays)
    merge(
        organisation=gone, into=stays, going=gone.members.all(), by=admin_user, reason="The same."
    )
    reminding.run(timezone.localdate())
    assert EnquiryRecipient.objects.get(organisation=gone).overdue_on is None


@pytest.mark.parametrize("goes", ["Salt Loft", "Heir"])
def test_what_nobody_could_read_is_told_to_who_can_after_a_merger(client, admin_user, goes):
    lonely, heir = alone(), partner("Heir")
    send(client, lonely)
    gone, stays = (lonely, heir) if goes == "Salt Loft" else (heir, lonely)
    merge(
        organisation=gone, into=stays, going=gone.members.all(), by=admin_user, reason="The same."
    )
    recipient = EnquiryRecipient.objects.get()
    member = stays.members.get().user
    letters = [one.subject for one in delivered() if one.to == [member.email]]
    assert f"Mill Road Primary asks {stays}" in letters
    assert (recipient.organisation, recipient.told_on) == (stays, timezone.localdate())
