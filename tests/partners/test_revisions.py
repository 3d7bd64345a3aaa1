"""What is live stays live: members change it, staff read before and after, and decide."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import services as accounts
from artsmark_site.due import erase_expired
from partners.desk.piles import piles_of
from partners.models import Launch, Organisation, OrganisationImage, ReviewNote, Revision
from partners.revisions import decisions
from partners.revisions.decisions import Note, seen
from partners.revisions.services import CONTACT, save_edit
from partners.revisions.waiting import share_changed, waits
from partners.revisions.warnings import warnings
from partners.revisions.words import marked
from partners.services import CannotPublish
from reference.models import ArtForm, BridgeOrganisation
from tests.factories import make_image, make_membership, make_offer, make_organisation
from tests.letters import delivered
from tests.partners.admin_pages import fields_of, run
from tests.partners.pictures import upload
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LOOMS = "A mill with twelve looms, where pupils weave a cloth and see how it was done before steam."


@pytest.fixture
def mill():
    cache.clear()
    return make_organisation(name="Millbrook Mill", description=LOOMS, travel_miles=25)


@pytest.fixture
def member(client, mill):
    membership = make_membership(organisation=mill)
    client.force_login(membership.user)
    return membership.user


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example", name="Rosa Officer"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    return accounts.appoint(email=person.email, bridge=bridge)


@pytest.fixture
def desk(officer):
    browser = Client()
    browser.force_login(officer)
    return browser


def change(mill, by, **wanted):
    return save_edit(target=mill, wanted=wanted, by=by)


def waiting(mill):
    return Revision.objects.of(mill).open().get()


def approve(mill, by):
    revision = waiting(mill)
    return decisions.approve(revision=revision, read_as=seen(revision), by=by)


def public_page(mill):
    return Client().get(mill.get_absolute_url(), follow=True).text


# --- What waits and what does not -----------------------------------------------------------


def test_a_member_s_new_description_waits_and_the_public_page_keeps_the_old(client, member, mill):
    page = client.get(f"/my/organisations/{mill.pk}/profile/basics/")
    sent = {n: f.value() or "" for n, f in ((b.name, b) for b in page.context["form"])}
    sent["description"] = "We closed the mill and now lend boxes of tools."
    answer = client.post(page.request["PATH_INFO"], sent, follow=True)
    assert "“Description” waits for approval" in answer.text
    both = client.get(page.request["PATH_INFO"]).context["form"]
    both = {bound.name: bound.value() or "" for bound in both} | {"name": "Mill of Looms"}
    answer = client.post(page.request["PATH_INFO"], both, follow=True)
    assert "” wait for approval; until then schools see them" in answer.text
    assert "Waiting for approval" in answer.text
    assert LOOMS in public_page(mill)
    assert "We closed the mill" not in public_page(mill)
    again = client.get(page.request["PATH_INFO"])
    assert again.context["form"]["description"].value() == sent["description"]
    assert "This change waits for approval" in again.text


def test_what_is_small_goes_live_at_once_and_staff_can_see_it(member, mill):
    saved = change(mill, member, website="https://mill.example/", phone="01752 1")
    assert (sorted(saved.at_once), saved.waiting) == (["phone", "website"], [])
    mill.refresh_from_db()
    assert mill.website == "https://mill.example/"
    logged = Revision.objects.get(state="at-once")
    assert logged.before["website"] == ""
    assert logged.author == member


@pytest.mark.parametrize(
    ("name", "before", "after", "wait"),
    [
        ("name", "Mill", "Mills", True),
        ("description", LOOMS, LOOMS.replace("steam", "steem"), False),
        ("description", LOOMS, LOOMS[:60], True),
        ("safeguarding_statement", LOOMS, LOOMS.replace("steam", "steem"), True),
        ("website", "", "https://a.example/", False),
        ("cost_note", "", "Materials included", False),
        ("cost_from_pence", 24000, 24500, True),
        ("available_to", None, "2027-07-01", False),
    ],
)
def test_the_rule(name, before, after, wait):
    assert waits(name, before, after) is wait


def test_many_small_corrections_do_not_make_a_large_one(member, mill):
    words = LOOMS.split()
    for number in range(len(words)):
        words[number] = "other"
        change(mill, member, description=" ".join(words))
    mill.refresh_from_db()
    assert share_changed(LOOMS, mill.description) < 0.1
    assert share_changed(LOOMS, waiting(mill).proposed["description"]) > 0.9


def test_a_prices_note_and_basis_that_fit_only_together_wait_together(member, mill):
    offer = make_offer(organisation=mill, cost_basis="on-request", cost_note="By distance")
    wanted = {"cost_basis": "per-day", "cost_from_pence": 24000, "cost_note": ""}
    saved = save_edit(target=offer, wanted=wanted, by=member)
    assert saved.at_once == []
    revision = Revision.objects.of(offer).get()
    decisions.approve(revision=revision, read_as=seen(revision), by=member)
    offer.refresh_from_db()
    assert (offer.price, offer.cost_note) == ("£240 a day", "")


def test_a_moved_house_keeps_its_address_and_postcode_together(member, mill):
    saved = change(mill, member, address="1 New Street", postcode="LS1 1UR")
    assert saved == ([], ["address", "postcode"])
    approve(mill, member)
    mill.refresh_from_db()
    assert (mill.address, mill.authority.slug) == ("1 New Street", "leeds")


def test_put_back_as_it_was_nothing_waits_any_more(member, mill):
    change(mill, member, travel_miles=40)
    change(mill, member, travel_miles=25)
    assert not Revision.objects.open().exists()


def test_one_change_waits_for_a_profile_and_one_for_each_offer(member, mill):
    offer = make_offer(organisation=mill)
    change(mill, member, travel_miles=40)
    change(mill, member, name="Mill & Looms")
    save_edit(target=offer, wanted={"title": "Weaving"}, by=member)
    assert waiting(mill).proposed == {"travel_miles": 40, "name": "Mill & Looms"}
    assert Revision.objects.waiting().count() == 2


@settings(max_examples=60, deadline=None)
@given(before=st.text(max_size=80), after=st.text(max_size=80))
def test_the_marked_words_are_both_texts(before, after):
    pieces = list(marked(before, after))
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert share_changed(before, before) == 0


def test_a_first_picture_waits_unseen_and_those_after_it_are_live_at_once(
    client, member, officer, mill
):
    address = f"/my/organisations/{mill.pk}/pictures/"
    told = {"alt_text": "Hands at a loom.", "permission_confirmed": "on", "position_in_list": "0"}
    answer = client.post(address, told | {"file": upload()}, follow=True)
    assert "Schools see it once it is approved" in answer.text
    image = OrganisationImage.every.get()
    assert image.src not in public_page(mill)
    assert Client().get(image.src).status_code == 404
    assert client.get(image.src).getvalue()
    assert image.src in client.get(f"/my/organisations/{mill.pk}/").text
    approve(mill, officer)
    assert image.src in public_page(mill)
    client.post(address, told | {"file": upload()})
    assert mill.images.count() == 2
    assert not Revision.objects.open().exists()


def test_a_waiting_picture_that_is_removed_or_rejected_is_gone_with_its_files(
    client, member, officer, mill
):
    address = f"/my/organisations/{mill.pk}/pictures/"
    told = {"alt_text": "Hands at a loom.", "permission_confirmed": "on", "position_in_list": "0"}
    client.post(address, told | {"file": upload()})
    client.post(f"{address}{OrganisationImage.every.get().pk}/remove/")
    assert not Revision.objects.open().exists()
    client.post(address, told | {"file": upload()})
    decisions.reject(revision=waiting(mill), by=officer, reason="Nobody agreed.")
    assert not OrganisationImage.every.exists()


@pytest.fixture
def added_at_once(client, member, mill):
    """A second picture, which is live as soon as it is there."""
    make_image(organisation=mill)
    told = {"alt_text": "Hands at a loom.", "permission_confirmed": "on", "position_in_list": "0"}
    address = f"/my/organisations/{mill.pk}/pictures/"
    client.post(address, told | {"file": upload()})
    return mill.images.get(alt_text="Hands at a loom.")


def test_staff_take_a_picture_that_went_live_at_once_back_with_one_click(
    desk, officer, mill, added_at_once
):
    assert added_at_once.name in public_page(mill)
    revision = added_at_once.revision
    line = "Profile of Millbrook Mill: Picture “Hands at a loom.”"
    assert [item.text for item in piles_of(officer)[0].items] == [line]
    assert added_at_once.src in desk.get(page_of(revision)).text
    desk.post(page_of(revision), {"undo": "Undo"})
    assert added_at_once.name not in public_page(mill)
    assert mill.images.count() == 1
    assert "- A picture" in delivered()[-1].body


def test_a_picture_that_its_owner_removed_is_gone_for_good(client, desk, mill, added_at_once):
    revision = added_at_once.revision
    client.post(f"/my/organisations/{mill.pk}/pictures/{added_at_once.pk}/remove/")
    assert not Revision.objects.at_once_since(mill.created_at).exists()
    desk.post(page_of(revision), {"undo": "Undo"})
    revision.refresh_from_db()
    assert revision.state == "taken-back"
    Revision.objects.filter(pk=revision.pk).update(state="at-once")  # staff removed it by hand
    answer = desk.post(page_of(revision), {"undo": "Undo"})
    assert "there is nothing to undo" in answer.text


# --- Decisions ------------------------------------------------------------------------------


def test_approved_it_is_live_on_record_and_told(member, officer, mill):
    dance = ArtForm.objects.get(slug="dance")
    change(mill, member, art_forms=[dance.pk], travel_miles=40)
    approve(mill, officer)
    mill.refresh_from_db()
    assert (list(mill.art_forms.all()), mill.travel_miles) == ([dance], 40)
    letter = delivered()[-1]
    assert letter.to == [member.email]
    assert "approved what you changed in Millbrook Mill" in letter.body
    assert not Revision.objects.open().exists()


def test_what_changed_since_it_was_read_is_not_published(member, officer, mill):
    change(mill, member, travel_miles=40)
    read_as = seen(waiting(mill))
    change(mill, member, travel_miles=90)
    with pytest.raises(CannotPublish, match="changed while you read it"):
        decisions.approve(revision=waiting(mill), read_as=read_as, by=officer)
    read_as = seen(waiting(mill))
    Organisation.objects.filter(pk=mill.pk).update(travel_miles=5)
    with pytest.raises(CannotPublish, match="changed while you read it"):
        decisions.approve(revision=waiting(mill), read_as=read_as, by=officer)


def test_twice_at_once_only_the_first_decides(member, officer, mill):
    change(mill, member, travel_miles=40)
    revision = approve(mill, officer)
    with pytest.raises(CannotPublish, match="no longer waits: approved"):
        decisions.reject(revision=revision, by=officer, reason="No.")


def test_returned_its_notes_stand_beside_the_fields_and_it_is_sent_again(
    client, member, officer, mill
):
    change(mill, member, description="Come and see.")
    note = Note("description", "other", "Say what pupils do.")
    decisions.send_back(revision=waiting(mill), notes=[note], by=officer)
    assert "- Say what pupils do." in delivered()[-1].body
    page = client.get(f"/my/organisations/{mill.pk}/profile/basics/").text
    assert "Please change: Say what pupils do." in page
    assert LOOMS in public_page(mill)
    change(mill, member, description="Pupils weave a cloth and take it home to keep it.")
    assert waiting(mill).state == "returned"
    client.post(f"/my/organisations/{mill.pk}/changes/{waiting(mill).pk}/send-again/")
    assert waiting(mill).state == "waiting"
    assert not ReviewNote.objects.unsettled(mill).exists()


def test_undone_the_version_before_is_live_again(member, officer, mill):
    change(mill, member, name="Wrong Name", description="Wrong.")
    decisions.undo(revision=approve(mill, officer), by=officer)
    assert "Taken back:\n\n- Name\n- Description\n" in delivered()[-1].body
    mill.refresh_from_db()
    assert (mill.name, mill.description, mill.slug) == ("Millbrook Mill", LOOMS, "millbrook-mill")


def test_what_was_changed_again_since_is_not_undone_over_it(member, officer, mill):
    change(mill, member, travel_miles=40)
    first = approve(mill, officer)
    change(mill, member, travel_miles=60)
    approve(mill, officer)
    with pytest.raises(CannotPublish, match="changed again since"):
        decisions.undo(revision=first, by=officer)


def test_a_change_that_would_leave_out_what_a_listing_needs_is_refused(member, officer, mill):
    change(mill, member, art_forms=[])
    with pytest.raises(CannotPublish, match="art form"):
        approve(mill, officer)
    assert waiting(mill).state == "waiting"


def test_contacts_in_old_changes_are_forgotten(member, mill, time_machine):
    change(mill, member, contact_name="Ada Field", website="https://mill.example/")
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert erase_expired()["contacts_in_changes"] == 1
    kept = Revision.objects.get()
    assert kept.proposed == {"website": "https://mill.example/"}
    assert not set(CONTACT) & kept.before.keys()


# --- The staff's pages ----------------------------------------------------------------------


def page_of(revision):
    return f"/admin/partners/revision/{revision.pk}/change/"


def test_staff_see_before_and_after_in_words_and_what_else_needs_a_look(desk, member, mill):
    dance = ArtForm.objects.get(slug="dance")
    forms = [*mill.art_forms.values_list("pk", flat=True), dance.pk]
    text = LOOMS.replace(
        "twelve looms", "Ella, aged 7, and a team of weavers from www.mill.example"
    )
    change(mill, member, art_forms=sorted(forms), travel_miles=40, description=text)
    page = desk.get(page_of(waiting(mill))).text
    assert "added Dance" in page
    assert "25 → 40" in page
    assert "<del>twelve looms" in page
    assert "may name a child: “Ella, aged 7”" in page
    assert "is not http: “www.mill.example”" in page
    mill.refresh_from_db()
    assert mill.travel_miles == 25


def test_staff_approve_on_the_page_once_they_went_through_the_list(desk, member, mill):
    change(mill, member, travel_miles=40)
    sent = {"approve": "Approve", "seen": seen(waiting(mill))}
    assert "Go through the list" in desk.post(page_of(waiting(mill)), sent).text
    desk.post(page_of(waiting(mill)), sent | {"gone_through": "on"})
    mill.refresh_from_db()
    assert mill.travel_miles == 40


def test_staff_return_on_the_page_with_a_note(desk, member, mill):
    change(mill, member, travel_miles=40)
    revision = waiting(mill)
    nothing = desk.post(page_of(revision), {"return": "1", "seen": seen(revision)})
    assert "Say what should be changed" in nothing.text
    sent = {"return": "1", "seen": seen(revision), "code-travel_miles": "out-of-date"}
    desk.post(page_of(revision), sent)
    assert waiting(mill).state == "returned"
    assert ReviewNote.objects.unsettled(mill).get().words == "Out of date"


def test_the_second_reader_sees_who_is_at_it(desk, member, mill, admin_client):
    change(mill, member, travel_miles=40)
    assert "has this open" not in desk.get(page_of(waiting(mill))).text
    assert "Rosa Officer has this open, too" in admin_client.get(page_of(waiting(mill))).text


def test_several_are_read_and_approved_together_each_as_it_was_read(desk, member, mill):
    other = make_organisation(name="Other House", travel_miles=5)
    change(mill, member, travel_miles=40)
    change(other, member, travel_miles=6)
    both = [waiting(mill), waiting(other)]
    chosen = {"action": "approve", "_selected_action": [one.pk for one in both]}
    read = desk.post("/admin/partners/revision/", chosen)
    assert "25 → 40" in read.text
    tokens = {f"seen-{one.pk}": seen(one) for one in both}
    change(other, member, travel_miles=7)
    sent = chosen | tokens | {"confirmed": "yes"}
    answer = desk.post("/admin/partners/revision/", sent, follow=True)
    assert "Profile of Millbrook Mill: approved, and live now" in answer.text
    assert "Profile of Other House was changed while you read it" in answer.text


def test_nobody_decides_about_the_house_that_they_belong_to(desk, officer, member, mill):
    make_membership(organisation=mill, user=officer)
    change(mill, member, travel_miles=40)
    page = desk.get(page_of(waiting(mill)))
    assert 'name="approve"' not in page.text
    sent = {"approve": "1", "seen": seen(waiting(mill)), "gone_through": "on"}
    desk.post(page_of(waiting(mill)), sent)
    assert waiting(mill).state == "waiting"


def test_staff_elsewhere_reach_no_change(member, mill):
    elsewhere = with_second_factor(make_person("officer@leeds.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="leeds")
    browser = Client()
    browser.force_login(accounts.appoint(email=elsewhere.email, bridge=bridge))
    change(mill, member, travel_miles=40)
    sent = {"approve": "1", "seen": seen(waiting(mill)), "gone_through": "on"}
    for answer in (browser.get(page_of(waiting(mill))), browser.post(page_of(waiting(mill)), sent)):
        assert answer.status_code == 302
    assert "Millbrook" not in browser.get("/admin/partners/revision/").text
    assert waiting(mill).state == "waiting"


def test_a_profile_handed_in_is_read_returned_with_notes_and_approved_with_its_offers(
    desk, client, member, mill
):
    offer = make_offer(organisation=mill, state="submitted")
    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")
    mill.refresh_from_db()
    address = f"/admin/partners/organisation/{mill.pk}/review/"
    page = desk.get(address)
    assert LOOMS in page.text
    assert offer.title in page.text
    sent = {"return": "1", "seen": "x", "words-description": "Too short.", "words-summary": "Why?"}
    desk.post(address, sent)
    mill.refresh_from_db()
    assert mill.listing_state == "returned"
    assert "Description: Too short." in delivered()[-1].body
    notes = client.get(f"/my/organisations/{mill.pk}/profile/basics/").text
    assert "Please change: Too short." in notes
    client.post(f"/my/organisations/{mill.pk}/submit/")
    fresh = desk.get(address).context["form"]["seen"].value()
    sent = {"approve": "1", "gone_through": "on", "offer": [offer.pk]}
    assert "changed while you read it" in desk.post(address, sent | {"seen": "x"}, follow=True).text
    desk.post(address, sent | {"seen": fresh})
    mill.refresh_from_db()
    offer.refresh_from_db()
    assert (mill.listing_state, offer.state) == ("approved", "approved")


def test_a_note_beside_an_offers_field_is_read_in_the_offers_form(desk, client, member, mill):
    offer, other = (make_offer(organisation=mill, state="submitted") for _ in range(2))
    elsewhere = make_offer(state="submitted")
    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")
    asked = "Say what pupils can do afterwards."
    sent = {
        "return": "1",
        "seen": "x",
        f"words-{offer.pk}-learning_outcomes": asked,
        f"words-{elsewhere.pk}-learning_outcomes": "Not read here.",
    }
    desk.post(f"/admin/partners/organisation/{mill.pk}/review/", sent)
    assert f"{offer}, Learning outcomes: {asked}" in delivered()[-1].body
    theirs = f"/my/organisations/{mill.pk}/offers/"
    assert f"Please change: {asked}" in client.get(f"{theirs}{offer.pk}/").text
    assert "Please change" not in client.get(f"{theirs}{other.pk}/").text
    assert list(ReviewNote.objects.values_list("offer", flat=True)) == [offer.pk]
    client.post(f"/my/organisations/{mill.pk}/submit/")
    offer.refresh_from_db()
    assert offer.state == "submitted"
    assert not ReviewNote.objects.unsettled(offer).exists()


def test_boxes_for_notes_are_folded_until_there_is_one(desk, mill):
    offer = make_offer(organisation=mill, state="submitted")
    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")
    address = f"/admin/partners/organisation/{mill.pk}/review/"
    assert " open>" not in desk.get(address).text
    sent = {"approve": "1", "seen": "x", f"words-{offer.pk}-title": "Shorter."}
    refused = desk.post(address, sent)
    assert refused.text.count(" open>") == 1


def test_capitals_past_dates_and_likely_duplicates_are_pointed_out(mill):
    make_organisation(name="Millbrook Mill Trust")
    make_organisation(name="Windy Mill")
    mill.summary = "COME AND SEE OUR WONDERFUL MILL"
    mill.insurance_expires_on = mill.safeguarding_reviewed_on = None
    found = " ".join(warnings(mill))
    assert "Windy" not in found
    for words in ("capitals", "Perhaps the same as Millbrook Mill Trust", "insurance lasts"):
        assert words in found


def test_a_profile_that_is_a_draft_again_is_written_with_what_waited(client, member, mill):
    change(mill, member, name="Mill & Looms", travel_miles=40)
    Organisation.objects.filter(pk=mill.pk).update(listing_state="returned")
    page = client.get(f"/my/organisations/{mill.pk}/profile/basics/")
    sent = {field.name: field.value() or "" for field in page.context["form"]}
    client.post(page.request["PATH_INFO"], sent)
    mill.refresh_from_db()
    assert mill.name == "Mill & Looms"
    assert waiting(mill).proposed == {"travel_miles": 40}


def test_with_an_offer_that_is_withdrawn_its_change_goes(client, member, mill):
    offer = make_offer(organisation=mill)
    save_edit(target=offer, wanted={"title": "Weaving"}, by=member)
    client.post(f"/my/organisations/{mill.pk}/offers/{offer.pk}/withdraw/")
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert not Revision.objects.open().exists()


def test_enquiries_are_stopped_at_once_even_while_staff_read(client, member, mill):
    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")
    address = f"/my/organisations/{mill.pk}/profile/contact/"
    client.post(address, {"not_taking_enquiries_until": "2099-01-12", "phone": "01752 2"})
    mill.refresh_from_db()
    assert (str(mill.not_taking_enquiries_until), mill.phone) == ("2099-01-12", "01752 2")
    Organisation.objects.filter(pk=mill.pk).update(listing_state="approved")
    assert "Not taking enquiries until 12 January 2099" in public_page(mill)


def test_nobody_is_told_that_schools_see_what_they_do_not_see(client, member, mill, officer):
    page, contact = f"/my/organisations/{mill.pk}/", "profile/contact/"

    def saved(slug, **typed):
        address = page + slug
        sent = fields_of(client.get(address), begins="<form") | typed
        return client.post(address, sent, follow=True).text

    Organisation.objects.filter(pk=mill.pk).update(listing_state="submitted")
    for listing_state in ("submitted", "approved"):
        Organisation.objects.filter(pk=mill.pk).update(listing_state=listing_state)
        for phone in ("01752 2", "01752 3"):
            text = saved(contact, phone=phone)
            assert "Saved." in text
            assert "schools see it now" not in text
    assert "Saved: schools see it now." in saved("profile/basics/", website="https://m.example/")
    Launch.objects.update(opens_on=date(2099, 1, 1))
    assert "Saved: schools" not in saved("profile/basics/", website="https://mill.example/")
    text = saved("profile/basics/", description="Quite another text.", website="")
    assert "“Description” waits for approval. The rest needs none." in " ".join(text.split())
    text = client.get(page).text
    assert "Schools do not see it:" in text
    for untrue in ("Schools go on seeing", "are live at once"):
        assert untrue not in text
    approve(mill, officer)
    letter = delivered()[-1]
    assert letter.subject == "Your change of Millbrook Mill is approved"
    assert "Schools" not in letter.body
    Launch.objects.update(opens_on=date(2000, 1, 1))
    saved("profile/basics/", description="And another text than that.")
    assert "Schools go on seeing what is live until" in client.get(page).text


def test_an_offer_of_a_listed_house_is_handed_in_by_itself(client, member, mill):
    offer = make_offer(organisation=mill, state="draft")
    client.post(f"/my/organisations/{mill.pk}/offers/{offer.pk}/submit/")
    offer.refresh_from_db()
    assert offer.state == "submitted"
    again = client.post(f"/my/organisations/{mill.pk}/offers/{offer.pk}/submit/", follow=True)
    assert "It was handed in already" in again.text


def test_what_went_live_at_once_is_undone_by_staff_with_one_click(desk, member, mill):
    change(mill, member, website="https://other.example/")
    revision = Revision.objects.get(state="at-once")
    assert "https://other.example/" in desk.get(page_of(revision)).text
    desk.post(page_of(revision), {"undo": "Undo"})
    mill.refresh_from_db()
    assert mill.website == ""
    assert "took back a change of Millbrook Mill" in delivered()[-1].body


def test_an_offer_that_was_handed_in_is_returned_with_its_reason_and_approved(
    desk, client, member, mill
):
    offer = make_offer(organisation=mill, state="submitted")
    list_of_offers = "/admin/partners/offer/"
    told = {"with_reason": "yes", "reason": "Say what it costs."}
    run(desk, list_of_offers, "return_with_reason", offer, **told)
    offer.refresh_from_db()
    assert offer.state == "draft"
    assert "Say what it costs." in delivered()[-1].body
    assert "Say what it costs." in client.get(f"/my/organisations/{mill.pk}/offers/").text
    client.post(f"/my/organisations/{mill.pk}/offers/{offer.pk}/submit/")
    run(desk, list_of_offers, "approve", offer)
    assert delivered()[-1].subject == f"Your offer is approved: {offer.title}"


def test_notes_that_were_typed_stay_when_the_change_was_changed_meanwhile(desk, member, mill):
    change(mill, member, travel_miles=40)
    page = page_of(waiting(mill))
    sent = {"return": "1", "seen": seen(waiting(mill)), "words-travel_miles": "By what bus?"}
    waiting_one = waiting(mill)
    Revision.objects.filter(pk=waiting_one.pk).update(state="taken-back", decided_at=timezone.now())
    answer = desk.post(page, sent)
    assert answer.status_code == 200
    assert "no longer waits: taken back" in answer.text
    Revision.objects.filter(pk=waiting_one.pk).update(state="waiting", decided_at=None)
    change(mill, member, travel_miles=45)
    stale = {"approve": "1", "seen": "0", "gone_through": "on", "reason": "Thank you, Ann."}
    answer = desk.post(page, stale)
    assert "was changed while you read it" in answer.text
    assert "Thank you, Ann." in answer.text
    assert f'value="{seen(waiting(mill))}"' in answer.text
    assert 'name="gone_through" id="id_gone_through">' in answer.text
