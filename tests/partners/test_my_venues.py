"""A member's venues: a draft's are written at once; of what is listed, new ones and moves wait."""

import pytest
from django.test import Client

from accounts import services as accounts
from partners.models import Organisation, ReviewNote, Revision, Venue
from partners.my.forms import MOST_VENUES
from partners.revisions import decisions
from partners.revisions.decisions import Note, seen
from partners.revisions.services import save_edit
from partners.revisions.values import DoesNotFit, write
from partners.revisions.venues import field_of, next_number
from partners.revisions.waiting import waits
from partners.services import CannotPublish
from reference.models import BridgeOrganisation
from tests.factories import make_membership, make_offer, make_organisation, make_venue
from tests.letters import delivered
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

KILN = {
    "name": "The Kiln",
    "address": "3 Lime Street",
    "postcode": "pl48aa",
    "receives_visits": "on",
}
LEEDS = "LS1 1UR"


@pytest.fixture
def mill():
    return make_organisation(name="Millbrook Mill", receives_visits=False)


@pytest.fixture
def draft(mill):
    Organisation.objects.filter(pk=mill.pk).update(listing_state="draft")
    mill.refresh_from_db()
    return mill


@pytest.fixture
def member(client, mill):
    membership = make_membership(organisation=mill)
    client.force_login(membership.user)
    return membership.user


@pytest.fixture
def kiln(mill):
    return make_venue(
        organisation=mill, name="The Kiln", address="3 Lime Street", receives_visits=True
    )


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


def page_of(organisation, path=""):
    return f"/my/organisations/{organisation.pk}/venues/{path}"


def sent_from(client, page, /, **typed):
    """Open a venue's form, type into it and send it."""
    form = client.get(page).context["form"]
    values = {one.name: one.value() for one in form} | typed
    ticked = {"receives_visits": "on" if values.pop("receives_visits") else ""}
    filled = {name: value for name, value in {**values, **ticked}.items() if value}
    return client.post(page, filled, follow=True)


def waiting(organisation):
    return Revision.objects.of(organisation).open().get()


def approve(organisation, by):
    revision = waiting(organisation)
    return decisions.approve(revision=revision, read_as=seen(revision), by=by)


def staff_page_of(revision):
    return f"/admin/partners/revision/{revision.pk}/change/"


def public_page(organisation):
    return Client().get(organisation.get_absolute_url(), follow=True).text


# --- Of a draft -----------------------------------------------------------------------------


