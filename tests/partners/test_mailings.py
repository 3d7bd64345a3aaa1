"""Letters to lists: whom they reach, at what pace, stopped, sent again, and what came of each."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord
from partners.letters import rounds
from partners.models import Addressee, Mailing, NewsRefusal, Organisation
from reference.models import BridgeOrganisation
from tests.factories import make_addressee, make_mailing, make_membership, make_organisation
from tests.letters import delivered, links
from tests.partners.admin_pages import ORGANISATIONS, fields_of, messages_of, run, text_of

pytestmark = pytest.mark.django_db

MAILINGS = "/admin/partners/mailing/"


@pytest.fixture
def here():
    BridgeOrganisation.objects.update(contact_email="schools@body.example")
    return BridgeOrganisation.objects.get(authorities__slug="plymouth")


def test_no_letter_goes_to_a_list_where_its_answers_would_reach_nobody(admin_client, here):
    BridgeOrganisation.objects.update(contact_email="")
    row = entry("Salt")
    page = run(admin_client, ORGANISATIONS, "invite", row)
    sent = fields_of(page) | letter(here) | {"begin": "yes"}
    refused = text_of(admin_client.post(ORGANISATIONS, sent))
    assert f"{here} has no address at which answers arrive." in refused
    assert "See [link]." in refused
    assert not Mailing.objects.exists()
    assert f"{here} has no address at which answers" in text_of(admin_client.get("/admin/"))


def letter(here, **fields):
    words = {"bridge": here.pk, "subject": "Hello [organisation]", "body": "See [link]."}
    return words | {"an_hour": "60"} | fields


def entry(name, **fields):
    fields = {"contact_email": f"{name}@entry.example", "listing_state": "draft"} | fields
    return make_organisation(name=name, **fields)


def test_an_invitation_goes_to_entries_that_nobody_looks_after_and_says_whom_it_misses(
    admin_client, here
):
    found, without = entry("Salt"), entry("Loft", contact_email="")
    claimed = make_membership(organisation=entry("Mill")).organisation
    page = run(admin_client, ORGANISATIONS, "invite", found, without, claimed)
    assert "1 address" in text_of(page)
    assert "1 not: we have no address of theirs Loft" in text_of(page)
    assert "1 not: somebody looks after them already Mill" in text_of(page)
    typed = fields_of(page)
    assert typed["subject"] == "[organisation] at [site]: is this right?"
    assert "[date]" in typed["body"]
    assert Mailing.objects.count() == 0
    shown = admin_client.post(ORGANISATIONS, typed | {"bridge": here.pk, "preview": "yes"})
    assert "Mill House Museum" in text_of(shown)  # the invented one
    sent = admin_client.post(ORGANISATIONS, fields_of(shown) | {"begin": "yes"}, follow=True)
    assert messages_of(sent) == ["It goes to 1 address."]
    assert Addressee.objects.get().organisation == found
    again = admin_client.post(ORGANISATIONS, fields_of(shown) | {"begin": "yes"}, follow=True)
    assert again.redirect_chain == sent.redirect_chain
    assert Addressee.objects.count() == 1


def test_a_test_goes_to_whoever_asks_and_nobody_else(admin_client, here):
    typed = fields_of(run(admin_client, ORGANISATIONS, "write_to", entry("Salt")))
    typed |= letter(here, kind="service", also_unclaimed="on", test="yes")
    assert "and to nobody else" in text_of(admin_client.post(ORGANISATIONS, typed))
    (message,) = delivered()
    assert (message.to, message.subject) == (
        ["admin@site.example"],
        "Test: Hello Mill House Museum",
    )
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"subject": ""}, "“Subject” is needed."),
        ({"subject": "[you]"}, "[you] is no name"),
        ({"subject": "By [date]"}, "[date] is filled in only where a letter is about one day"),
        ({"body": "By [date]"}, "[date] is filled in only where a letter is about one day"),
        ({"an_hour": "0"}, "Enter 1 or more."),
        ({"an_hour": "601"}, "Enter 600 or less."),
        ({"kind": "card"}, "Choose from what is offered under “Kind”."),
        (
            {"kind": "invitation"},
            "Choose from what is offered under “Kind”.",
        ),  # has an action of its own
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(admin_client, here, typed, said):
    page = run(admin_client, ORGANISATIONS, "write_to", entry("Salt"))
    sent = fields_of(page) | letter(here, kind="service", also_unclaimed="on") | typed
    answer = admin_client.post(ORGANISATIONS, sent | {"begin": "yes"})
    assert said in text_of(answer)
    assert fields_of(answer)["body"] == sent["body"]
    assert not Mailing.objects.exists()


def test_imported_entries_are_not_written_to_unless_staff_choose_them(admin_client, here):
    row = entry("Salt")
    sent = fields_of(run(admin_client, ORGANISATIONS, "write_to", row)) | letter(here, kind="news")
    answer = admin_client.post(ORGANISATIONS, sent | {"begin": "yes"})
    assert "None of those who were chosen can be written to." in text_of(answer)
    admin_client.post(ORGANISATIONS, sent | {"also_unclaimed": "on", "begin": "yes"})
    assert Addressee.objects.get().email == "Salt@entry.example"


def test_who_refused_news_gets_none_but_still_what_they_need_to_know(admin_client, client, here):
    organisation = make_membership(organisation=make_organisation(name="Mill")).organisation
    make_addressee(
        mailing=make_mailing(kind="news", body="News."),
        organisation=organisation,
        email=organisation.members.get().user.email,
    )
    rounds.send_due(now=timezone.now())
    (news,) = delivered()
    refuse = news.body.strip().rsplit(" ", 1)[1].split("/", 3)[3]
    assert news.message()["List-Unsubscribe"] == f"<{settings.SITE_ADDRESS}/{refuse}>"
    assert "No more news?" in client.get(f"/{refuse}").text
    assert not NewsRefusal.objects.exists()
    assert "You get no more news" in client.post(f"/{refuse}").text
    program = Client(enforce_csrf_checks=True)  # twice: no harm
    assert program.post(f"/{refuse}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert program.post(f"/{refuse}").status_code == 403
    for kind, reached in (("news", 0), ("service", 1)):
        sent = fields_of(run(admin_client, ORGANISATIONS, "write_to", organisation))
        sent |= letter(here, kind=kind, subject="Next", begin="yes")
        admin_client.post(ORGANISATIONS, sent)
        assert Mailing.objects.filter(subject="Next", kind=kind).count() == reached


def test_letters_leave_at_the_pace_that_was_set():
    mailing = make_mailing(an_hour=24)
    for _ in range(30):
        make_addressee(mailing=mailing)
    now = timezone.now()
    sent = [rounds.send_due(now=now + step * rounds.EVERY) for step in range(14)]
    assert sent == [2] * 12 + [2, 2]
    assert rounds.send_due(now=now + 14 * rounds.EVERY) == 2
    mailing.refresh_from_db()
    assert mailing.state == "done"
    assert len(delivered()) == 30


def test_within_an_hour_no_more_than_that_however_often_the_worker_looks():
    mailing = make_mailing(an_hour=12)
    for _ in range(30):
        make_addressee(mailing=mailing)
    now = timezone.now()
    assert sum(rounds.send_due(now=now + timedelta(seconds=n)) for n in range(40)) == 12


def test_whoever_owns_two_gets_one_letter_that_names_both(admin_client, here):
    person = make_membership(organisation=make_organisation(name="Mill")).user
    make_membership(organisation=make_organisation(name="Loft"), user=person)
    chosen = Organisation.objects.order_by("-name")
    typed = fields_of(run(admin_client, ORGANISATIONS, "write_to", *chosen))
    typed |= letter(here, kind="service", body="[link]", begin="yes")
    sent = admin_client.post(ORGANISATIONS, typed, follow=True)
    assert messages_of(sent) == ["It goes to 1 address."]
    assert rounds.send_due(now=timezone.now()) == 1
    (message,) = delivered()
    assert message.subject == "Hello Loft and Mill"
    assert next(links(message)) == "/my/"
    text = text_of(admin_client.get(sent.redirect_chain[-1][0]))
    assert f"Loft {person.email} Sent" in text
    assert f"Mill {person.email} Sent" in text


def test_whoever_looks_after_many_reads_how_many_there_are(here):
    mailing = make_mailing(subject="About [organisation]")
    for name in ("Ark", "Barn", "Crypt", "Dock"):
        make_addressee(
            mailing=mailing, organisation=make_organisation(name=name), email="a@x.example"
        )
    rounds.send_due(now=timezone.now())
    assert [message.subject for message in delivered()] == ["About Ark, Barn and 2 others"]


def test_two_entries_of_one_address_are_invited_one_by_one():
    mailing = make_mailing(kind="invitation", body="[link]")
    for name in ("Salt", "Loft"):
        make_addressee(mailing=mailing, organisation=entry(name), email="a@x.example")
    assert rounds.send_due(now=timezone.now()) == 2
    assert len({next(links(message)) for message in delivered()}) == 2


def test_what_is_stopped_stays_with_us_and_goes_on_where_it_was(admin_client):
    mailing = make_mailing(an_hour=12)
    first, second = make_addressee(mailing=mailing), make_addressee(mailing=mailing)
    page = f"{MAILINGS}{mailing.pk}/change/"
    rounds.send_due(now=timezone.now())  # the first is with the worker, not with the mail server
    admin_client.post(page, {"stop": "yes"})
    assert delivered() == []
    assert rounds.send_due(now=timezone.now() + timedelta(hours=2)) == 0
    assert text_of(admin_client.get(page)).count("Stopped before it was sent") == 2  # one in counts
    admin_client.post(page, {"go_on": "yes"})
    for hours in (3, 6):
        rounds.send_due(now=timezone.now() + timedelta(hours=hours))
    assert sorted(m.to[0] for m in delivered()) == sorted([first.email, second.email])


def test_the_page_shows_what_came_of_each(admin_client, here):
    mailing = make_mailing(kind="invitation", body="[link]")
    rows = {
        name: make_addressee(mailing=mailing, organisation=entry(name), email=f"{name}@x.example")
        for name in ("Sent", "Bounced", "Not", "Handed", "Live", "Waits")
    }
    rounds.send_due(now=timezone.now())
    Addressee.objects.filter(pk=rows["Waits"].pk).update(posted_at=None)
    delivered()
    bounced = MailRecord.objects.get(to="Bounced@x.example")
    MailRecord.objects.filter(pk=bounced.pk).update(
        state="undeliverable", problem="550 no such mailbox"
    )
    for name, answer in (("Not", "not-us"), ("Handed", "right"), ("Live", "right")):
        Addressee.objects.filter(pk=rows[name].pk).update(
            answer=answer,
            answered_at=timezone.now(),
            answer_words="Ask Ann." if name == "Not" else "",
        )
    Organisation.objects.filter(pk=rows["Handed"].organisation_id).update(listing_state="submitted")
    Organisation.objects.filter(pk=rows["Live"].organisation_id).update(listing_state="approved")
    text = text_of(admin_client.get(f"{MAILINGS}{mailing.pk}/change/"))
    assert "Not Not@x.example Answered: it is not them Ask Ann." in text
    assert "Sent Sent@x.example Sent" in text
    assert "Bounced Bounced@x.example Could not be delivered 550 no such mailbox" in text
    assert "Handed Handed@x.example Handed in Answered: it is right" in text
    assert "Live Live@x.example Live Answered: it is right" in text
    assert "Waits Waits@x.example Waits for its turn" in text


def test_one_is_sent_again_and_not_to_those_who_answered(admin_client):
    mailing = make_mailing()
    first, answered = make_addressee(mailing=mailing), make_addressee(mailing=mailing)
    rounds.send_due(now=timezone.now())
    delivered()
    page = f"{MAILINGS}{mailing.pk}/change/"
    Addressee.objects.filter(pk=answered.pk).update(answer="right", answered_at=timezone.now())
    for row in (first, answered):
        admin_client.post(page, {"again": row.pk})
    elsewhere = make_addressee()
    assert admin_client.post(page, {"again": elsewhere.pk}).status_code == 404
    rounds.send_due(now=timezone.now())
    assert [m.to[0] for m in delivered()].count(first.email) == 2
    assert [m.to[0] for m in delivered()].count(answered.email) == 1


def test_addresses_are_forgotten_after_90_days_and_the_outcome_stays(admin_client):
    addressee = make_addressee()
    rounds.send_due(now=timezone.now())
    assert rounds.forget_addresses(now=timezone.now() + timedelta(days=89)) == 0
    assert rounds.forget_addresses(now=timezone.now() + timedelta(days=91)) == 1
    text = text_of(admin_client.get(f"{MAILINGS}{addressee.mailing_id}/change/"))
    assert "(forgotten)" in text


def test_a_page_of_many_takes_a_fixed_number_of_queries(
    admin_client, django_assert_max_num_queries
):
    mailing = make_mailing()
    for _ in range(20):
        make_addressee(mailing=mailing)
    with django_assert_max_num_queries(12):
        admin_client.get(f"{MAILINGS}{mailing.pk}/change/")


def test_letters_lead_to_the_page_of_their_reader(admin_client):
    addressee = make_addressee(mailing=make_mailing(body="[link]"))
    rounds.send_due(now=timezone.now())
    (message,) = delivered()
    assert next(links(message)) == f"/my/organisations/{addressee.organisation_id}/"
