"""Staff's own notes: written on the way, followed up on their day, read by their area alone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from partners.desk.piles import piles_of
from partners.models import Membership, StaffNote
from reference.models import BridgeOrganisation
from tests.factories import make_membership, make_organisation, make_staff_note
from tests.partners.admin_pages import errors_of, run, submit, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

NOTES = "/admin/partners/staffnote/"


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    return accounts.appoint(email=person.email, bridge=bridge)


@pytest.fixture
def browser(officer):
    browser = Client()
    browser.force_login(officer)
    return browser


def test_a_note_is_written_from_the_page_of_its_organisation_and_stands_there(browser):
    mill = make_organisation(name="Mill")
    page = f"/admin/partners/organisation/{mill.pk}/change/"
    assert f"{NOTES}add/?organisation={mill.pk}" in browser.get(page).text
    typed = {"words": "Opens in May.", "follow_up_on": ""}
    submit(browser, f"{NOTES}add/?organisation={mill.pk}", **typed)
    note = StaffNote.objects.get()
    assert (note.organisation, str(note.by), note.kind) == (mill, "Olu Officer", "call")
    text = text_of(browser.get(page))
    today = timezone.localdate()
    assert f"Call, {today.day} {today:%B %Y} , Olu Officer: Opens in May." in text


def test_without_an_organisation_there_is_no_note(browser):
    elsewhere = make_organisation(authority="leeds", position=None)
    for query in ("", "?organisation=0", f"?organisation={elsewhere.pk}", "?organisation=x"):
        answer = browser.get(f"{NOTES}add/{query}", follow=True)
        assert "Open an organisation, and press “Add a note” there." in text_of(answer)
    sent = {"organisation": elsewhere.pk, "kind": "call", "on": "2026-03-02", "words": "Hm."}
    browser.post(f"{NOTES}add/", sent)
    assert not StaffNote.objects.exists()


def test_a_follow_up_before_the_note_is_refused_beside_its_field(browser):
    mill = make_organisation()
    early = timezone.localdate() - timedelta(days=1)
    answer = submit(
        browser, f"{NOTES}add/?organisation={mill.pk}", words="Hm.", follow_up_on=early.isoformat()
    )
    assert errors_of(answer) == {"follow_up_on": ["Follow up on the same day or later."]}


def test_it_comes_up_on_its_day_until_it_is_followed_up(browser, officer, time_machine):
    time_machine.move_to("2026-04-07 10:00+00:00")
    mill = make_organisation(name="Mill", confirmed_on=date(2026, 4, 1))
    note = make_staff_note(organisation=mill, follow_up_on=date(2026, 4, 8))
    assert piles_of(officer) == []
    time_machine.move_to("2026-04-07 23:30+00:00")  # the 8th in London
    (pile,) = piles_of(officer)
    assert (pile.title, [item.text for item in pile.items]) == ("To follow up", [str(note)])
    assert "Mill Call 2 March 2026" in text_of(browser.get(pile.address))
    run(browser, f"{NOTES}{note.pk}/change/", "follow_up", note)
    assert piles_of(officer) == []
    submit(browser, f"{NOTES}{note.pk}/change/", follow_up_on="2026-04-08")  # as it was
    assert piles_of(officer) == []
    submit(browser, f"{NOTES}{note.pk}/change/", follow_up_on="2026-04-07")  # anew
    assert len(piles_of(officer)) == 1


def test_who_belongs_to_an_organisation_reads_no_notes_about_it(browser, officer):
    mill = make_organisation(name="Mill")
    note = make_staff_note(organisation=mill, words="Slow to answer.")
    Membership.objects.create(user=User.objects.get(pk=officer.pk), organisation=mill)
    for page in (
        NOTES,
        f"{NOTES}{note.pk}/change/",
        f"/admin/partners/organisation/{mill.pk}/change/",
    ):
        assert "Slow to answer." not in browser.get(page, follow=True).text


def test_members_never_read_them(client):
    membership = make_membership(organisation=make_organisation(name="Mill"))
    make_staff_note(organisation=membership.organisation, words="Slow to answer.")
    client.force_login(membership.user)
    for page in ("", "members/", "preview/"):
        address = f"/my/organisations/{membership.organisation_id}/{page}"
        assert "Slow to answer." not in client.get(address).text