def test_a_draft_s_venue_is_written_placed_changed_and_removed_at_once(client, member, draft):
    assert "With one place you need none" in client.get(page_of(draft)).text
    assert client.post(page_of(draft, "new/"), KILN).url == page_of(draft)
    venue = Venue.objects.get()
    assert (venue.postcode, venue.authority.slug) == ("PL4 8AA", "plymouth")
    assert venue.position
    page = client.get(page_of(draft)).text
    assert "3 Lime Street, PL4 8AA. Schools can visit." in page
    answer = sent_from(client, page_of(draft, f"{venue.pk}/"), postcode=LEEDS)
    assert "Saved." in answer.text
    venue.refresh_from_db()
    assert venue.authority.slug == "leeds"
    client.post(page_of(draft, f"{venue.pk}/remove/"))
    assert not Venue.objects.exists()
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "“Name” is needed."),
        ("postcode", "", "“Postcode” is needed."),
        ("postcode", "nowhere", "Enter a postcode"),
        ("postcode", "PL40 1AA", "Check it, or give that of a neighbour."),
        ("postcode", "CF10 1AA", "the directory is for England"),
        ("name", "the kiln", "You have a venue of that name already."),
        ("address", "ask@mill.example", "e-mail"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_what_was_typed_stays(
    client, member, draft, kiln, field, value, words
):
    page = client.post(page_of(draft, "new/"), KILN | {"name": "The Barn", field: value})
    assert page.status_code == 200
    assert words in page.context["form"].errors[field][0]
    assert "There is a problem" in page.text
    assert Venue.objects.get() == kiln


def test_there_is_an_end_to_them(client, member, draft):
    for number in range(MOST_VENUES):
        make_venue(organisation=draft, name=f"Shed {number}")
    assert f"{MOST_VENUES} venues at the most" in client.post(page_of(draft, "new/"), KILN).text
    assert draft.venues.count() == MOST_VENUES


def test_two_who_write_at_once_lose_nothing(client, member, draft, kiln):
    address = page_of(draft, f"{kiln.pk}/")
    old = client.get(address).context["form"].initial["seen"]
    Venue.objects.filter(pk=kiln.pk).update(address="Theirs Road")
    page = client.post(address, KILN | {"address": "Mine Road", "seen": old})
    assert "A colleague saved this meanwhile" in page.text
    assert "Theirs Road" in page.text
    assert "Mine Road" in page.text
    client.post(address, KILN | {"address": "Mine Road", "seen": page.context["form"].stored})
    kiln.refresh_from_db()
    assert kiln.address == "Mine Road"


def test_nothing_is_written_while_staff_read(client, member, draft, kiln):
    Organisation.objects.filter(pk=draft.pk).update(listing_state="submitted")
    page = client.get(page_of(draft)).text
    assert "The Kiln" in page
    assert "Add a venue" not in page
    assert "Remove" not in page
    for path in ("new/", f"{kiln.pk}/", f"{kiln.pk}/remove/"):
        answer = client.post(page_of(draft, path), KILN | {"name": "The Barn"}, follow=True)
        assert "cannot be changed while staff read it" in answer.text
    assert [venue.name for venue in Venue.objects.all()] == ["The Kiln"]


# --- Of what is listed: what the public sees ------------------------------------------------


def test_a_new_venue_of_what_is_listed_waits_and_no_public_page_knows_of_it(
    client, member, mill, officer
):
    make_offer(organisation=mill, delivery_modes=["at-venue"])
    sent = KILN | {"postcode": LEEDS}
    answer = client.post(page_of(mill, "new/"), sent, follow=True)
    assert "It waits for approval" in answer.text
    assert "Waiting for approval" in answer.text
    assert "Schools do not see it yet" in answer.text
    assert "new: The Kiln, 3 Lime Street, LS1 1UR; schools visit it" in (
        client.get(f"/my/organisations/{mill.pk}/").text
    )
    found_by = "/partners/?near=LS1+1UR&within=5"
    hidden_from = [
        mill.get_absolute_url(),
        f"/my/organisations/{mill.pk}/preview/",
        found_by,
        "/partners/map/?near=LS1+1UR&within=5",
        "/partners.csv",
        f"/api/v1/partners/{mill.pk}",
        "/api/v1/partners?near=LS1+1UR&within=5",
    ]
    for address in hidden_from:
        text = client.get(address, follow=True).getvalue().decode()
        assert "The Kiln" not in text, address
        assert "Lime Street" not in text, address
    assert "Millbrook Mill" not in client.get(found_by).text
    drawing = public_page(mill)
    assert 'class="venue"' not in drawing
    approve(mill, officer)
    assert "The Kiln, 3 Lime Street: schools can visit" in public_page(mill)
    assert 'class="venue"' in public_page(mill)
    assert "Millbrook Mill" in client.get(found_by).text
    assert Venue.objects.get().authority.slug == "leeds"


def test_a_venue_that_waits_can_be_changed_and_withdrawn_before_it_is_read(client, member, mill):
    client.post(page_of(mill, "new/"), KILN)
    [name] = waiting(mill).proposed
    address = page_of(mill, f"{name.removeprefix('venue-')}/")
    assert client.get(address).context["form"]["name"].value() == "The Kiln"
    sent_from(client, address, address="4 Lime Street")
    assert waiting(mill).proposed[name]["address"] == "4 Lime Street"
    taken = client.post(page_of(mill, "new/"), KILN)
    assert "You have a venue of that name already." in taken.text
    client.post(f"{address}remove/")
    assert not Revision.objects.open().exists()
    assert client.get(address).status_code == 404
    assert not Venue.objects.exists()


def test_a_move_and_a_no_to_visits_wait_and_the_live_venue_stays(
    client, member, mill, kiln, officer
):
    answer = sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS, address="1 Park Row")
    assert "It waits for approval" in answer.text
    assert "postcode PL4 8AA → LS1 1UR" in answer.text
    assert "3 Lime Street" in public_page(mill)
    assert "Park Row" not in public_page(mill)
    sent_from(client, page_of(mill, f"{kiln.pk}/"), receives_visits="")
    kiln.refresh_from_db()
    assert (kiln.postcode, kiln.receives_visits) == ("PL4 8AA", True)
    approve(mill, officer)
    kiln.refresh_from_db()
    assert (kiln.postcode, kiln.address, kiln.receives_visits) == (LEEDS, "1 Park Row", False)
    assert kiln.authority.slug == "leeds"


