"""An organisation moves to another regional body when both agree, or when national staff do it."""

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import StatusChange, User
from partners.desk.piles import piles_of
from partners.models import BridgeMove, Organisation
from partners.moving import services
from reference.models import BridgeOrganisation, LocalAuthority
from tests.factories import make_membership, make_organisation, make_revision
from tests.letters import delivered
from tests.partners.admin_pages import ORGANISATIONS, fields_of, run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

MOVES = "/admin/partners/bridgemove/"


def body(authority):
    return BridgeOrganisation.objects.get(authorities__slug=authority)


def staff_of(*authorities):
    person = with_second_factor(make_person(f"officer@{authorities[0]}.example"))
    for authority in authorities:
        accounts.appoint(email=person.email, bridge=body(authority))
    return User.objects.get(pk=person.pk)


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def ask(browser, organisation, to, **more):
    page = f"{ORGANISATIONS}{organisation.pk}/change/"
    form = run(browser, page, "move", organisation)
    sent = fields_of(form) | {"to": body(to).pk, "reason": "They moved house.", "ask": "yes"}
    return browser.post(page, sent | more, follow=True)


@pytest.fixture
def mill():
    row = make_organisation(name="Mill")
    make_membership(organisation=row)
    return row


def test_the_body_that_leads_asks_the_other_agrees_and_what_waits_moves_along(mill):
    giver, taker = staff_of("plymouth"), staff_of("leeds")
    make_revision(organisation=mill)
    assert f"{body('leeds')} is asked." in text_of(ask(browser_of(giver), mill, "leeds"))
    mill.refresh_from_db()
    assert mill.led_by == body("plymouth")
    (pile,) = [pile for pile in piles_of(taker) if pile.title == "To agree to"]
    assert pile.items[0].text == f"Mill: {body('plymouth')} → {body('leeds')}"
    move = BridgeMove.objects.get()
    page = browser_of(taker).get(pile.items[0].address)
    assert "They moved house." in text_of(page)
    run(browser_of(taker), f"{MOVES}{move.pk}/change/", "agree", move)
    mill.refresh_from_db()
    assert mill.led_by == body("leeds")
    waits = {pile.title for pile in piles_of(User.objects.get(pk=taker.pk))}
    assert "Changes to read" in waits
    assert "Changes to read" not in {p.title for p in piles_of(User.objects.get(pk=giver.pk))}
    change = StatusChange.objects.get(field="led by")
    assert (change.before, change.after) == (body("plymouth").name, body("leeds").name)
    (letter,) = delivered()[-1:]
    assert letter.subject == f"{body('leeds')} looks after Mill now"


def test_the_body_that_would_lead_may_ask_and_gets_no_further_without_the_other(mill):
    taker, giver = staff_of("leeds"), staff_of("plymouth")
    services.ask(organisation=mill, to=body("leeds"), by=taker, reason="It works here.")
    move = BridgeMove.objects.get()
    with pytest.raises(services.CannotMove, match="does not wait for an answer of yours"):
        services.answer(move=move, agree=True, by=taker)
    run(browser_of(giver), MOVES, "refuse", move)
    mill.refresh_from_db()
    move.refresh_from_db()
    assert (mill.led_by, move.state) == (body("plymouth"), "refused")
    with pytest.raises(services.CannotMove):
        services.answer(move=move, agree=True, by=giver)


def test_national_staff_and_whoever_works_for_both_move_it_at_once(mill, admin_client):
    assert "It is moved." in text_of(ask(admin_client, mill, "leeds"))
    mill.refresh_from_db()
    assert mill.led_by == body("leeds")
    services.ask(
        organisation=mill, to=body("plymouth"), by=staff_of("plymouth", "leeds"), reason="Back."
    )
    mill.refresh_from_db()
    assert mill.led_by == body("plymouth")


def test_nobody_moves_what_is_neither_theirs_nor_would_be(mill):
    with pytest.raises(services.CannotMove, match="neither led by you"):
        services.ask(organisation=mill, to=body("leeds"), by=staff_of("norfolk"), reason="x")
    member = staff_of("plymouth")
    make_membership(organisation=mill, user=member)
    with pytest.raises(services.CannotMove, match="You belong to it"):
        services.ask(organisation=mill, to=body("leeds"), by=member, reason="x")


def test_one_question_waits_at_a_time_and_a_late_answer_changes_nothing(mill, admin_user):
    giver, taker = staff_of("plymouth"), staff_of("leeds")
    services.ask(organisation=mill, to=body("leeds"), by=giver, reason="x")
    with pytest.raises(services.CannotMove, match="waits for an answer already"):
        services.ask(organisation=mill, to=body("norfolk"), by=giver, reason="x")
    Organisation.objects.filter(pk=mill.pk).update(lead_bridge=body("norfolk"))
    with pytest.raises(services.CannotMove, match="by now"):
        services.answer(move=BridgeMove.objects.get(), agree=True, by=taker)


def test_without_a_reason_or_to_its_own_body_it_is_refused_and_kept(mill):
    giver = browser_of(staff_of("plymouth"))
    answer = ask(giver, mill, "plymouth", reason="")
    assert "Write why. The other body reads it." in text_of(answer)
    assert "Choose from what is offered under" in text_of(answer)
    assert not BridgeMove.objects.exists()


def test_who_moves_house_keeps_their_body_until_both_agree(mill):
    mill.authority = LocalAuthority.objects.get(slug="leeds")
    mill.save(update_fields=["authority"])
    mill.refresh_from_db()
    assert mill.led_by == body("plymouth")


def test_a_draft_goes_with_its_address():
    draft = make_organisation(listing_state="draft")
    draft.authority = LocalAuthority.objects.get(slug="leeds")
    draft.save()
    assert draft.led_by == body("leeds")
