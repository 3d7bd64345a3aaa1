"""What is typed while the session ends is kept a day, for whoever typed it and nobody else."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import typed
from accounts.sessions import FOR_OTHERS
from artsmark_site.personal_data import exporting
from artsmark_site.personal_data import services as personal_data
from artsmark_site.personal_data.reasons import Why
from partners.models import Membership
from tests.factories import make_enquiry, make_membership, make_organisation, make_recipient
from tests.people import make_person

pytestmark = pytest.mark.django_db

WORDS = "Pupils weave a cloth and take it home."
SAID = "This is what you typed before you were signed out."


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def mill():
    return make_organisation(name="Millbrook Mill", listing_state="draft", summary="Looms.")


@pytest.fixture
def owner(mill):
    return make_membership(organisation=mill).user


@pytest.fixture
def page(mill):
    return f"/my/organisations/{mill.pk}/profile/basics/"


def opened(browser, page):
    """What the form sends: the mark of whose it is, what was seen, and what is typed."""
    found = re.search(r'name="written_by" value="([^"]+)"', browser.get(page).text)
    assert found
    return {"name": "Millbrook Mill", "summary": WORDS, "type": "museum", "written_by": found[1]}


def typed_signed_out(owner, page, **more):
    """A form that comes back without a session, and what answers."""
    browser = Client()
    browser.force_login(owner)
    sent = opened(browser, page) | more
    browser.logout()
    return browser, browser.post(page, sent)


def shown_to(user, page):
    browser = Client()
    browser.force_login(user)
    return browser.get(page)


def test_signed_out_meanwhile_the_form_opens_again_as_it_was_typed(mill, owner, page):
    browser, answer = typed_signed_out(owner, page)
    assert answer.url == f"/accounts/login/?next={page}"
    assert WORDS not in browser.get(answer.url).text
    mill.refresh_from_db()
    assert mill.summary == "Looms."
    browser.force_login(owner)
    form = browser.get(page)
    assert SAID in form.text
    assert WORDS in form.text
    sent = opened(browser, page)
    assert browser.post(page, sent).status_code == 302
    mill.refresh_from_db()
    assert mill.summary == WORDS
    assert SAID not in browser.get(page).text


def test_a_session_that_ended_by_itself_is_no_other(mill, owner, page, time_machine):
    browser = Client()
    browser.force_login(owner)
    sent = opened(browser, page)
    time_machine.move_to(timezone.now() + timedelta(seconds=FOR_OTHERS.idle + 60))
    answer = browser.post(page, sent)
    assert answer.url.startswith("/accounts/login/")
    assert "What you typed is kept for you" in browser.get(answer.url).text
    assert WORDS in shown_to(owner, page).text


def test_nobody_else_is_shown_it_not_even_a_colleague(mill, owner, page):
    browser, _ = typed_signed_out(owner, page)
    colleague = make_membership(organisation=mill).user
    browser.force_login(colleague)
    seen = browser.get(page).text
    assert WORDS not in seen
    assert SAID not in seen
    assert WORDS in shown_to(owner, page).text


def test_with_a_token_of_an_earlier_sign_in_it_is_kept_for_its_own_account(mill, owner, page):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    sent = opened(browser, page)
    assert browser.post(page, sent).url == page
    assert WORDS in browser.get(page).text
    cache.clear()
    browser.force_login(make_membership(organisation=mill).user)
    refused = browser.post(page, sent)
    assert refused.status_code == 403
    assert WORDS not in refused.text
    assert WORDS not in browser.get(page).text
    assert WORDS in shown_to(owner, page).text


@pytest.mark.parametrize("mark", ["", "1:forged", None])
def test_without_the_mark_of_that_page_nothing_is_kept(owner, page, mark):
    elsewhere = page.replace("basics", "contact")
    if mark is None:
        browser = Client()
        browser.force_login(owner)
        mark = opened(browser, elsewhere)["written_by"]
    typed_signed_out(owner, page, written_by=mark)
    assert SAID not in shown_to(owner, page).text


def test_it_is_dropped_by_its_button_after_a_day_and_with_the_account(owner, page, time_machine):
    browser, _ = typed_signed_out(owner, page)
    browser.force_login(owner)
    assert browser.post(page, {"forget_typed": ""}).url == page
    assert SAID not in browser.get(page).text
    typed_signed_out(owner, page)
    time_machine.move_to(timezone.now() + timedelta(hours=25))
    assert SAID not in shown_to(owner, page).text
    time_machine.move_to(timezone.now() - timedelta(hours=25))
    typed_signed_out(owner, page)
    key = f"typed:{owner.pk}"
    assert cache.get(key)
    assert WORDS in str(exporting.told(owner))
    Membership.objects.filter(user=owner).delete()
    personal_data.delete_account(user=owner, why=Why.ASKED)
    assert cache.get(key) is None


def test_no_more_is_kept_than_a_few_pages_of_text(mill, owner, page):
    long = "x" * typed.MOST_CHARACTERS
    typed_signed_out(owner, page, description=long)
    assert SAID not in shown_to(owner, page).text
    new = f"/my/organisations/{mill.pk}/offers/new/"
    names = ("where", "art-forms", "safety", "access", "contact")
    pages = [new, *(page.replace("basics", name) for name in names)]
    for one in pages:
        typed_signed_out(owner, one)
    kept = [SAID in shown_to(owner, one).text for one in pages]
    assert kept == [False, True, True, True, True, True]


# --- A form on another page than the one that takes it ----------------------------------------


def sent_signed_out(user, page, form, name, **more):
    """What somebody typed into the form of a page, which is sent to `form`; and where it leads."""
    browser = Client()
    browser.force_login(user)
    mark = re.findall(r'name="written_by" value="([^"]+)"', browser.get(page).text)[-1]
    browser.logout()
    origin = {"origin": "http://testserver"}
    answer = browser.post(form, {name: WORDS, "written_by": mark, **more}, headers=origin)
    assert answer.url == f"/accounts/login/?next={form}"
    browser.force_login(user)
    return browser


def test_a_message_of_a_partner_waits_at_its_own_address(mill, owner):
    asked = make_recipient(
        organisation=mill, state="answered", answer="interested", answered_at=timezone.now()
    )
    page = f"/my/enquiries/{asked.pk}/"
    browser = sent_signed_out(owner, page, f"{page}write/", "text")
    again = browser.get(f"{page}write/").text
    assert WORDS in again
    assert "It is not sent yet" in again
    assert WORDS not in shown_to(make_membership(organisation=mill).user, page).text
    browser.post(f"{page}write/", {"text": WORDS})
    assert asked.messages.get().text == WORDS
    assert browser.get(f"{page}write/").url == page


@pytest.mark.parametrize("answer", ["interested", "cannot"])
def test_so_does_an_answer(mill, owner, answer):
    asked = make_recipient(organisation=mill)
    page = f"/my/enquiries/{asked.pk}/reply/{answer}/"
    more = {"reasons": "too-far", "send": ""} if answer == "cannot" else {}
    browser = sent_signed_out(owner, page, page, "text", **more)
    assert WORDS in browser.get(page).text
    assert not asked.messages.exists()
    browser.post(page, {"text": WORDS, **more})
    assert asked.messages.get().text == WORDS
    assert WORDS not in browser.get(f"/my/enquiries/{asked.pk}/reply/interested/").text


def test_and_what_a_teacher_writes(mill, owner):
    teacher = make_person("tess@school.example")
    asked = make_recipient(organisation=mill, enquiry=make_enquiry(by=teacher, email=teacher.email))
    page = f"/my/enquiries/asked/{asked.enquiry_id}/"
    form, name = f"{page}write/{asked.pk}/", f"{asked.pk}-text"
    browser = sent_signed_out(teacher, page, form, name)
    assert WORDS in browser.get(form).text
    origin = {"origin": "http://testserver"}
    browser.post(form, {name: WORDS}, headers=origin)
    assert asked.messages.get().text == WORDS
    assert browser.get(form).url == f"{page}#asked-{asked.pk}"