def test_a_spelling_and_a_street_go_live_at_once_and_another_name_waits(client, member, mill, kiln):
    address = page_of(mill, f"{kiln.pk}/")
    answer = sent_from(client, address, name="The Kilns", address="3a Lime Street")
    assert "Saved: schools see it now." in answer.text
    assert "The Kilns, 3a Lime Street" in public_page(mill)
    assert Revision.objects.get().state == "at-once"
    sent_from(client, address, name="Sunny Barn")
    assert "Sunny Barn" not in public_page(mill)


def test_many_spellings_do_not_make_another_name(client, member, mill, kiln):
    for name in ("The Kiln B", "The Kin Bar", "The Ki Barn", "The Barn"):
        sent_from(client, page_of(mill, f"{kiln.pk}/"), name=name)
    kiln.refresh_from_db()
    assert kiln.name != "The Barn"
    assert waiting(mill).proposed[field_of(kiln.pk)]["name"] == "The Barn"


def test_a_removal_waits_for_nobody_takes_with_it_what_waited_and_can_be_undone(
    client, member, mill, kiln, officer
):
    sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS)
    client.post(page_of(mill, f"{kiln.pk}/remove/"))
    assert "The Kiln" not in public_page(mill)
    assert not Revision.objects.open().exists()
    removal = Revision.objects.get(state="at-once")
    decisions.undo(revision=removal, by=officer)
    assert "The Kiln" in public_page(mill)
    assert mill.venues.get().pk == kiln.pk
    assert mill.venues.get().position


@pytest.mark.parametrize(
    ("change", "wait"),
    [
        ({"postcode": LEEDS}, True),
        ({"receives_visits": False}, True),
        ({"name": "Sunny Barn"}, True),
        ({"name": "The Klin"}, False),
        ({"address": "5 Lime Street"}, False),
    ],
)
def test_the_rule(change, wait):
    live = KILN | {"postcode": "PL4 8AA", "receives_visits": True}
    assert waits("venue-1", live, live | change) is wait
    assert waits("venue-1", None, live)
    assert not waits("venue-1", live, None)


# --- What staff do about it -----------------------------------------------------------------


def test_staff_read_before_and_after_in_words_and_approve_on_the_page(
    client, desk, member, mill, kiln
):
    client.post(page_of(mill, "new/"), KILN | {"name": "The Barn"})
    sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS)
    page = desk.get(staff_page_of(waiting(mill))).text
    assert "Venue The Kiln" in page
    assert "Venue The Barn" in page
    assert "postcode PL4 8AA → LS1 1UR" in page
    assert "new: The Barn, 3 Lime Street, PL4 8AA; schools visit it" in page
    read = {"approve": "Approve", "seen": seen(waiting(mill)), "gone_through": "on"}
    assert [venue.name for venue in mill.venues.all()] == ["The Kiln"]
    desk.post(staff_page_of(waiting(mill)), read)
    assert sorted(mill.venues.values_list("name", "postcode")) == [
        ("The Barn", "PL4 8AA"),
        ("The Kiln", LEEDS),
    ]
    assert "approved what you changed in Millbrook Mill" in delivered()[-1].body


