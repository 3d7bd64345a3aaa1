"""What staff have before them when they decide, and that they decide about that and no more."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import StatusChange
from partners.desk.piles import piles_of
from partners.models import Offer, Organisation, ReviewNote, Revision
from partners.my import services as my
from partners.my.steps import STEPS
from partners.revisions import decisions
from partners.revisions.facts import OF_A_PROFILE
from partners.revisions.services import save_edit
from reference.models import BridgeOrganisation
from tests.factories import make_image, make_membership, make_offer, make_organisation, make_venue
from tests.letters import delivered
from tests.partners.admin_pages import OFFERS, ORGANISATIONS, messages_of, run, seen_on
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    cache.clear()
    return make_organisation(name="Millbrook Mill")


@pytest.fixture
def offer(mill):
    return make_offer(organisation=mill, title="Run the looms", state="submitted")


@pytest.fixture
def member(client, mill):
    membership = make_membership(organisation=mill)
    client.force_login(membership.user)
    return membership.user


def staff_of(authority):
    person = with_second_factor(make_person(f"officer@{authority}.example", name="Rosa Officer"))
    bridge = BridgeOrganisation.objects.get(authorities__slug=authority)
    browser = Client()
    browser.force_login(accounts.appoint(email=person.email, bridge=bridge))
    return browser


@pytest.fixture
def desk():
    return staff_of("plymouth")


def page_of(row):
    return f"/admin/partners/{row._meta.model_name}/{row.pk}/review/"


def read(desk, row, **sent):
    """Open the page and send a decision with the version that it showed."""
    seen = desk.get(page_of(row)).context["form"]["seen"].value()
    return desk.post(page_of(row), {"seen": seen} | sent, follow=True)


def hand_in(mill):
    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")


# --- An offer that was handed in by itself --------------------------------------------------


def test_an_offer_is_read_at_one_place_with_the_list_and_what_needs_a_look(desk, mill, offer):
    make_offer(organisation=mill, title="RUN THE LOOMS")
    Offer.objects.filter(pk=offer.pk).update(description="Ask Ella, aged 7.")
    page = desk.get(page_of(offer)).text
    for words in (
        "Pupils cut and print a block.",
        "may name a child: “Ella, aged 7”",
        "another offer of the same title",
        "I have gone through this list",
        "Left empty: Summary",
    ):
        assert words in page
    assert page_of(offer) in desk.get(f"{OFFERS}{offer.pk}/change/").text
    assert page_of(offer) in desk.get("/admin/").text


def test_it_is_approved_as_it_was_read_and_its_owners_are_told(desk, member, offer):
    assert "Go through the list" in read(desk, offer, approve="1").text
    stale = {"approve": "1", "gone_through": "on", "seen": "x", "reason": "Thank you, Ann."}
    refused = desk.post(page_of(offer), stale)
    assert "was changed while you read it" in refused.text
    assert "Thank you, Ann." in refused.text
    offer.refresh_from_db()
    assert offer.state == "submitted"
    read(desk, offer, approve="1", gone_through="on")
    offer.refresh_from_db()
    assert offer.state == "approved"
    assert delivered()[-1].subject == "Your offer is approved: Run the looms"


def test_it_is_returned_with_a_note_of_a_code_beside_a_field(desk, client, member, offer):
    read(desk, offer, **{"return": "1", "code-cost_note": "price", "reason": "Nearly there."})
    offer.refresh_from_db()
    assert offer.state == "draft"
    assert set(ReviewNote.objects.values_list("field", "code")) == {
        ("cost_note", "price"),
        ("", "other"),
    }
    assert "What the cost depends on: The price is unclear\nNearly there." in delivered()[-1].body
    theirs = f"/my/organisations/{offer.organisation_id}/offers/{offer.pk}/"
    assert "Please change: The price is unclear" in client.get(theirs).text


def test_it_is_rejected_for_a_reason_that_its_owners_read(desk, member, offer):
    assert "Say why" in read(desk, offer, reject="1").text
    told = {"words-description": "Selling shoes.", "reason": "Not for schools."}
    read(desk, offer, reject="1", **told)
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    letter = delivered()[-1]
    assert letter.subject == "We cannot publish your offer: Run the looms"
    assert "Description: Selling shoes.\nNot for schools." in letter.body
    assert "no longer" not in letter.body
    again = desk.post(page_of(offer), {"reject": "1", "seen": "x", "reason": "No."})
    assert "does not wait for a decision" in again.text


def test_the_second_reader_of_an_offer_sees_who_is_at_it(desk, offer, admin_client):
    assert "has this open" not in desk.get(page_of(offer)).text
    assert "Rosa Officer has this open, too" in admin_client.get(page_of(offer)).text


def test_an_offer_is_for_staff_of_its_area_who_do_not_belong_to_it(desk, mill, offer):
    sent = {"approve": "1", "gone_through": "on", "seen": decisions.seen_offer(offer)}
    assert staff_of("leeds").post(page_of(offer), sent).status_code == 404
    colleague = desk.get("/admin/").context["user"]
    make_membership(organisation=mill, user=colleague)
    assert 'name="approve"' not in desk.get(page_of(offer)).text
    assert desk.post(page_of(offer), sent).status_code == 403
    offer.refresh_from_db()
    assert offer.state == "submitted"


def test_an_offer_that_came_with_its_profile_is_read_there(desk, mill, offer):
    hand_in(mill)
    assert desk.get(page_of(offer)).url == page_of(mill)


def test_a_change_is_read_together_with_what_stays(desk, member, mill):
    live = make_offer(organisation=mill, title="Weave")
    save_edit(target=live, wanted={"title": "Weave a cloth"}, by=member)
    page = desk.get(f"/admin/partners/revision/{Revision.objects.get().pk}/change/").text
    assert "All else, which stays as it is" in page
    assert "Pupils cut and print a block." in page


def test_notes_beside_a_change_that_is_rejected_are_read_in_the_letter(desk, member, mill):
    live = make_offer(organisation=mill, title="Weave")
    save_edit(target=live, wanted={"title": "Weave and win"}, by=member)
    change = Revision.objects.get()
    page = f"/admin/partners/revision/{change.pk}/change/"
    told = {"words-title": "No prizes, please.", "reason": "It sells a lottery."}
    desk.post(page, {"seen": decisions.seen(change), "reject": "1"} | told)
    assert "Title: No prizes, please.\nIt sells a lottery." in delivered()[-1].body
    assert not ReviewNote.objects.exists()


def test_its_owner_takes_it_back_on_record_until_staff_decide(client, member, mill, offer):
    listed = f"/my/organisations/{mill.pk}/offers/"
    address = f"{listed}{offer.pk}/take-back/"
    assert address in client.get(listed).text
    client.post(address)
    offer.refresh_from_db()
    assert offer.state == "draft"
    last = StatusChange.objects.latest("pk")
    assert (last.before, last.after, last.by) == ("submitted", "draft", member)
    Offer.objects.filter(pk=offer.pk).update(state="approved")
    assert "does not wait by itself any more" in client.post(address, follow=True).text
    offer.refresh_from_db()
    assert offer.state == "approved"
    hand_in(mill)
    Offer.objects.filter(pk=offer.pk).update(state="submitted")
    client.post(address)
    offer.refresh_from_db()
    assert offer.state == "submitted"


def test_it_waits_since_it_was_handed_in_whatever_was_changed_since(desk, member, mill):
    mill.confirmed_on = timezone.localdate()
    mill.save()
    draft = make_offer(organisation=mill, state="draft")
    my.submit_offer(offer=draft, by=member)
    handed_in = StatusChange.objects.latest("pk").at
    Offer.objects.filter(pk=draft.pk).update(updated_at=timezone.now() + timedelta(days=3))
    [pile] = piles_of(desk.get("/admin/").context["user"])
    assert (pile.title, pile.items[0].since) == ("Offers to read", handed_in)


# --- All that goes live ---------------------------------------------------------------------


def test_every_field_of_a_profile_that_members_write_is_read():
    of_profiles = {name for _, names in OF_A_PROFILE for name in names}
    assert of_profiles >= {name for step in STEPS for name in step.fields}


def test_a_profile_is_read_with_its_pictures_and_a_note_stands_beside_one(
    desk, client, member, mill
):
    picture = make_image(organisation=mill, alt_text="Hands at a loom.", credit="Ada")
    make_venue(organisation=mill, name="The Kiln")
    Organisation.objects.filter(pk=mill.pk).update(town="Saltash", working_days=[1, 3])
    hand_in(mill)
    page = desk.get(page_of(mill)).text
    for words in ("Picture “Hands at a loom.”", "Credit: Ada", "Saltash", "Monday, Wednesday"):
        assert words in page
    assert "Their street stays hidden" in page
    read(desk, mill, **{"return": "1", f"code-picture-{picture.pk}": "permission"})
    asked = "Permission for a picture is missing"
    assert f"Picture “Hands at a loom.”: {asked}" in delivered()[-1].body
    theirs = client.get(f"/my/organisations/{mill.pk}/pictures/").text
    assert f"Please change: {asked}" in theirs


def test_what_was_left_empty_stands_in_one_line_that_unfolds_when_it_is_asked_for(desk, mill):
    hand_in(mill)
    assert 'class="left-empty" open' not in desk.get(page_of(mill)).text
    refused = read(desk, mill, **{"approve": "1", "words-access_statement": "Say more."})
    assert refused.text.count('class="left-empty" open') == 1


def test_another_picture_than_was_read_is_not_published(mill):
    picture = make_image(organisation=mill)
    before = decisions.seen_profile(mill)
    picture.alt_text = "Somebody else."
    picture.save()
    assert decisions.seen_profile(mill) != before


# --- From a list ----------------------------------------------------------------------------


def test_from_a_list_only_what_it_showed_is_approved(desk, offer, mill):
    other = make_offer(organisation=mill, title="Weave", state="submitted")
    shown = seen_on(desk, OFFERS)
    other.title = "Weave a flag"
    other.save()
    answer = run(desk, OFFERS, "approve", offer, other, **shown)
    said = " ".join(messages_of(answer))
    assert "Run the looms: approved." in said
    assert "Weave a flag was changed since this list was opened" in said
    unseen = make_offer(organisation=mill, title="Late", state="submitted")
    sent = {"action": "approve", "_selected_action": [unseen.pk]}
    assert "Late was changed since" in desk.post(OFFERS, sent, follow=True).text
    states = Offer.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["approved", "submitted", "submitted"]


def test_a_profile_with_another_venue_than_its_list_showed_is_not_approved(desk, offer, mill):
    hand_in(mill)
    shown = seen_on(desk, ORGANISATIONS)
    make_venue(organisation=mill)
    answer = run(desk, ORGANISATIONS, "approve", mill, **shown)
    assert "was changed since this list was opened" in messages_of(answer)[0]
    run(desk, ORGANISATIONS, "approve", mill)
    mill.refresh_from_db()
    assert mill.listing_state == "approved"


# --- Undone for a reason --------------------------------------------------------------------


def test_an_approval_is_undone_for_a_reason_by_its_code_that_the_letter_says(desk, member, mill):
    told = {"with_reason": "yes", "reason": "Nobody leads on it."}
    refused = run(desk, ORGANISATIONS, "undo_approval", mill, **told)
    assert "Choose a reason" in refused.text
    run(desk, ORGANISATIONS, "undo_approval", mill, code="safeguarding", **told)
    mill.refresh_from_db()
    assert mill.listing_state == "submitted"
    why = "Safeguarding statement missing or unclear: Nobody leads on it."
    assert why in delivered()[-1].body
    assert StatusChange.objects.filter(reason=why, after="submitted").exists()


def test_an_approved_change_is_undone_for_a_reason(desk, member, mill):
    save_edit(target=mill, wanted={"travel_miles": 40}, by=member)
    revision = Revision.objects.get()
    by = desk.get("/admin/").context["user"]
    decisions.approve(revision=revision, read_as=decisions.seen(revision), by=by)
    address = f"/admin/partners/revision/{revision.pk}/change/"
    assert "Choose a reason" in desk.post(address, {"undo": "Undo"}).text
    desk.post(address, {"undo": "Undo", "code": "out-of-date", "reason": "They said 25."})
    mill.refresh_from_db()
    assert mill.travel_miles is None
    assert "Out of date: They said 25." in delivered()[-1].body
