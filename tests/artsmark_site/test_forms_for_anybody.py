"""Forms that can be sent without signing in: programs are stopped there, people never."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.forms import MOST_USES
from partners.letters.links import invited_token
from partners.models import Addressee, Launch, OpeningNotice
from partners.search import current as holder
from tests.factories import make_addressee, make_mailing

pytestmark = pytest.mark.django_db

SIGN_UP, RESET, OPENING = "/accounts/signup/", "/accounts/password/reset/", "/partners/opening/"
HERE = {"Origin": "http://testserver"}
READING = 2.5  # seconds: of the quickest of people


@pytest.fixture(autouse=True)
def clock(settings):
    """As in production; nothing is open yet."""
    settings.LEAST_SECONDS_TO_FILL_IN = 2
    cache.clear()
    holder._held = None
    Launch.objects.all().delete()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


class Fields(HTMLParser):
    """What a form holds before anybody typed: every name, and what stands in it."""

    def __init__(self, html):
        super().__init__()
        self.found, self.traps = {}, {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in {"input", "select", "textarea"} and given.get("name"):
            self.found[given["name"]] = given.get("value") or ""
            if given["name"] == "homepage":
                self.traps = given


def invitation():
    addressee = make_addressee(mailing=make_mailing(kind="invitation"), posted_at=timezone.now())
    return f"/my/organisations/invited/{addressee.pk}/{invited_token(addressee)}/"


FORMS = {
    SIGN_UP: {
        "name": "Ada Field",
        "email": "{}@museum.example",
        "password1": "crane tulip harbour",
    },
    RESET: {"email": "{}@museum.example"},
    OPENING: {"region": "south-west", "email": "{}@school.example"},
    "invited": {"words": "We are {}.", "not-us": ""},
}
ADDRESSES = list(FORMS)


def typed(form, number):
    return {name: text.format(f"person{number}") for name, text in FORMS[form].items()}


def page_of(client, form):
    return invitation() if form == "invited" else form


def taken():
    """How many went through: accounts, letters of passwords, notices, answers."""
    answers = Addressee.objects.exclude(answer="").count()
    letters = MailRecord.objects.filter(kind__in=["accounts.unknown_account"]).count()
    return User.objects.count() + OpeningNotice.objects.count() + answers + letters


def send(client, address, fields):
    return client.post(address, fields, headers=HERE, follow=True)


@pytest.mark.parametrize("form", ADDRESSES)
def test_who_takes_the_time_that_reading_takes_is_let_through(client, clock, form):
    address = page_of(client, form)
    fields = Fields(client.get(address).text).found
    clock.shift(READING)
    send(client, address, fields | typed(form, 1))
    assert taken() == 1


def test_of_200_people_behind_one_address_nobody_is_stopped(clock):
    """A form every second or two, in four forms; each takes from 2.5 seconds to an hour."""
    for number in range(200):
        form = ADDRESSES[number % len(ADDRESSES)]
        client = Client()
        address = page_of(client, form)
        fields = Fields(client.get(address).text).found
        clock.shift([READING, 4, 20, 3600][number // 4 % 4])
        page = send(client, address, fields | typed(form, number))
        assert "There is a problem" not in page.text, (number, form, page.text)
        assert page.status_code == 200
    assert taken() == 200


def test_of_500_programs_no_more_than_a_handful_come_through(clock):
    """Five kinds in four forms; one of them waits, and sends what it read for as long as it may."""
    pages = {form: page_of(Client(), form) for form in ADDRESSES}
    read = {form: Fields(Client().get(address).text).found for form, address in pages.items()}
    del pages["invited"], read["invited"]  # whose link each program would need
    clock.shift(READING)
    for number in range(500):
        form = list(pages)[number % len(pages)]
        send(Client(), pages[form], sent_by_a_program(number // 3 % 5, form, number, read, pages))
    assert taken() == MOST_USES


def sent_by_a_program(kind, form, number, read, pages):
    fields = typed(form, number)
    match kind:
        case 0:  # never looked at the page
            return fields
        case 1:  # fills in all that there is, as it came
            return {
                **Fields(Client().get(pages[form]).text).found,
                **fields,
                "homepage": "http://b",
            }
        case 2:  # sends the page as soon as it has it
            return Fields(Client().get(pages[form]).text).found | fields
        case 3:  # invents the moment
            return fields | {"opened": "WzE3MDAwMDAwMDAuMCwiYSJd:c2lnbmF0dXJl", "homepage": ""}
        case _:  # read one page, waits as people do, and sends that again and again
            return read[RESET] | fields


def test_one_page_is_taken_twice_and_then_asks_once_more(client, clock):
    fields = Fields(client.get(RESET).text).found
    clock.shift(READING)
    for number in range(MOST_USES + 3):
        page = send(Client(), RESET, fields | typed(RESET, number))
    assert taken() == MOST_USES
    assert "was sent before. Press the button once more." in page.text
    again = Fields(page.text).found
    assert again["email"] == typed(RESET, MOST_USES + 2)["email"]  # nothing typed is lost
    clock.shift(READING)
    send(Client(), RESET, again)
    assert taken() == MOST_USES + 1


def test_a_double_click_is_no_program(client, clock):
    fields = Fields(client.get(OPENING).text).found
    clock.shift(READING)
    for _ in range(2):
        assert send(client, OPENING, fields | typed(OPENING, 1)).status_code == 200
    assert taken() == 1


def test_a_person_whose_browser_filled_the_trap_presses_the_button_once_more(client, clock):
    fields = Fields(client.get(OPENING).text).found
    clock.shift(READING)
    page = send(client, OPENING, fields | typed(OPENING, 1) | {"homepage": "filled"})
    assert "A field that people do not see was filled in" in page.text
    again = Fields(page.text).found
    assert again["homepage"] == ""
    send(client, OPENING, again | {"region": "south-west"})
    assert taken() == 1


def test_a_person_who_was_too_quick_presses_the_button_once_more(client, clock):
    fields = Fields(client.get(RESET).text).found
    page = send(client, RESET, fields | typed(RESET, 1))
    assert "quicker than people are" in page.text
    clock.shift(READING)
    send(client, RESET, Fields(page.text).found)
    assert taken() == 1


def test_whoever_signed_up_too_quickly_is_told_to_type_the_password_again(client, clock):
    fields = Fields(client.get(SIGN_UP).text).found
    page = send(client, SIGN_UP, fields | typed(SIGN_UP, 1))
    assert "quicker than people are. Type your password again" in page.text
    assert list(page.context["form"].errors) == ["__all__", "password1"]
    assert Fields(page.text).found["password1"] == ""
    clock.shift(READING)
    again = Fields(page.text).found | {"password1": typed(SIGN_UP, 1)["password1"]}
    send(client, SIGN_UP, again)
    assert taken() == 1


def test_a_page_that_was_open_over_night_asks_once_more(client, clock):
    fields = Fields(client.get(OPENING).text).found
    clock.shift(timedelta(hours=25))
    page = send(client, OPENING, fields | typed(OPENING, 1))
    assert "was open for long" in page.text
    clock.shift(READING)
    send(client, OPENING, Fields(page.text).found | {"region": "south-west"})
    assert taken() == 1


def test_a_slip_costs_none_of_the_uses_of_a_page(client, clock):
    fields = Fields(client.get(RESET).text).found
    clock.shift(READING)
    for _ in range(5):
        send(client, RESET, fields | {"email": "ada at museum"})
    send(client, RESET, fields | typed(RESET, 1))
    assert taken() == 1


def test_an_answer_to_an_invitation_says_why_it_was_not_taken(client, clock):
    address = invitation()
    page = send(client, address, Fields(client.get(address).text).found | typed("invited", 1))
    assert "quicker than people are" in page.text
    assert "We are person1." in page.text


def test_a_flood_of_forms_displaces_no_count():
    cache.set("a:count", 5, 300)
    for number in range(700):
        cache.add(f"form:{number}:0", True, 300)
    assert cache.get("a:count") == 5


@pytest.mark.parametrize("form", ADDRESSES)
def test_nobody_meets_the_trap(client, form):
    """No keyboard, no screen reader, no password manager; without style sheets it says so."""
    html = client.get(page_of(client, form)).text
    trap = re.search(r'<div class="not-for-people" aria-hidden="true">.*?</div>', html)[0]
    assert "Leave this empty" in trap
    given = Fields(html).traps
    assert (given["tabindex"], given["autocomplete"]) == ("-1", "off")