def test_returned_its_note_stands_beside_the_venue_and_it_is_sent_again(
    client, desk, member, mill, kiln
):
    sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS)
    revision, field = waiting(mill), field_of(kiln.pk)
    sent = {"return": "1", "seen": seen(revision), f"words-{field}": "Is that the right town?"}
    desk.post(staff_page_of(revision), sent)
    assert waiting(mill).state == "returned"
    assert "Is that the right town?" in delivered()[-1].body
    for path in ("", f"{kiln.pk}/"):
        assert "Is that the right town?" in client.get(page_of(mill, path)).text
    sent_from(client, page_of(mill, f"{kiln.pk}/"), address="2 Park Row")
    client.post(f"/my/organisations/{mill.pk}/changes/{revision.pk}/send-again/")
    assert waiting(mill).state == "waiting"
    assert not ReviewNote.objects.unsettled(mill).exists()


def test_rejected_nothing_is_left_of_it(client, member, mill, officer):
    client.post(page_of(mill, "new/"), KILN)
    decisions.reject(revision=waiting(mill), by=officer, reason="It is a shop.")
    assert "The Kiln" not in client.get(page_of(mill)).text
    assert not Venue.objects.exists()


def test_undone_a_new_venue_is_gone_and_a_moved_one_is_back(client, member, mill, kiln, officer):
    client.post(page_of(mill, "new/"), KILN | {"name": "The Barn"})
    sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS)
    decisions.undo(revision=approve(mill, officer), by=officer)
    venue = mill.venues.get()
    assert (venue.pk, venue.postcode, venue.authority.slug) == (kiln.pk, "PL4 8AA", "plymouth")


def test_dropped_by_its_member_nothing_waits(client, member, mill):
    client.post(page_of(mill, "new/"), KILN)
    client.post(f"/my/organisations/{mill.pk}/changes/{waiting(mill).pk}/take-back/")
    assert "The Kiln" not in client.get(page_of(mill)).text


def test_what_changed_since_it_was_read_is_not_published(client, member, mill, kiln, officer):
    sent_from(client, page_of(mill, f"{kiln.pk}/"), postcode=LEEDS)
    read_as = seen(waiting(mill))
    Venue.objects.filter(pk=kiln.pk).update(name="The Oven")
    with pytest.raises(CannotPublish, match="changed while you read it"):
        decisions.approve(revision=waiting(mill), read_as=read_as, by=officer)


def test_what_fits_no_more_is_not_published_and_nothing_of_it_is(member, mill, officer):
    make_venue(organisation=mill, name="The Barn")
    says = KILN | {"postcode": "PL4 8AA", "receives_visits": True, "name": "The Barn"}
    wanted = {"travel_miles": 40, field_of(next_number(mill)): says}
    save_edit(target=mill, wanted=wanted, by=member)
    with pytest.raises(CannotPublish, match="has a venue of that name already"):
        approve(mill, officer)
    mill.refresh_from_db()
    assert mill.travel_miles is None


def test_what_does_not_fit_together_is_not_written_in_part(mill, kiln):
    says = KILN | {"postcode": "PL4 8AA", "receives_visits": True}
    with pytest.raises(DoesNotFit, match="has a venue of that name already"):
        write(mill, {"travel_miles": 40, field_of(next_number(mill)): says})
    mill.refresh_from_db()
    assert mill.travel_miles is None


def test_no_change_takes_over_another_s_venue(member, mill, officer):
    theirs = make_venue(organisation=make_organisation(), name="Theirs")
    says = KILN | {"postcode": "PL4 8AA", "receives_visits": True}
    save_edit(target=mill, wanted={field_of(theirs.pk): says}, by=member)
    with pytest.raises(CannotPublish):
        approve(mill, officer)
    save_edit(target=mill, wanted={field_of(theirs.pk): None}, by=member)
    theirs.refresh_from_db()
    assert theirs.name == "Theirs"


