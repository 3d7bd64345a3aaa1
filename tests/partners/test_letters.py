"""Letters in a regional body's own words: partners.letters."""

import pytest

from partners.letters.samples import sample
from partners.letters.texts import OURS, strange_names
from partners.models import LetterText
from partners.upkeep import clock
from reference.models import BridgeOrganisation
from tests.factories import make_membership, make_organisation
from tests.letters import delivered
from tests.partners.admin_pages import fields_of, text_of

pytestmark = pytest.mark.django_db

LETTERS = "/admin/partners/lettertext/"


@pytest.fixture
def here():
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    bridge.contact_email = "schools@body.example"
    bridge.save()
    return bridge


def written(bridge, **fields):
    words = {"subject": "Dear [organisation]", "body": "Read [link] by [date]. [body]"}
    return {"bridge": bridge.pk, "kind": "renewal"} | words | fields


def test_ours_name_only_what_is_filled_in_and_have_their_link():
    for words in OURS.values():
        assert not strange_names(words.subject + words.body)
        assert "\n[link]" in words.body


def test_a_body_writes_its_own_words_and_letters_come_from_it(admin_client, here):
    page = admin_client.get(f"{LETTERS}add/?kind=renewal")
    assert fields_of(page)["body"].splitlines()[0] == "Hello"
    answer = admin_client.post(f"{LETTERS}add/", written(here), follow=True)
    assert "was added successfully" in text_of(answer)
    organisation = make_organisation(name="Salt Loft", renewal_due_on="2027-03-01")
    make_membership(organisation=organisation)
    organisation.refresh_from_db()
    clock._renewal(organisation, organisation.renewal_due_on.replace(month=2))
    (letter,) = delivered()
    assert letter.subject == "Dear Salt Loft"
    assert f"by 1 March 2027. {here.name}" in letter.body
    assert letter.from_email.startswith(here.name)
    assert letter.reply_to == ["schools@body.example"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": "Hello"}, "Write [link] where the address"),
        ({"body": "[link] for [naem]"}, "[naem] is no name"),
        ({"subject": "[you]"}, "[you] is no name"),
    ],
)
def test_words_that_would_not_reach_anybody_are_refused_with_what_was_typed(
    admin_client, here, typed, said
):
    answer = admin_client.post(f"{LETTERS}add/", written(here, **typed))
    assert said in text_of(answer)
    assert fields_of(answer)["subject"] == written(here, **typed)["subject"]
    assert not LetterText.objects.exists()


def test_a_preview_saves_and_sends_nothing_and_a_test_goes_to_whoever_asks(
    admin_client, admin_user, here
):
    shown = text_of(admin_client.post(f"{LETTERS}preview/", written(here)))
    assert "Dear Mill House Museum" in shown
    assert "schools@body.example" in shown
    assert delivered() == []
    admin_client.post(f"{LETTERS}test/", written(here, subject="Hello again"))
    (letter,) = delivered()
    assert letter.to == [admin_user.email]
    assert letter.subject == "Test: Hello again"
    assert not LetterText.objects.exists()
    assert "is no name" in text_of(admin_client.post(f"{LETTERS}test/", written(here, body="[x]")))
    assert len(delivered()) == 1


def test_what_an_organisation_is_called_stays_on_one_line_and_is_not_read_again(here):
    organisation = make_organisation(name="Mill [link] House")
    make_membership(organisation=organisation)
    organisation.renewal_due_on = clock.date(2027, 3, 1)
    clock._tell(
        organisation, clock.NoticeKind.LAPSED, clock.date(2027, 3, 1), clock.date(2027, 3, 1)
    )
    (letter,) = delivered()
    assert letter.subject.startswith("Mill [link] House")


@pytest.mark.parametrize("kind", ["invitation", "nudge"])
def test_nobody_is_asked_to_answer_where_answers_reach_nobody(kind):
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    for address in ("schools@body.example", ""):
        bridge.contact_email = address
        letter = sample(OURS[kind], bridge)
        assert letter.reply_to == address
        assert ("answer this letter" in letter.context["body"]) == bool(address)
