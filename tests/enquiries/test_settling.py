"""What staff do about what nobody answered, and who hears of it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import StatusChange
from accounts.services import appoint
from artsmark_site.due import process_due
from enquiries import answering, reminding
from enquiries.models import EnquiryRecipient
from partners.desk.piles import piles_of
from reference.models import BridgeOrganisation
from tests.factories import make_enquiry, make_membership, make_organisation, make_recipient
from tests.letters import delivered, links
from tests.partners.admin_pages import text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LIST = "/admin/enquiries/enquiryrecipient/"
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
COVER = "You cover: waiting for five working days"
NATIONAL = "Waiting for too long, now for national staff"
SAID = {"settlement": "another", "words": "Ask Loom Shed in Hull: they have Tuesdays free."}


def staff_of(authority, **fields):
    person = with_second_factor(make_person(f"officer@{authority}.example"))
    body = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    appoint(email=person.email, bridge=body, **fields)
    return person


@pytest.fixture
def officer():
    return staff_of("plymouth")


@pytest.fixture
def asked():
    """Nobody looks after the partner, so it is overdue on the day it was sent."""
    enquiry = make_enquiry(email="tess@school.example", setting_name="Hill School", sent_at=MONDAY)
    mill = make_organisation(name="Mill House", confirmed_on=date(2026, 3, 1))
    recipient = make_recipient(enquiry=enquiry, organisation=mill)
    with time_machine.travel(MONDAY):
        reminding.run(MONDAY.date())
    return recipient


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def settle(user, recipient, **said):
    with time_machine.travel(datetime(2026, 3, 17, 12, tzinfo=UTC)):
        return browser_of(user).post(f"{LIST}{recipient.pk}/settle/", SAID | said, follow=True)


def letters():
    return [one for one in delivered() if one.subject == "Your enquiry to Mill House"]


def now(recipient):
    return EnquiryRecipient.objects.get(pk=recipient.pk)


def waits(user, day):
    """By the title of the pile."""
    with time_machine.travel(datetime(2026, 3, day, 12, tzinfo=UTC)):
        person = type(user).objects.get(pk=user.pk)
        return {one.title: [item.text for item in one.items] for one in piles_of(person)}


# --- Whom it waits for ----------------------------------------------------------------------


def test_after_five_working_days_it_waits_for_the_cover_and_then_for_national_staff(
    asked, officer, admin_user
):
    cover = staff_of("leeds", only_covers=True)
    it = ["Mill House: asked on 02/03/2026"]
    assert it in waits(officer, 2).values()
    assert waits(cover, 6) == {}
    assert waits(cover, 9) == {COVER: it}
    assert NATIONAL not in waits(admin_user, 13)
    assert waits(admin_user, 16)[NATIONAL] == it
    settle(cover, asked)
    for user in (officer, cover, admin_user):
        assert it not in waits(user, 17).values()


# --- Settled --------------------------------------------------------------------------------


def test_the_school_is_told_by_e_mail_and_on_its_page_what_was_done(asked, officer):
    page = settle(officer, asked)
    assert "settled, and the school is told." in text_of(page)
    assert "We found somebody else who may be able to do it: told the school on 17 March 2026" in (
        text_of(page)
    )
    (letter,) = letters()
    assert letter.to == ["tess@school.example"]
    for words in (
        "On 2 March 2026 you asked Mill House",
        "We found somebody else who may be able to do it.",
        SAID["words"],
    ):
        assert words in letter.body
    page = Client().get(next(links(letter))).text
    assert SAID["words"] in page
    # Nobody looks after its pages, and who takes them over is not told of what is settled.
    assert "still answer" not in letter.body
    assert "gets your enquiry" not in page


def test_who_settled_it_is_on_record_and_the_words_go_with_the_enquiry(asked, officer):
    settle(officer, asked)
    (decision,) = StatusChange.objects.filter(field="settlement", object_id=asked.pk)
    assert decision.by == officer
    assert decision.after == "We found somebody else who may be able to do it"
    assert SAID["words"] not in "".join(StatusChange.objects.values_list("reason", flat=True))


@pytest.mark.parametrize("missing", ["settlement", "words"])
def test_nothing_is_settled_without_a_reason_and_words(asked, officer, missing):
    page = settle(officer, asked, **{missing: ""})
    assert page.context["form"].errors.keys() == {missing}
    assert now(asked).settled_on is None
    assert letters() == []


def test_it_is_settled_once_and_not_after_an_answer(asked, officer):
    settle(officer, asked)
    assert "A colleague has settled it already" in text_of(settle(officer, asked))
    member = make_membership(organisation=asked.organisation)
    other = make_recipient(organisation=asked.organisation)
    answering.answer(recipient=other, answer="interested", text="Yes.", by=member.user)
    assert "It was answered or closed" in text_of(settle(officer, other))
    assert len(letters()) == 1
    assert now(other).settlement == ""


def test_the_partner_can_still_answer_and_is_reminded_no_more(officer):
    member = make_membership(organisation=make_organisation(name="Loft"))
    asked = make_recipient(organisation=member.organisation, sent_at=MONDAY)
    settle(officer, asked)
    with time_machine.travel(datetime(2026, 3, 18, 12, tzinfo=UTC)):
        process_due()
        assert (now(asked).reminders, now(asked).overdue_on) == (0, None)
        page = browser_of(member.user).get(f"/my/enquiries/{asked.pk}/").text
        assert "told the school on 17 March 2026" in page
        answering.answer(recipient=asked, answer="interested", text="Yes.", by=member.user)
    assert now(asked).answer == "interested"


def test_nobody_settles_what_their_own_organisation_was_asked(asked, officer):
    make_membership(organisation=asked.organisation, user=officer)
    assert settle(officer, asked).status_code == 404