def test_who_reads_a_profile_that_was_handed_in_reads_its_venues(desk, client, draft, member):
    client.post(page_of(draft, "new/"), KILN)
    Organisation.objects.filter(pk=draft.pk).update(listing_state="submitted")
    draft.refresh_from_db()
    address = f"/admin/partners/organisation/{draft.pk}/review/"
    assert "The Kiln, 3 Lime Street, PL4 8AA; schools visit it" in desk.get(address).text
    field = field_of(Venue.objects.get().pk)
    desk.post(address, {"return": "1", "seen": "x", f"words-{field}": "Which floor?"})
    assert "Venue The Kiln: Which floor?" in delivered()[-1].body
    assert "Which floor?" in client.get(page_of(draft)).text


def test_a_profile_is_not_approved_with_another_venue_than_was_read(draft, officer):
    Organisation.objects.filter(pk=draft.pk).update(listing_state="submitted")
    draft.refresh_from_db()
    read_as = decisions.seen_profile(draft)
    make_venue(organisation=draft)
    with pytest.raises(CannotPublish, match="changed while you read it"):
        decisions.approve_profile(organisation=draft, offers=[], read_as=read_as, by=officer)


def test_a_draft_again_it_is_written_with_what_waited(client, member, mill):
    client.post(page_of(mill, "new/"), KILN)
    [name] = waiting(mill).proposed
    Organisation.objects.filter(pk=mill.pk).update(listing_state="returned")
    sent_from(client, page_of(mill, f"{name.removeprefix('venue-')}/"))
    assert field_of(Venue.objects.get().pk) == name
    assert not Revision.objects.open().exists()


# --- Whose they are -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["{}/", "{}/remove/"])
def test_another_organisation_s_venue_is_not_there(client, member, mill, path):
    theirs = make_venue(organisation=make_organisation(name="Zyxwort House"), name="Zyxwort Hall")
    before = Venue.objects.values().get(pk=theirs.pk)
    for whose in (mill, theirs.organisation):
        address = page_of(whose, path.format(theirs.pk))
        for answer in (client.get(address), client.post(address, KILN)):
            assert answer.status_code in {404, 405}
            assert "Zyxwort" not in answer.text
    assert Venue.objects.values().get(pk=theirs.pk) == before
    assert "Zyxwort" not in client.get(page_of(mill)).text


def test_staff_elsewhere_reach_no_venue_that_waits(client, member, mill):
    client.post(page_of(mill, "new/"), KILN)
    elsewhere = with_second_factor(make_person("officer@leeds.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="leeds")
    browser = Client()
    browser.force_login(accounts.appoint(email=elsewhere.email, bridge=bridge))
    revision = waiting(mill)
    sent = {"approve": "1", "seen": seen(revision), "gone_through": "on"}
    for answer in (
        browser.get(staff_page_of(revision)),
        browser.post(staff_page_of(revision), sent),
        browser.get("/admin/partners/revision/"),
    ):
        assert "The Kiln" not in answer.text
    assert not Venue.objects.exists()


def test_opening_a_link_changes_nothing(client, member, mill, kiln):
    assert client.get(page_of(mill, f"{kiln.pk}/remove/")).status_code == 405


@pytest.mark.parametrize("more", [0, 9])
def test_the_list_asks_as_little_of_the_database_for_many(
    client, member, mill, django_assert_num_queries, more
):
    client.post(page_of(mill, "new/"), KILN)
    for number in range(more):
        make_venue(organisation=mill, name=f"Shed {number}")
    with django_assert_num_queries(12):
        client.get(page_of(mill))


def test_a_note_about_a_venue_names_its_field_alone(member, mill, kiln, officer):
    save_edit(target=mill, wanted={field_of(kiln.pk): _at_leeds(kiln)}, by=member)
    note = Note(field_of(kiln.pk), "other", "Which one?")
    decisions.send_back(revision=waiting(mill), notes=[note], by=officer)
    assert ReviewNote.objects.get().field == f"venue-{kiln.pk}"


def _at_leeds(venue):
    return {
        "name": venue.name,
        "address": venue.address,
        "postcode": LEEDS,
        "receives_visits": venue.receives_visits,
    }
