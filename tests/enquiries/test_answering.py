"""How a partner answers a school: by its link or among its pages."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from enquiries import answering, emails, talking
from enquiries.choices import Answer, Side
from enquiries.links import partner_token, sender_token
from enquiries.models import EnquiryRecipient, EnquiryReport, Message
from enquiries.sender.services import close
from tests.factories import make_enquiry, make_membership, make_organisation, make_recipient
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db

SENDER = "tess@school.example"


@pytest.fixture
def mill():
    return make_organisation(name="Mill House", contact_email="office@mill.example")


@pytest.fixture
def ada(mill):
    return make_membership(
        organisation=mill, user=make_person("ada@mill.example", name="Ada Field")
    )


@pytest.fixture
def asked(mill, ada):
    enquiry = make_enquiry(setting_name="Hill School", email=SENDER, name="Tess Teacher")
    return make_recipient(organisation=mill, enquiry=enquiry)


def link_of(recipient, membership):
    token = partner_token(recipient, membership)
    return f"/enquiries/answer/{recipient.pk}/{membership.pk}/{token}/"


def now(recipient):
    return EnquiryRecipient.objects.get(pk=recipient.pk)


def say(recipient, answer=Answer.INTERESTED, by=None, text="Yes.", **more):
    by = by or recipient.organisation.members.first().user
    return answering.answer(recipient=recipient, answer=answer, text=text, by=by, **more)


# --- The letter and its link ----------------------------------------------------------------


def test_all_who_look_after_it_get_a_letter_with_all_that_an_answer_needs(mill, ada, asked):
    editor = make_membership(organisation=mill, role="editor")
    make_recipient(enquiry=asked.enquiry, organisation=make_organisation(name="Rival Works"))
    emails.post_asked(asked)
    letters = delivered()
    assert [letter.to for letter in letters] == [["ada@mill.example"], [editor.user.email]]
    for letter in letters:
        assert letter.subject == "Hill School asks Mill House"
        for words in (
            "A day of printing about the river",
            "For: Key Stage 2",
            "58 pupils",
            "Spring term, any Tuesday",
            "£250 to £500",
            "Tess Teacher, Class teacher",
            "Plymouth",
        ):
            assert words in letter.body
        assert SENDER not in letter.body + str(letter.message())
        assert "Rival Works" not in letter.body
        (path,) = links(letter)
        assert Client().get(path).status_code == 200


def test_opening_the_link_changes_nothing_and_a_button_says_that_it_was_read(client, ada, asked):
    link = link_of(asked, ada)
    page = client.get(link)
    assert "Hill School asks Mill House" in page.text
    assert SENDER not in page.text
    for path in ("reply/interested/", "reply/question/", "reply/cannot/"):
        assert client.get(link + path).status_code == 200
    assert now(asked).state == "sent"
    client.post(f"{link}read/")
    assert (now(asked).state, now(asked).read_at is None) == ("read", False)
    assert "Read on" in client.get(link).text


def test_a_link_ends_with_the_membership_and_with_the_enquiry(client, mill, ada, asked):
    colleague = make_membership(organisation=mill)
    link, other = link_of(asked, ada), link_of(asked, colleague)
    forged = link.replace(f"/{ada.pk}/", f"/{colleague.pk}/")
    assert client.get(forged).status_code == 410
    ada.delete()
    for path in ("", "read/", "reply/cannot/", "write/", "address/"):
        assert client.post(link + path).status_code == 410
    assert client.get(other).status_code == 200
    asked.enquiry.delete()
    page = client.get(other)
    assert (page.status_code, "This link has ended" in page.text) == (410, True)


def test_a_letter_is_not_written_to_who_left_or_of_what_was_erased(mill, ada, asked):
    emails.post_asked(asked)
    ada.delete()
    assert delivered() == []


def test_where_nobody_looks_after_it_its_contact_learns_that_a_school_asks_not_what(mill, asked):
    mill.members.all().delete()
    emails.post_asked(asked)
    (letter,) = delivered()
    assert letter.to == ["office@mill.example"]
    assert "printing" not in letter.body
    assert "Hill School" not in letter.body
    (path,) = links(letter)
    assert path == f"/partners/join/{mill.pk}/"


# --- The answer -----------------------------------------------------------------------------


def test_interested_by_the_link_and_the_school_reads_it(client, ada, asked):
    link = link_of(asked, ada)
    page = client.post(
        f"{link}reply/interested/", {"text": "We have two Tuesdays in March."}, follow=True
    )
    assert "Your answer is on its way to the school." in page.text
    assert now(asked).answer == "interested"
    message = Message.objects.get()
    assert (message.side, message.by, message.text) == (
        "partner",
        ada.user,
        "We have two Tuesdays in March.",
    )
    (letter,) = delivered()
    assert letter.to == [SENDER]
    assert letter.subject == "Mill House: they are interested"
    assert "We have two Tuesdays in March." in letter.body
    assert "ada@mill.example" not in str(letter.message())
    (path,) = links(letter)
    assert path == f"/enquiries/{asked.enquiry_id}/{sender_token(asked.enquiry)}/"


def test_an_answer_without_words_says_what_is_missing_and_is_not_sent(client, ada, asked):
    page = client.post(f"{link_of(asked, ada)}reply/question/", {"text": " "})
    assert page.context["form"].errors["text"]
    assert "There is a problem" in page.text
    assert now(asked).answer == ""


def test_an_answer_that_is_none_is_not_found(client, ada, asked):
    assert client.get(f"{link_of(asked, ada)}reply/perhaps/").status_code == 404


def test_cannot_is_shown_as_the_school_reads_it_before_it_goes(client, ada, asked):
    address = f"{link_of(asked, ada)}reply/cannot/"
    typed = {"reasons": ["no-time", "too-far"], "text": "Try the Salt Loft."}
    page = client.post(address, typed)
    assert "How the school reads it" in page.text
    assert "We are fully booked at that time" in page.text
    assert now(asked).answer == ""
    again = client.post(address, typed | {"change": ""})
    assert again.context["form"]["text"].value() == "Try the Salt Loft."
    assert again.text.count("checked") == 2
    assert now(asked).answer == ""
    client.post(address, typed | {"send": ""})
    assert now(asked).decline_reasons == ["no-time", "too-far"]
    (letter,) = delivered()
    assert letter.subject == "Mill House: they cannot do this"
    assert "- It is too far for us" in letter.body
    assert "Try the Salt Loft." in letter.body


@pytest.mark.parametrize(("typed", "field"), [({}, "reasons"), ({"reasons": ["other"]}, "text")])
def test_cannot_needs_a_reason_that_helps(client, ada, asked, typed, field):
    page = client.post(f"{link_of(asked, ada)}reply/cannot/", typed | {"send": ""})
    assert page.context["form"].errors[field]
    assert now(asked).answer == ""


def test_after_a_question_they_decide_and_the_days_count_to_the_first_answer(ada, mill):
    sent = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
    asked = make_recipient(organisation=mill, sent_at=sent)
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC)):
        say(asked, Answer.QUESTION)
    with time_machine.travel(datetime(2026, 3, 11, 9, tzinfo=UTC)):
        say(asked, seen="question")
    report = EnquiryReport.objects.get()
    assert (report.answer, report.answered_after_days) == ("interested", 2)
    assert now(asked).answered_at.day == 4


def test_the_figures_count_their_days_alone(ada, mill):
    mill.working_days = [2]
    mill.save()
    asked = make_recipient(organisation=mill, sent_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=UTC)):
        say(asked)
    assert EnquiryReport.objects.get().answered_after_days == 3


def test_figures_that_are_away_stop_no_answer(ada, asked):
    EnquiryReport.objects.all().delete()
    assert say(asked).answer == "interested"


# --- Two at once ----------------------------------------------------------------------------


def test_the_second_sees_that_a_colleague_answered_and_loses_nothing(client, mill, ada, asked):
    colleague = make_membership(organisation=mill)
    link = link_of(asked, colleague)
    client.get(f"{link}reply/cannot/")
    say(asked, by=ada.user, text="Gladly.")
    typed = {"reasons": ["too-far"], "text": "Alas.", "seen": "", "send": ""}
    page = client.post(f"{link}reply/cannot/", typed)
    assert "A colleague has answered in the meantime" in page.text
    assert "Gladly." in page.text
    assert page.context["form"]["text"].value() == "It is too far for us\nAlas."
    assert (now(asked).answer, Message.objects.count()) == ("interested", 1)


def test_an_answer_after_the_school_closed_it_says_so_and_loses_nothing(client, ada, asked):
    link = link_of(asked, ada)
    close(asked.enquiry)
    typed = {"reasons": ["too-far"], "text": "Alas.", "seen": "", "send": ""}
    page = client.post(f"{link}reply/cannot/", typed).text
    assert "The school has closed this enquiry." in page
    assert "A colleague" not in page
    assert "Alas." in page
    assert now(asked).answer == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_answers_and_one_letter_goes():
    asked = make_recipient()
    people = [make_membership(organisation=asked.organisation).user for _ in range(2)]
    start = Barrier(2)

    def one(person):
        start.wait()
        try:
            say(asked, by=person, text=f"I am {person.email}")
        except answering.CannotAnswer:
            return "refused"
        else:
            return "answered"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        outcomes = list(two.map(one, people))
    assert sorted(outcomes) == ["answered", "refused"]
    assert Message.objects.count() == 1
    assert len(delivered()) == 1


def test_a_partner_is_asked_about_names_of_pupils_and_not_about_its_own_telephone(ada, asked):
    client, link = Client(), link_of(asked, ada)
    named = {"text": "Ring 01752 555 019 about your pupil Jack Smith."}
    for address in (f"{link}reply/interested/", f"{link}write/"):
        page = client.post(address, named)
        assert "This may name a pupil: “pupil Jack Smith”." in page.text
        seen = page.context["form"]["looked_at"].value()
        assert client.post(address, named | {"looked_at": seen}).url == link
        assert asked.messages.latest("pk").text == named["text"]
        asked.messages.all().delete()


# --- The thread -----------------------------------------------------------------------------


def test_each_message_reaches_the_other_side_with_a_link_of_its_own(client, mill, ada, asked):
    make_membership(organisation=mill, role="editor")
    say(asked, by=ada.user)
    talking.write(asked, Side.SENDER, "Which Tuesdays?")
    link = link_of(asked, ada)
    client.post(f"{link}write/", {"text": "The first two."})
    _, to_partner, to_school = delivered()
    assert to_partner.to == ["ada@mill.example"]  # who wrote before, not all
    assert to_partner.subject == "Hill School wrote to you"
    assert "Which Tuesdays?" in to_partner.body
    assert list(links(to_partner)) == [link]
    assert to_school.to == [SENDER]
    assert "The first two." in to_school.body
    assert SENDER not in str(to_partner.message())
    page = client.get(link).text
    assert page.index("Yes.") < page.index("Which Tuesdays?") < page.index("The first two.")


def test_before_the_partner_answered_all_members_hear_of_what_the_school_adds(mill, ada, asked):
    other = make_membership(organisation=mill)
    talking.write(asked, Side.SENDER, "Or in May.")
    assert [letter.to for letter in delivered()] == [["ada@mill.example"], [other.user.email]]


@pytest.mark.parametrize(
    ("state", "side", "words"),
    [
        ("sent", Side.PARTNER, "Answer first"),
        ("closed", Side.SENDER, "This enquiry is closed"),
        ("chosen", Side.SENDER, "This enquiry is closed"),
    ],
)
def test_what_cannot_be_written_says_why(asked, state, side, words):
    EnquiryRecipient.objects.filter(pk=asked.pk).update(state=state)
    with pytest.raises(talking.CannotWrite, match=words):
        talking.write(asked, side, "Hello")


def test_a_message_that_cannot_go_stays_in_its_form(client, ada, asked):
    say(asked)
    EnquiryRecipient.objects.filter(pk=asked.pk).update(state="closed")
    page = client.post(f"{link_of(asked, ada)}write/", {"text": "One more thing"})
    assert "This enquiry is closed" in page.text
    assert "One more thing" in page.text
    assert Message.objects.count() == 1


def test_a_thread_does_not_grow_without_end(asked, monkeypatch):
    monkeypatch.setattr(talking, "MOST_MESSAGES", 2)
    say(asked)
    talking.write(asked, Side.SENDER, "One")
    with pytest.raises(talking.CannotWrite, match="grown long"):
        talking.write(asked, Side.SENDER, "Two")
    close(asked.enquiry)
    assert now(asked).state == "closed"


def test_who_is_not_answered_writes_five_messages_in_a_row(asked, ada):
    for number in range(talking.MOST_IN_A_ROW):
        talking.write(asked, Side.SENDER, f"Number {number}")
    with pytest.raises(talking.CannotWrite, match="Wait until they write"):
        talking.write(asked, Side.SENDER, "One more")
    say(asked, by=ada.user)
    talking.write(asked, Side.SENDER, "One more")


# --- Addresses ------------------------------------------------------------------------------


def test_an_address_is_shown_when_its_owner_says_so_and_no_longer(client, mill, ada, asked):
    say(asked)
    link = link_of(asked, ada)
    assert SENDER not in client.get(link).text
    EnquiryRecipient.objects.update(sender_shows_address=True)
    assert SENDER in client.get(link).text
    assert now(asked).address_of_partner == ""
    client.post(f"{link}address/", {"show": ""})
    assert now(asked).address_of_partner == "ada@mill.example"
    assert "Show it no longer" in client.get(link).text
    client.post(f"{link}address/", {"hide": ""})
    assert now(asked).shown_by is None


def test_the_school_is_told_once_of_whose_address_it_newly_sees(mill, ada, asked):
    say(asked)
    ben = make_membership(organisation=mill, user=make_person("ben@mill.example"))
    for by, shows in ((ada, True), (ada, True), (ada, False), (ada, True), (ben, True)):
        answering.show_address(recipient=asked, by=by.user, shows=shows)
        told = [one for one in delivered() if "shows you" in one.subject]
    assert [letter.to for letter in told] == [[SENDER], [SENDER]]
    assert told[0].subject == "Mill House shows you an e-mail address"
    assert "@mill.example" not in told[0].message().as_string()
    assert "ben@mill.example" in Client().get(next(links(told[1]))).text


def test_an_address_can_be_hidden_after_the_school_closed_it(client, ada, asked):
    say(asked)
    answering.show_address(recipient=asked, by=ada.user, shows=True)
    close(asked.enquiry)
    link = link_of(asked, ada)
    assert "Show it no longer" in client.get(link).text
    client.post(f"{link}address/", {"hide": ""})
    assert now(asked).shown_by is None
    assert "E-mail addresses" not in client.get(link).text


@pytest.mark.parametrize(
    ("shown", "words"), [(False, "They do not see your e-mail"), (True, "They see your e-mail")]
)
def test_the_letter_with_an_answer_says_whether_they_see_the_address(ada, asked, shown, words):
    EnquiryRecipient.objects.update(sender_shows_address=shown)
    say(asked)
    assert words in delivered()[-1].body


def test_the_address_of_who_left_is_not_shown(mill, ada, asked):
    answering.show_address(recipient=asked, by=ada.user, shows=True)
    ada.delete()
    assert now(asked).address_of_partner == ""


# --- The inbox ------------------------------------------------------------------------------


def test_the_inbox_has_what_waits_first_the_oldest_of_it_on_top(client, mill, ada):
    def sent(day, name, **fields):
        moment = datetime(2026, 3, day, 12, tzinfo=UTC)
        enquiry = make_enquiry(setting_name=name, sent_at=moment)
        return make_recipient(organisation=mill, enquiry=enquiry, **fields)

    answered = {"state": "answered", "answer": "cannot", "answered_at": datetime.now(tz=UTC)}
    sent(9, "New School")
    sent(3, "Old School", state="read")
    sent(1, "Done School", **answered)
    sent(2, "Later Done School", **answered)
    make_recipient(organisation=mill, state="chosen")
    client.force_login(ada.user)
    received = client.get("/my/enquiries/").context["received"]
    names = [one.enquiry.setting_name for one in received]
    assert names == ["Old School", "New School", "Later Done School", "Done School"]


def test_of_several_organisations_one_can_be_looked_at(client, mill, ada, asked):
    other = make_recipient()
    make_membership(organisation=other.organisation, user=ada.user)
    client.force_login(ada.user)
    assert len(client.get("/my/enquiries/").context["received"]) == 2
    page = client.get(f"/my/enquiries/?organisation={mill.pk}")
    assert [one.pk for one in page.context["received"]] == [asked.pk]
    assert len(client.get("/my/enquiries/?organisation=x").context["received"]) == 2


def test_the_inbox_asks_as_often_for_many_as_for_one(
    client, mill, ada, asked, django_assert_max_num_queries
):
    for _ in range(5):
        make_recipient(organisation=mill)
    client.force_login(ada.user)
    with django_assert_max_num_queries(9):
        client.get("/my/enquiries/")


def test_members_answer_among_their_pages_and_others_find_nothing(client, ada, asked):
    address = f"/my/enquiries/{asked.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(make_membership().user)
    for path in ("", "reply/cannot/"):
        assert client.get(address + path).status_code == 404
    for path in ("read/", "write/", "address/", "reply/interested/"):
        assert client.post(address + path, {"text": "x"}).status_code == 404
    client.force_login(ada.user)
    assert "Hill School asks Mill House" in client.get(address).text
    client.post(f"{address}reply/interested/", {"text": "Yes, gladly."})
    assert now(asked).answer == "interested"


def test_what_waits_is_said_on_one_s_pages(client, mill, ada, asked):
    client.force_login(ada.user)
    assert "1 to answer" in client.get("/my/").text
    assert "Enquiries (1 to answer)" in client.get(f"/my/organisations/{mill.pk}/").text
    say(asked)
    assert "to answer" not in client.get("/my/").text
    assert "to answer" not in client.get(f"/my/organisations/{mill.pk}/").text


def test_a_double_click_answers_once_and_says_so(asked, ada):
    browser, link = Client(), link_of(asked, ada)
    sent = {"text": "Yes, on a Tuesday.", "seen": ""}
    for _ in range(2):
        assert browser.post(f"{link}reply/interested/", sent).status_code == 302
    assert asked.messages.count() == 1
    assert len([m for m in delivered() if m.to == [SENDER]]) == 1


def test_a_double_click_writes_once(asked, ada):
    say(asked, by=ada.user)
    for _ in range(2):
        talking.write(asked, Side.SENDER, "In May?")
    talking.write(asked, Side.PARTNER, "Yes.", by=ada.user)
    talking.write(asked, Side.SENDER, "In May?")
    assert [m.text for m in asked.messages.order_by("pk")] == ["Yes.", "In May?", "Yes.", "In May?"]
