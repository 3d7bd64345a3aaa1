"""Who steps in for a regional body: named by it, and shown what waits too long."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import BridgeStaff, User
from partners.desk.piles import piles_of
from partners.revisions.decisions import seen
from reference.models import BridgeOrganisation
from tests.factories import make_organisation, make_revision
from tests.letters import delivered
from tests.partners.admin_pages import errors_of, submit, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

STAFF = "/admin/accounts/bridgestaff/"
COVER = "You cover: waiting for five working days"
NATIONAL = "Waiting for too long, now for national staff"


def body(authority):
    return BridgeOrganisation.objects.get(authorities__slug=authority)


def staff_of(authority, **fields):
    person = with_second_factor(make_person(f"officer@{authority}.example"))
    return services.appoint(email=person.email, bridge=body(authority), **fields)


def browser_of(user):
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk))
    return browser


def again(user):
    """The same person at their next click."""
    return User.objects.get(pk=user.pk)


def titles(user):
    return {pile.title: [item.text for item in pile.items] for pile in piles_of(again(user))}


@pytest.fixture
def waits(time_machine):
    """A change in Plymouth, handed in on Monday 2 March 2026."""
    time_machine.move_to("2026-03-02 10:00+00:00")
    mill = make_organisation(name="Mill", confirmed_on=date(2026, 3, 1))
    return make_revision(organisation=mill, sent_at=timezone.now())


def test_a_body_names_its_cover_from_among_staff_elsewhere_who_are_told():
    here, elsewhere = staff_of("plymouth"), staff_of("leeds")
    delivered()
    page = submit(
        browser_of(here), f"{STAFF}add/", email="Officer@Leeds.example", bridge=body("plymouth").pk
    )
    assert "was added successfully" in text_of(page)
    assert again(elsewhere).covered_bridges == {body("plymouth").pk}
    letter = delivered()[-1]
    assert (letter.to, letter.subject) == (
        [elsewhere.email],
        f"You cover for {body('plymouth').name} now",
    )
    assert "has named you as its cover" in letter.body


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "nobody@new.example"}, "Nobody with this address is staff"),
        ({"bridge": "leeds"}, "Choose from what is offered under"),
    ],
)
def test_it_makes_nobody_staff_anew_and_names_nobody_for_another_body(sent, said):
    here = staff_of("plymouth")
    staff_of("leeds")
    typed = {"email": "officer@leeds.example", "bridge": "plymouth"} | sent
    typed["bridge"] = body(typed["bridge"]).pk
    answer = submit(browser_of(here), f"{STAFF}add/", **typed, only_covers=None, is_superuser="on")
    assert said in str(errors_of(answer))
    assert BridgeStaff.objects.count() == 2


def test_whoever_covers_dismisses_and_names_nobody():
    here, cover = staff_of("plymouth"), staff_of("leeds")
    services.appoint(email=cover.email, bridge=body("plymouth"), only_covers=True)
    post = here.bridge_posts.get()
    browser = browser_of(cover)
    assert browser.get(f"{STAFF}{post.pk}/delete/").status_code == 302
    answer = submit(browser, f"{STAFF}add/", email=here.email, bridge=body("plymouth").pk)
    assert "bridge" in errors_of(answer)


def test_a_body_ends_the_cover_but_dismisses_no_colleague():
    here, cover = staff_of("plymouth"), staff_of("leeds")
    services.appoint(email=cover.email, bridge=body("plymouth"), only_covers=True)
    browser = browser_of(here)
    assert (
        browser.post(f"{STAFF}{here.bridge_posts.get().pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    post = cover.bridge_posts.get(only_covers=True)
    browser.post(f"{STAFF}{post.pk}/delete/", {"post": "yes"})
    assert again(cover).covered_bridges == frozenset()
    assert again(cover).is_staff


def test_the_cover_sees_it_after_five_working_days_and_may_decide(waits, time_machine):
    here, cover = staff_of("plymouth"), staff_of("leeds")
    services.appoint(email=cover.email, bridge=body("plymouth"), only_covers=True)
    assert titles(here) == {"Changes to read": ["Profile of Mill"]}
    time_machine.move_to("2026-03-06 10:00+00:00")
    assert titles(cover) == {}
    time_machine.move_to("2026-03-09 10:00+00:00")
    assert titles(cover) == {COVER: ["Profile of Mill"]}
    browser = browser_of(cover)
    assert "Profile of Mill" in text_of(browser.get("/admin/"))
    page = f"/admin/partners/revision/{waits.pk}/change/"
    sent = {"return": "1", "seen": seen(waits), "reason": "By what bus?"}
    assert "Profile of Mill: returned to its owners." in browser.post(page, sent, follow=True).text
    assert titles(here) == titles(cover) == {}


def test_national_staff_after_ten_or_after_five_where_no_cover_was_named(
    waits, time_machine, admin_user
):
    time_machine.move_to("2026-03-06 10:00+00:00")
    assert NATIONAL not in titles(admin_user)
    time_machine.move_to("2026-03-09 10:00+00:00")
    assert titles(admin_user)[NATIONAL] == ["Profile of Mill"]
    cover = staff_of("leeds")
    services.appoint(email=cover.email, bridge=body("plymouth"), only_covers=True)
    assert NATIONAL not in titles(admin_user)
    time_machine.move_to("2026-03-16 10:00+00:00")
    assert titles(admin_user)[NATIONAL] == ["Profile of Mill"]


def test_what_nobody_leads_is_for_national_staff_at_once(admin_user, time_machine):
    time_machine.move_to("2026-03-02 10:00+00:00")
    orphan = make_organisation(name="Orphan", authority=None, confirmed_on=date(2026, 3, 1))
    make_revision(organisation=orphan, sent_at=timezone.now())
    assert titles(admin_user)[NATIONAL] == ["Profile of Orphan"]
