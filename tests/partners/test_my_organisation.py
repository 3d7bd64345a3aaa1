"""A member writes the profile step by step, hands it in, and loses nothing on the way."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StatusChange
from partners import services
from partners.models import CodeAcceptance, Invitation, Offer, Organisation, Revision
from partners.my.services import CannotSubmit, submit
from partners.my.steps import tasks_of
from reference.models import BridgeOrganisation
from tests.factories import (
    make_membership,
    make_offer,
    make_organisation,
    make_review_note,
    make_revision,
)
from tests.letters import delivered
from tests.people import make_person

pytestmark = pytest.mark.django_db

PRINTS = {
    "title": "Protest prints",
    "offer_type": "",
    "curriculum_links": "Art and design: printing",
    "learning_outcomes": "Pupils cut and print a block",
    "required_resources": "Tables",
    "cost_basis": "per-day",
    "cost_from_pence": "240",
    "vat": "included",
    "travel_cost": "included",
    "duration": "whole-day",
    "group_size": "one-class",
    "delivery_modes": ["at-setting"],
}


@pytest.fixture
def draft():
    return make_organisation(
        name="Millbrook Museum",
        summary="",
        safeguarding_statement="",
        safeguarding_reviewed_on=None,
        listing_state="draft",
        partner_status="prospect",
        partner_since=None,
        trained_on=None,
        code_accepted_on=None,
        art_forms=[],
    )


@pytest.fixture
def member(client, draft):
    membership = make_membership(organisation=draft)
    client.force_login(membership.user)
    return membership


def page_of(organisation, path=""):
    return f"/my/organisations/{organisation.pk}/{path}"


def lookup(model, slug):
    return model.objects.get(slug=slug).pk


def fill_all(client, draft):
    """What a member types, form by form, from nothing to handing it in."""
    from reference.models import ArtForm, KeyStage, OfferType

    basics = {"name": draft.name, "type": "museum", "summary": "A mill with looms."}
    client.post(page_of(draft, "profile/basics/"), basics)
    client.post(
        page_of(draft, "profile/art-forms/"),
        {"art_forms": [lookup(ArtForm, "dance")], "arts_award_role": "none"},
    )
    today = timezone.localdate().isoformat()
    client.post(
        page_of(draft, "profile/safety/"),
        {"safeguarding_statement": "All are checked.", "safeguarding_reviewed_on": today},
    )
    offer = PRINTS | {
        "offer_type": lookup(OfferType, "workshop"),
        "art_forms": [lookup(ArtForm, "dance")],
        "key_stages": [lookup(KeyStage, "ks2")],
    }
    response = client.post(page_of(draft, "offers/new/"), offer)
    assert response.status_code == 302, response.context["form"].errors
    client.post(page_of(draft, "code/"), {"name": "Ada Field", "agree": "on"})


def test_from_nothing_to_handed_in_to_approved(client, member, draft):
    page = client.get(page_of(draft)).text
    assert "Before you can hand it in: a summary, at least one art form" in page
    fill_all(client, draft)
    page = client.get(page_of(draft)).text
    assert "You have what is needed" in page
    assert client.post(page_of(draft, "submit/")).url == page_of(draft, "submitted/")
    draft.refresh_from_db()
    assert draft.listing_state == "submitted"
    assert Offer.objects.get().state == "submitted"
    assert "reads the profile" in client.get(page_of(draft, "submitted/")).text
    assert delivered()[-1].subject == "We have the profile of Millbrook Museum"
    services.approve_listing(organisation=draft, by=None)
    assert delivered()[-1].subject == "The profile of Millbrook Museum is approved"
    assert "been to a training session" in delivered()[-1].body


def test_what_is_returned_comes_with_its_reason_and_is_handed_in_again(client, member, draft):
    fill_all(client, draft)
    client.post(page_of(draft, "submit/"))
    services.return_listing(organisation=draft, by=None, reason="Say what pupils do.")
    assert "Say what pupils do." in delivered()[-1].body
    page = client.get(page_of(draft)).text
    assert "Say what pupils do." in page
    assert client.post(page_of(draft, "submit/")).url == page_of(draft, "submitted/")
    assert "Say what pupils do." not in client.get(page_of(draft)).text


def test_it_is_taken_back_to_change_it(client, member, draft):
    fill_all(client, draft)
    client.post(page_of(draft, "submit/"))
    closed = client.get(page_of(draft, "profile/basics/"), follow=True)
    assert "cannot be changed while staff read it" in closed.text
    client.post(page_of(draft, "profile/basics/"), {"name": "Forged", "type": "museum"})
    draft.refresh_from_db()
    assert draft.name == "Millbrook Museum"
    client.post(page_of(draft, "take-back/"))
    draft.refresh_from_db()
    assert (draft.listing_state, Offer.objects.get().state) == ("draft", "draft")
    assert client.get(page_of(draft, "profile/basics/")).status_code == 200


def test_nothing_is_handed_in_that_lacks_something(client, member, draft):
    page = client.post(page_of(draft, "submit/"), follow=True)
    assert "Still needed: a summary" in page.text
    with pytest.raises(CannotSubmit):
        submit(organisation=draft, by=member.user)
    draft.refresh_from_db()
    assert draft.listing_state == "draft"


@pytest.mark.parametrize("days", [None, 400])
def test_nothing_is_handed_in_without_a_review_of_the_last_year(client, member, draft, days):
    fill_all(client, draft)
    reviewed = days and timezone.localdate() - timedelta(days=days)
    Organisation.objects.filter(pk=draft.pk).update(safeguarding_reviewed_on=reviewed)
    page = client.post(page_of(draft, "submit/"), follow=True).text
    assert "Still needed: the date of a safeguarding review within the last year." in page
    assert ("Your safeguarding was last reviewed over a year ago" in page) == bool(days)
    draft.refresh_from_db()
    assert draft.listing_state == "draft"


def test_the_tasks_of_what_is_live_say_what_ran_out(client, member, draft):
    fill_all(client, draft)
    safety = "profile/safety/"
    long_ago = timezone.localdate() - timedelta(days=400)
    for fields, said in (
        ({"safeguarding_reviewed_on": None}, "Still needed: the date of a safeguarding review"),
        ({"safeguarding_reviewed_on": long_ago}, "last reviewed over a year ago"),
        ({"insurance_expires_on": long_ago}, "Your insurance has run out"),
    ):
        fields = {"safeguarding_reviewed_on": timezone.localdate()} | fields
        Organisation.objects.filter(pk=draft.pk).update(listing_state="approved", **fields)
        tasks = {task.slug: task for task in client.get(page_of(draft)).context["tasks"]}
        assert not tasks["safety"].is_done
        line = client.get(page_of(draft)).text.split(safety)[1].split("</li>")[0]
        assert said in line
        assert "Done" not in line


def test_two_who_write_at_once_lose_nothing(client, member, draft):
    colleague = make_membership(organisation=draft)
    other = Client()
    other.force_login(colleague.user)
    address = page_of(draft, "profile/basics/")
    seen = client.get(address).context["form"].initial["seen"]
    words = {"name": draft.name, "type": "museum", "seen": seen}
    assert other.post(address, words | {"summary": "Theirs."}).status_code == 302
    page = client.post(address, words | {"summary": "Mine."})
    assert "A colleague saved this meanwhile" in page.text
    assert "Mine." in page.text
    assert "Theirs." in page.text
    draft.refresh_from_db()
    assert draft.summary == "Theirs."
    again = words | {"summary": "Both.", "seen": page.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert draft.summary == "Both."


def test_two_who_write_different_steps_do_not_meet(client, member, draft):
    seen = client.get(page_of(draft, "profile/basics/")).context["form"].initial["seen"]
    client.post(page_of(draft, "profile/safety/"), {"safeguarding_statement": "Checked."})
    words = {"name": draft.name, "type": "museum", "summary": "Mine.", "seen": seen}
    assert client.post(page_of(draft, "profile/basics/"), words).status_code == 302


def test_a_slip_is_named_beside_its_field_and_what_was_typed_stays(client, member, draft):
    words = {
        "name": draft.name,
        "type": "museum",
        "summary": "x" * 201,
        "website": "ftp://a.example",
    }
    page = client.post(page_of(draft, "profile/basics/"), words)
    assert "There is a problem" in page.text
    assert "x" * 201 in page.text
    assert "ftp://a.example" in page.text


@pytest.mark.parametrize("path", ["profile/nothing/", "profile/trained_on/"])
def test_there_are_no_other_steps(client, member, draft, path):
    assert client.get(page_of(draft, path)).status_code == 404


def test_what_members_may_not_decide_is_in_no_form(client, member, draft):
    forged = {
        "name": draft.name, "type": "museum", "summary": "x", "listing_state": "approved",
        "partner_status": "active", "trained_on": "2026-01-01",
        "partner_since": "2020-01-01", "code_accepted_on": "2026-01-01", "is_demo": "on",
    }  # fmt: skip
    decided = ("trained_on", "listing_state", "partner_status", "partner_since", "is_demo")
    before = Organisation.objects.values(*decided, "code_accepted_on").get()
    elsewhere = BridgeOrganisation.objects.get(authorities__slug="leeds")
    forged |= {"lead_bridge": elsewhere.pk}
    assert client.post(page_of(draft, "profile/basics/"), forged).status_code == 302
    assert before == Organisation.objects.values(*before).get()
    draft.refresh_from_db()
    assert draft.led_by != elsewhere


def test_the_code_is_accepted_by_name_with_its_version_once(client, member, draft):
    assert "Tick the box" in client.post(page_of(draft, "code/"), {"name": "Ada"}).text
    for name in ("Ada Field", "Somebody Else"):
        client.post(page_of(draft, "code/"), {"name": name, "agree": "on"})
    acceptance = CodeAcceptance.objects.get()
    assert (acceptance.name, acceptance.code.version, acceptance.by) == (
        "Ada Field",
        "1",
        member.user,
    )
    assert "Accepted by Ada Field" in client.get(page_of(draft, "code/")).text
    assert StatusChange.objects.filter(field="code_accepted_on").count() == 1


def test_the_preview_is_the_page_that_schools_will_see(client, member, draft):
    fill_all(client, draft)
    page = client.get(page_of(draft, "preview/"))
    assert "partners/organisation.html" in [template.name for template in page.templates]
    assert "A mill with looms." in page.text
    assert "Protest prints" in page.text
    assert "Preview." in page.text


def test_the_preview_of_nothing_but_a_name_is_a_page(client):
    bare = Organisation.objects.create(name="Bare")
    client.force_login(make_membership(organisation=bare).user)
    for path in ("", "preview/", "profile/where/", "offers/", "members/"):
        assert client.get(page_of(bare, path)).status_code == 200


def test_hiding_waits_for_nobody(client):
    membership = make_membership(organisation=make_organisation(name="Live House"))
    client.force_login(membership.user)
    address = membership.organisation.get_absolute_url()
    assert Client().get(address).status_code == 200
    client.post(page_of(membership.organisation, "hide/"))
    assert Client().get(address).status_code == 410
    assert "Live House" not in Client().get("/partners/").text
    client.post(page_of(membership.organisation, "show/"))
    assert Client().get(address).status_code == 200


def test_an_offer_is_copied_without_its_dates_and_withdrawn_at_once(client, member, draft):
    offer = make_offer(
        organisation=draft, title="Christmas looms", available_to="2025-12-24", state="draft"
    )
    copied = client.post(page_of(draft, f"offers/{offer.pk}/copy/"))
    copy = Offer.objects.exclude(pk=offer.pk).get()
    assert copied.url == page_of(draft, f"offers/{copy.pk}/")
    assert (copy.title, copy.available_to, copy.state) == ("Christmas looms (copy)", None, "draft")
    assert list(copy.key_stages.all()) == list(offer.key_stages.all())
    client.post(page_of(draft, f"offers/{offer.pk}/withdraw/"))
    offer.refresh_from_db()
    assert offer.state == "withdrawn"


def test_a_copy_that_is_pressed_three_times_is_one_draft(client, member, draft):
    offer = make_offer(organisation=draft, title="Clay days")
    pressed = {client.post(page_of(draft, f"offers/{offer.pk}/copy/")).url for _ in range(3)}
    assert len(pressed) == 1
    assert Offer.objects.filter(title="Clay days (copy)").count() == 1


def test_the_offers_say_that_a_change_waits(client, member, draft):
    offer = make_offer(organisation=draft)
    change = make_revision(organisation=draft, offer=offer, proposed={"title": "Loom days"})
    page = client.get(page_of(draft, "offers/")).text
    assert "A change waits for approval" in page
    Revision.objects.filter(pk=change.pk).update(state="returned")
    assert (
        "Something is to be changed in your change of it"
        in client.get(page_of(draft, "offers/")).text
    )


def test_what_staff_ask_for_is_not_done_and_leads_to_its_field(client, member, draft):
    offer = make_offer(organisation=draft, title="Clay days")
    make_review_note(organisation=draft, field="summary", words="Say for whom.")
    make_review_note(
        organisation=draft, offer=offer, field="learning_outcomes", words="Say what they learn."
    )
    page = client.get(page_of(draft)).text
    address = page_of(draft, "profile/basics/#id_summary")
    assert f'To change: <a href="{address}">Summary</a>. Say for whom.' in page
    address = page_of(draft, f"offers/{offer.pk}/#id_learning_outcomes")
    assert f'<a href="{address}">Clay days, ' in page
    tasks = {task.title: task for task in tasks_of(draft)}
    assert not tasks["Who you are"].is_done
    assert page.count(">To change</span>") == 2


def test_a_returned_change_names_the_field_of_each_note(client, member, draft):
    Organisation.objects.filter(pk=draft.pk).update(listing_state="approved")
    make_revision(organisation=draft, proposed={"summary": "New."}, state="returned")
    make_review_note(organisation=draft, field="summary", words="Say for whom.")
    address = page_of(draft, "profile/basics/#id_summary")
    listed = f'<li><a href="{address}">Summary</a>: Say for whom.</li>'
    assert listed in client.get(page_of(draft)).text


def test_an_offer_that_staff_read_is_not_changed_behind_their_back(client, member, draft):
    offer = make_offer(organisation=draft, state="submitted")
    page = client.get(page_of(draft, f"offers/{offer.pk}/"), follow=True)
    assert "cannot be changed while staff read it" in page.text


PATHS = [
    "", "profile/basics/", "code/", "preview/", "submitted/", "offers/", "offers/new/",
    "offers/{offer}/", "pictures/", "members/",
]  # fmt: skip
POSTS = ["submit/", "take-back/", "hide/", "offers/{offer}/copy/", "offers/{offer}/withdraw/"]


@pytest.mark.parametrize("path", [*PATHS, *POSTS])
def test_nobody_reaches_the_organisation_of_others(client, draft, path):
    offer = make_offer(organisation=draft)
    address = page_of(draft, path.format(offer=offer.pk))
    assert client.post(address).url.startswith("/accounts/login/")
    stranger = make_membership(user=make_person("stranger@museum.example"))
    client.force_login(stranger.user)
    assert client.get(address).status_code in {404, 405}
    assert client.post(address).status_code in {404, 405}
    own = page_of(stranger.organisation, path.format(offer=offer.pk))
    if "{offer}" in path:  # another's offer under one's own organisation
        assert client.post(own).status_code in {404, 405}
    offer.refresh_from_db()
    assert offer.state == "approved"


@pytest.mark.parametrize("path", POSTS)
def test_opening_a_link_changes_nothing(client, member, draft, path):
    offer = make_offer(organisation=draft)
    assert client.get(page_of(draft, path.format(offer=offer.pk))).status_code == 405


def test_the_task_list_asks_little_of_the_database(
    client, member, draft, django_assert_max_num_queries
):
    for _ in range(3):
        make_offer(organisation=draft)
    client.get(page_of(draft))
    with django_assert_max_num_queries(36):
        client.get(page_of(draft))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"listing_state": "returned"}, "read the notes"),
        (
            {"listing_state": "draft", "summary": ""},
            "Still needed before you can hand it in: a sum",
        ),
        (
            {"partner_status": "renewal-due", "renewal_due_on": "2026-03-20"},
            "ends on 20 March 2026",
        ),
        ({"partner_status": "lapsed", "renewal_due_on": "2026-03-01"}, "ended on 1 March 2026"),
        ({"confirmed_on": "2025-03-01"}, "Say whether it is all still right"),
        ({"safeguarding_reviewed_on": "2025-03-01"}, "last reviewed over a year ago"),
        ({"insurance_expires_on": "2026-03-01"}, "Your insurance has run out"),
    ],
)
def test_my_pages_show_what_waits_for_me(client, time_machine, fields, said):
    time_machine.move_to("2026-03-02 12:00+00:00")
    fields = {"confirmed_on": "2026-03-01", "code_accepted_on": "2026-11-01"} | fields
    membership = make_membership(organisation=make_organisation(**fields))
    client.force_login(membership.user)
    assert said in client.get("/my/").text


def test_my_pages_show_nothing_to_do_where_all_is_well_and_who_invited_me(client):
    fresh = timezone.localdate()
    well = make_organisation(confirmed_on=fresh, code_accepted_on=fresh)
    membership = make_membership(organisation=well)
    client.force_login(membership.user)
    assert "to-do" not in client.get("/my/").text
    other = make_organisation(name="Other House")
    invitation = Invitation.objects.create(organisation=other, email=membership.user.email.upper())
    page = client.get("/my/").text
    assert "You are invited to look after Other House." in page
    assert f"/my/organisations/invitation/{invitation.pk}/" in page


# --- Dropping a draft -----------------------------------------------------------------------


def test_an_owner_drops_a_draft_that_they_began_and_may_then_leave(client):
    person = make_person("ada@museum.example")
    client.force_login(person)
    page = client.get("/partners/join/", {"name": "Mistaken Museum"})
    client.post("/partners/join/new/", {"seen": page.context["seen"]})
    draft = Organisation.objects.get()
    assert "Drop this draft" in client.get(page_of(draft)).text
    assert "cannot be brought back" in client.get(page_of(draft, "drop/")).text
    assert Organisation.objects.exists()
    client.post(page_of(draft, "drop/"))
    assert not Organisation.objects.exists()
    assert not Organisation.objects.only_owned_by(person).exists()


def test_an_entry_that_staff_began_is_let_go_and_stays_with_them(client):
    entry = make_organisation(listing_state="draft", partner_since=None, source="list")
    membership = make_membership(organisation=entry)
    client.force_login(membership.user)
    assert "stays with your" in client.get(page_of(entry, "drop/")).text
    client.post(page_of(entry, "drop/"))
    entry.refresh_from_db()
    assert (entry.members.count(), entry.claimed_at) == (0, None)


@pytest.mark.parametrize(
    ("fields", "role", "why"),
    [
        ({"listing_state": "submitted"}, "owner", "Only a draft"),
        ({"listing_state": "approved"}, "owner", "Only a draft"),
        ({"listing_state": "draft", "first_listed_at": timezone.now()}, "owner", "never saw"),
        ({"listing_state": "draft"}, "editor", "Only an owner"),
    ],
)
def test_nothing_else_is_dropped(client, fields, role, why):
    organisation = make_organisation(**fields)
    membership = make_membership(organisation=organisation, role=role)
    client.force_login(membership.user)
    answer = client.post(page_of(organisation, "drop/"), follow=True)
    assert why in answer.text
    assert Organisation.objects.filter(pk=organisation.pk).exists()
    assert organisation.members.exists()


def test_the_page_of_a_merged_entry_leads_its_members_to_the_one_that_stays(client):
    heir = make_organisation()
    merged = make_organisation(listing_state="archived", merged_into=heir)
    client.force_login(make_membership(organisation=heir).user)
    assert client.get(page_of(merged)).headers["Location"] == page_of(heir)
    client.force_login(make_membership(organisation=make_organisation()).user)
    assert client.get(page_of(merged)).status_code == 404


def test_a_suspended_listing_says_one_thing(client):
    organisation = make_organisation(suspended_at=timezone.now())
    client.force_login(make_membership(organisation=organisation).user)
    text = client.get(page_of(organisation)).text
    assert "gets in touch with you" in text
    assert "Hide it from everybody" not in text
    assert "It is all still right" not in text


@pytest.mark.parametrize(
    ("decide", "before", "says"),
    [
        (services.reject_listing, "submitted", "It was not accepted, so it cannot be changed here"),
        (services.archive_listing, "draft", "It is archived: out of use"),
    ],
)
def test_what_is_over_says_so_and_whom_to_ask_and_has_no_dead_buttons(
    client, member, draft, decide, before, says
):
    draft.listing_state = before
    draft.save()
    decide(organisation=draft, by=None, reason="It is a shop.")
    page = client.get(page_of(draft, "profile/basics/"), follow=True).text
    assert "while staff read it" not in page
    for words in (says, "It is a shop.", f"rite to {draft.led_by}"):
        assert words in page
    for button in ("Hand it in", "Take it back", "Hide it from everybody", "Drop this draft"):
        assert button not in page
