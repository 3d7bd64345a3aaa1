"""The interest list of an area: invited once, closed, deleted; and what lies on the start page."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from reference.models import ArtForm, BridgeOrganisation
from tests.factories import make_booking, make_interest, make_session
from tests.letters import delivered
from tests.partners.admin_pages import messages_of, run, text_of
from tests.training.staff import INTEREST, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return officer_of("plymouth")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_the_list_is_narrowed_by_authority_art_form_state_and_age(officer):
    dance = ArtForm.objects.get(slug="dance")
    old = make_interest(
        organisation_name="Old Dance", confirmed_at=timezone.now() - timedelta(days=200)
    )
    old.art_forms.add(dance)
    make_interest(organisation_name="New Brass", authority="cornwall", state="closed")
    for query in (
        f"art_forms__id__exact={dance.pk}",
        f"authority__id__exact={old.authority_id}",
        "state__exact=open",
        "age=6",
    ):
        read = text_of(officer.get(f"{INTEREST}?{query}"))
        assert "Old Dance" in read, query
        assert "New Brass" not in read, query


def test_nobody_is_shown_who_did_not_say_that_the_address_is_theirs(officer):
    row = make_interest(organisation_name="Typed By A Stranger", confirmed_at=None)
    assert "Typed By A Stranger" not in text_of(officer.get(INTEREST))
    assert officer.get(f"{INTEREST}{row.pk}/change/").status_code == 302


def test_chosen_people_are_invited_to_one_s_own_session_once(officer):
    session = make_session(title="Spring training")
    wants = make_interest(email="wants@museum.example")
    booked = make_interest(email="booked@museum.example", state="booked")
    page = run(officer, INTEREST, "invite", wants, booked)
    assert "1 not: they booked" in text_of(page)
    for _ in range(2):
        sent = {"invite": "yes", "session": session.pk}
        page = run(officer, INTEREST, "invite", wants, booked, **sent)
    assert "The others had been invited to it before." in messages_of(page)
    assert fresh(wants).state == "invited"
    assert fresh(booked).state == "booked"
    told = [mail.to for mail in delivered() if "Spring training" in mail.subject]
    assert told == [["wants@museum.example"]]


def test_nobody_is_invited_to_a_session_of_another_body_nor_to_one_that_cannot_be_booked(officer):
    leeds = BridgeOrganisation.objects.get(authorities__slug="leeds")
    wants = make_interest()
    later = timezone.now() + timedelta(days=1)
    for session in (
        make_session(bridge=leeds),
        make_session(state="draft"),
        make_session(state="closed"),
        make_session(booking_opens_at=later),
    ):
        sent = {"invite": "yes", "session": session.pk}
        page = run(officer, INTEREST, "invite", wants, **sent)
        assert page.context["form"].errors.keys() == {"session"}
    assert fresh(wants).state == "open"


def test_interest_is_closed_opened_again_and_deleted(officer):
    row = make_interest(name="Ana Penn", organisation_name="Penn Players")
    page = f"{INTEREST}{row.pk}/change/"
    run(officer, page, "close", row)
    assert fresh(row).state == "closed"
    run(officer, page, "open_again", row)
    assert fresh(row).state == "open"
    officer.post(f"{INTEREST}{row.pk}/delete/", {"post": "yes"})
    gone = fresh(row)
    assert (gone.name, gone.email, gone.state) == ("", "", "closed")
    assert gone.forgotten_at is not None
    assert [str(entry.object_repr) for entry in LogEntry.objects.all()] == ["Interest of somebody"]
    assert officer.get(page).status_code == 302


def test_the_start_page_has_what_waits_and_the_list_behind_it_too(officer):
    past = make_session(title="Autumn", starts_at=timezone.now() - timedelta(days=3))
    make_booking(session=past)
    make_booking(name="Asks Again", state="requested")
    make_interest(organisation_name="Wants Training")
    read = text_of(officer.get("/admin/"))
    for title in ("Registers to mark", "Bookings that wait for your yes", "Interested in training"):
        assert title in read
    assert all(words in read for words in ("Autumn", "Asks Again", "Wants Training"))
    elsewhere = text_of(officer_of("leeds").get("/admin/"))
    assert not any(words in elsewhere for words in ("Autumn", "Asks Again", "Wants Training"))


def test_what_is_online_within_the_week_without_a_link_lies_on_the_start_page(officer):
    soon = {"starts_at": timezone.now() + timedelta(days=6), "format": "online"}
    lacks = make_session(title="Lacks", **soon)
    make_session(title="Has", joining_link="https://meet.example/x", **soon)
    make_session(title="Later", **soon | {"starts_at": timezone.now() + timedelta(days=8)})
    make_session(title="Here", **soon | {"format": "in-person"})
    page = officer.get("/admin/training/trainingsession/?when=without-link")
    assert [row.pk for row in page.context["cl"].result_list] == [lacks.pk]
    assert "Online soon, without a link to join (1)" in text_of(officer.get("/admin/"))
