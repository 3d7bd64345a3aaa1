"""Where owners cannot decide who looks after an organisation, staff of its area do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import StatusChange, User
from partners.desk.piles import piles_of
from partners.members import by_staff, services
from partners.models import Invitation, JoinRequest, Membership
from partners.search.current import current
from partners.services import set_suspended
from reference.models import BridgeOrganisation
from tests.factories import make_join_request, make_membership, make_organisation
from tests.letters import delivered
from tests.partners.admin_pages import ORGANISATIONS, messages_of, run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

ASKED = "/admin/partners/joinrequest/"


def staff_of(authority):
    person = with_second_factor(make_person(f"officer@{authority}.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug=authority)
    accounts.appoint(email=person.email, bridge=bridge)
    return User.objects.get(pk=person.pk)


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def officer():
    return staff_of("plymouth")


@pytest.fixture
def owner():
    return make_membership(organisation=make_organisation(name="Mill"))


@pytest.fixture
def editor(owner):
    kit = make_person("kit@mill.example", name="Kit Reed")
    return make_membership(organisation=owner.organisation, user=kit, role="editor")


def page_of(member):
    return f"{ORGANISATIONS}{member.organisation_id}/members/{member.pk}/"


def letters():
    return {letter.to[0]: letter for letter in delivered()}


def test_staff_of_the_area_hand_over_and_end_the_old_ones_access(officer, owner, editor):
    browser, left = browser_of(officer), browser_of(owner.user)
    Invitation.objects.create(
        organisation=owner.organisation, email="a@b.example", invited_by=owner.user
    )
    shown = browser.get(f"{ORGANISATIONS}{owner.organisation_id}/change/")
    assert "kit@mill.example: editor since" in text_of(shown).replace(" ,", ",")
    assert page_of(editor) in shown.text
    said = browser.post(page_of(editor), {"make_owner": "", "reason": "They rang."}, follow=True)
    assert messages_of(said)[-1] == "Kit Reed: an owner now. They and the owners are told."
    sent = letters()
    assert sent["kit@mill.example"].subject == "You own the pages of Mill now"
    assert "made Kit Reed an owner of Mill" in sent[owner.user.email].body
    pages = f"/my/organisations/{owner.organisation_id}/"
    assert left.get(pages).status_code == 200
    browser.post(page_of(owner), {"end_access": "", "reason": "Left in May."})
    assert left.get(pages).status_code == 404
    sent = letters()
    assert sent[owner.user.email].subject == "You no longer look after Mill"
    assert "ended the access of" in sent["kit@mill.example"].body
    assert not Invitation.objects.exists()
    kept = StatusChange.objects.filter(field="member").order_by("pk")
    assert list(kept.values_list("before", "after", "reason", "by")) == [
        ("editor", "owner", "They rang.", officer.pk),
        ("owner", "access ended", "Left in May.", officer.pk),
    ]


def test_without_a_reason_or_a_decision_nothing_changes(officer, owner, editor):
    browser = browser_of(officer)
    assert "Write why: it goes on record." in browser.post(page_of(editor), {"make_owner": ""}).text
    assert "sent without a decision" in browser.post(page_of(editor), {"reason": "So."}).text
    editor.refresh_from_db()
    assert editor.role == "editor"


def test_neither_staff_elsewhere_nor_whoever_belongs_to_it_decides(owner, editor):
    elsewhere, belongs = staff_of("leeds"), staff_of("plymouth")
    make_membership(organisation=owner.organisation, user=belongs, role="editor")
    for somebody in (elsewhere, User.objects.get(pk=belongs.pk)):
        browser = browser_of(somebody)
        assert browser.get(page_of(editor)).status_code == 404
        shown = browser.get(f"{ORGANISATIONS}{owner.organisation_id}/change/", follow=True).text
        assert "kit@mill.example" not in shown
        for service in (by_staff.make_owner, by_staff.end_access):
            with pytest.raises(services.CannotChangeMembers, match="not for you"):
                service(membership=editor, by=somebody, reason="So.")


def test_who_is_no_member_any_more_or_cannot_sign_in_becomes_no_owner(officer, owner, editor):
    User.objects.filter(pk=editor.user_id).update(is_active=False)
    with pytest.raises(services.CannotChangeMembers, match="is closed"):
        by_staff.make_owner(membership=editor, by=officer, reason="So.")
    services.remove_member(membership=editor, by=owner.user)
    with pytest.raises(services.CannotChangeMembers, match="no longer looks after"):
        by_staff.end_access(membership=editor, by=officer, reason="So.")


def test_an_owner_whose_account_is_closed_is_none(owner, editor):
    User.objects.filter(pk=owner.user_id).update(is_active=False)
    asks = make_person("ada@museum.example")
    assert services.ask_to_join(organisation=owner.organisation, user=asks).kind == "claim"
    assert not delivered()
    owner.organisation.members.filter(pk=editor.pk).update(role="owner")
    with pytest.raises(services.CannotChangeMembers, match="needs an owner"):
        services.remove_member(membership=editor, by=editor.user)


def test_owners_have_five_working_days_then_staff_let_in_and_owners_are_told(
    officer, owner, time_machine
):
    time_machine.move_to("2026-03-02 10:00+00:00")  # a Monday
    asked = make_join_request(organisation=owner.organisation)
    browser = browser_of(officer)
    for action in ("accept", "refuse"):
        said = messages_of(run(browser, ASKED, action, asked))
        assert "Its owners have 5 working days to answer" in said[-1]
    assert "People who ask to join" not in [pile.title for pile in piles_of(officer)]
    time_machine.move_to("2026-03-09 10:00+00:00")
    assert "People who ask to join" in [pile.title for pile in piles_of(officer)]
    browser = browser_of(officer)
    refused = messages_of(run(browser, ASKED, "accept_as_owner", asked))
    assert "It has an owner, who decides who else becomes one." in refused[-1]
    run(browser, ASKED, "accept", asked)
    assert Membership.objects.get(user=asked.user).role == "editor"
    assert "asked to look after Mill with you" in letters()[owner.user.email].body


@pytest.mark.parametrize(("action", "role"), [("accept", "editor"), ("accept_as_owner", "owner")])
def test_where_no_owner_can_sign_in_staff_answer_at_once(officer, owner, action, role):
    User.objects.filter(pk=owner.user_id).update(is_active=False)
    asked = make_join_request(organisation=owner.organisation)
    assert "People who ask to join" in [pile.title for pile in piles_of(officer)]
    run(browser_of(officer), ASKED, action, asked)
    assert Membership.objects.get(user=asked.user).role == role


def test_staff_in_whose_area_it_works_see_neither_whom_to_write_to_nor_why_it_was_suspended():
    mill = make_organisation(
        name="Mill", covered_authorities=["leeds"], contact_email="ann@mill.example"
    )
    set_suspended(organisation=mill, suspended=True, by=None, reason="A parent complained.")
    set_suspended(organisation=mill, suspended=False, by=None, reason="It was settled.")
    current()
    page = f"{ORGANISATIONS}{mill.pk}/change/"
    for authority, is_told in (("plymouth", True), ("leeds", False)):
        shown = browser_of(staff_of(authority)).get(page)
        assert "Mill" in shown.text
        assert ("ann@mill.example" in shown.text) == is_told
        assert ("A parent complained." in shown.text) == is_told


def test_staff_see_with_which_address_and_since_when_somebody_asks(officer):
    mill = make_organisation(name="Mill", website="https://www.mill.example/schools")
    since = timezone.now() - timedelta(days=3)
    for email in ("kit@mill.example", "kit@mail.example"):
        person = make_person(email, date_joined=since)
        make_join_request(organisation=mill, user=person)
    person.emailaddress_set.update(verified=False)
    listed = text_of(browser_of(officer).get(ASKED))
    assert "kit@mill.example mill.example, as its website" in listed
    unconfirmed = "kit@mail.example (not confirmed) mail.example; its website is mill.example"
    assert unconfirmed in listed
    day = timezone.localdate(since)
    for asked in JoinRequest.objects.all():
        shown = text_of(browser_of(officer).get(f"{ASKED}{asked.pk}/change/"))
        assert asked.user.email in shown
        assert f"Has an account since: {day.day} {day:%B %Y}" in shown
