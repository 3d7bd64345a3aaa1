"""Two entries of one organisation become one, and nothing that was either's is lost."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.models import StatusChange
from accounts.services import record
from partners.merging import services
from partners.models import (
    Addressee,
    DailyFigures,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationImage,
    StaffNote,
)
from tests.factories import (
    make_addressee,
    make_image,
    make_join_request,
    make_membership,
    make_offer,
    make_organisation,
    make_revision,
    make_staff_note,
    make_venue,
)
from tests.letters import delivered
from tests.partners.admin_pages import ORGANISATIONS, fields_of, run, text_of
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_person("officer@here.example")


def merge(gone, stays, by, reason="The same theatre.", going=None):
    going = gone.members.all() if going is None else going
    services.merge(organisation=gone, into=stays, going=going, by=by, reason=reason)
    gone.refresh_from_db()
    stays.refresh_from_db()


@pytest.fixture
def pair():
    gone = make_organisation(name="X Theatres Trust", partner_since=date(2019, 1, 1))
    return gone, make_organisation(name="Theatre Royal X", partner_since=date(2024, 1, 1))


def test_whoever_got_one_letter_about_both_is_in_its_list_once(pair, by):
    gone, stays = pair
    letter = make_addressee(organisation=gone, email="Ann@x.example")
    make_addressee(organisation=stays, mailing=letter.mailing, email="ann@x.example")
    make_addressee(organisation=gone, mailing=letter.mailing, email="bob@x.example")
    merge(gone, stays, by)
    kept = Addressee.objects.filter(organisation=stays).order_by("email")
    assert list(kept.values_list("email", flat=True)) == ["ann@x.example", "bob@x.example"]


def test_addresses_of_the_entry_and_of_its_offers_lead_to_the_one_that_stays(client, pair, by):
    gone, stays = pair
    offer = make_offer(organisation=gone, title="Stage fights")
    old = [gone.get_absolute_url(), offer.get_absolute_url()]
    merge(gone, stays, by)
    offer.refresh_from_db()
    assert [client.get(address).headers["Location"] for address in old] == [
        stays.get_absolute_url(),
        offer.get_absolute_url(),
    ]
    assert f"/partners/{stays.pk}/" in offer.get_absolute_url()
    assert "Stage fights" in client.get(stays.get_absolute_url()).text
    assert "X Theatres Trust" not in client.get("/partners/").text


def test_people_keep_the_stronger_role_and_are_told(pair, by):
    gone, stays = pair
    both = make_membership(organisation=gone, role="owner").user
    Membership.objects.create(user=both, organisation=stays, role="editor")
    other = make_membership(organisation=gone, role="editor").user
    merge(gone, stays, by)
    roles = dict(stays.members.values_list("user", "role"))
    assert roles == {both.pk: "owner", other.pk: "editor"}
    assert not gone.members.exists()
    assert sorted(m.to[0] for m in delivered()) == sorted([both.email, other.email])
    assert delivered()[0].subject == "X Theatres Trust and Theatre Royal X are one entry now"


def test_whoever_was_invited_or_asks_is_not_doubled(pair, by):
    gone, stays = pair
    owner = make_membership(organisation=gone).user
    for organisation in pair:
        Invitation.objects.create(
            organisation=organisation, email="ann@x.example", invited_by=owner
        )
    Invitation.objects.create(organisation=gone, email="bob@x.example", invited_by=owner)
    asks = make_join_request(organisation=gone)
    JoinRequest.objects.create(organisation=stays, user=asks.user, kind="join")
    make_join_request(organisation=gone, user=make_person("cat@x.example"))
    merge(gone, stays, by)
    invited = Invitation.objects.order_by("email").values_list("email", "organisation")
    assert list(invited) == [("ann@x.example", stays.pk), ("bob@x.example", stays.pk)]
    assert stays.join_requests.count() == 2
    assert not gone.join_requests.exists()


def test_whoever_is_not_ticked_asks_to_join_and_is_told(pair, by):
    gone, stays = pair
    owner = make_membership(organisation=stays).user
    stranger = make_membership(organisation=gone)
    Organisation.objects.filter(pk=gone.pk).update(contact_email="me@stranger.example")
    Invitation.objects.create(
        organisation=gone, email="friend@x.example", role="owner", invited_by=stranger.user
    )
    asks = make_join_request(organisation=gone)
    JoinRequest.objects.filter(pk=asks.pk).update(kind="claim")
    merge(gone, stays, by, going=[])
    assert [member.user for member in stays.members.all()] == [owner]
    assert stays.contact_email == ""
    assert not Invitation.objects.exists()
    assert {asked.kind for asked in stays.join_requests.waiting()} == {"join"}
    assert stays.join_requests.filter(user=stranger.user).exists()
    told = {(letter.to[0], letter.subject): letter.body for letter in delivered()}
    both = "X Theatres Trust and Theatre Royal X are one entry now"
    assert "do not look after Theatre Royal X yet" in told[stranger.user.email, both]
    assert "look whether all is right" in told[owner.email, both]
    assert (owner.email, "Somebody asks to join Theatre Royal X") in told


def test_whoever_belongs_to_both_and_is_not_ticked_stays_what_they_are(pair, by):
    gone, stays = pair
    both = make_membership(organisation=gone, role="owner").user
    make_membership(organisation=stays, user=both, role="editor")
    merge(gone, stays, by, going=[])
    assert stays.members.get().role == "editor"
    assert not stays.join_requests.exists()


@pytest.mark.parametrize("was_listed", [True, False])
def test_staff_read_who_goes_over_and_strangers_are_not_ticked(admin_client, pair, was_listed):
    gone, stays = pair
    if not was_listed:
        gone = make_organisation(
            name="X Theatres Trust", listing_state="draft", first_listed_at=None
        )
    stranger = make_membership(organisation=gone, user=make_person("eve@x.example", name="Eve"))
    both = make_membership(organisation=gone, role="editor")
    make_membership(organisation=stays, user=both.user)
    page = run(admin_client, f"{ORGANISATIONS}{gone.pk}/change/", "merge", gone)
    assert "Eve, eve@x.example: owner" in text_of(page)
    assert f"{both.user.email}: editor; owner of Theatre Royal X already" in text_of(page)
    ticked = {str(both.pk), str(stranger.pk)} if was_listed else {str(both.pk)}
    assert set(fields_of(page)["going"]) == ticked
    sent = fields_of(page) | {"merge": "yes", "reason": "The same.", "into": stays.pk}
    admin_client.post(f"{ORGANISATIONS}{gone.pk}/change/", sent)
    assert stays.members.filter(user=stranger.user).exists() == was_listed
    assert stays.join_requests.filter(user=stranger.user).exists() != was_listed


def test_what_belongs_to_it_goes_over(pair, by):
    gone, stays = pair
    make_venue(organisation=gone, name="Studio")
    make_venue(organisation=stays, name="Studio")
    make_image(organisation=gone)
    make_staff_note(organisation=gone)
    make_addressee(organisation=gone)
    merge(gone, stays, by)
    names = stays.venues.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Studio", "Studio (X Theatres Trust)"]
    for model in (OrganisationImage, StaffNote, Addressee):
        assert model.objects.get().organisation == stays


def test_what_was_counted_by_day_is_added_up(pair, by):
    gone, stays = pair
    for one, day, seen in ((gone, 1, 2), (stays, 1, 3), (gone, 2, 5)):
        DailyFigures.objects.create(organisation=one, day=date(2026, 11, day), seen=seen, saved=1)
    merge(gone, stays, by)
    found = DailyFigures.objects.order_by("day").values_list("organisation", "seen", "saved")
    assert list(found) == [(stays.pk, 5, 2), (stays.pk, 5, 1)]


def test_there_are_never_more_pictures_than_an_organisation_may_have(pair, by):
    gone, stays = pair
    for _ in range(8):
        make_image(organisation=stays)
    for _ in range(4):
        make_image(organisation=gone)
    merge(gone, stays, by)
    assert (stays.images.count(), gone.images.count()) == (10, 2)


def test_changes_of_its_offers_wait_on_and_those_of_its_profile_end(pair, by):
    gone, stays = pair
    offer = make_offer(organisation=gone)
    of_offer = make_revision(organisation=gone, offer=offer, proposed={"title": "New"})
    of_profile = make_revision(organisation=gone)
    merge(gone, stays, by)
    of_offer.refresh_from_db()
    of_profile.refresh_from_db()
    assert (of_offer.state, of_offer.organisation) == ("waiting", stays)
    assert of_profile.state == "taken-back"


def test_it_is_a_partner_since_the_earlier_and_only_gaps_are_filled(by):
    gone = make_organisation(
        partner_since=date(2019, 1, 1), trained_on=date(2018, 5, 1), website="https://old.example"
    )
    stays = make_organisation(
        partner_since=None,
        trained_on=None,
        partner_status="prospect",
        website="https://new.example",
    )
    merge(gone, stays, by)
    assert (stays.partner_since, stays.trained_on) == (date(2019, 1, 1), date(2018, 5, 1))
    assert (stays.website, stays.partner_status) == ("https://new.example", "active")


def test_the_history_of_both_is_read_at_the_one_that_stays(admin_client, pair, by):
    gone, stays = pair
    record(gone, "listing_state", "draft", "approved", by, "Read it all.")
    merge(gone, stays, by)
    text = text_of(admin_client.get(f"{ORGANISATIONS}{stays.pk}/change/"))
    assert "(X Theatres Trust): listing_state from draft to approved" in text
    assert StatusChange.objects.filter(field="merged with", object_id=stays.pk).exists()


@pytest.mark.parametrize(
    ("gone", "stays", "why"),
    [
        ({"suspended_at": "2026-01-01T00:00Z"}, {}, "is suspended"),
        ({}, {"listing_state": "rejected"}, "is rejected"),
        ({}, {"listing_state": "archived"}, "is archived"),
    ],
)
def test_it_is_refused_where_something_would_be_washed_away(gone, stays, why, by):
    with pytest.raises(services.CannotMerge, match=why):
        merge(make_organisation(**gone), make_organisation(**stays), by)


def test_not_into_itself_nor_twice_nor_in_a_circle(pair, by):
    gone, stays = pair
    with pytest.raises(services.CannotMerge, match="another entry than this"):
        merge(gone, gone, by)
    merge(gone, stays, by)
    for one, other in ((gone, make_organisation()), (stays, gone)):
        with pytest.raises(services.CannotMerge, match="was merged into another"):
            merge(one, other, by)


def test_staff_choose_among_entries_alike_or_look_for_one(admin_client, pair):
    gone, stays = pair
    make_organisation(name="Quite Another")
    page = run(admin_client, f"{ORGANISATIONS}{gone.pk}/change/", "merge", gone)
    assert "Theatre Royal X, Plymouth (approved)" in text_of(page)
    assert "Quite Another" not in text_of(page)
    here = f"{ORGANISATIONS}{gone.pk}/change/"
    found = admin_client.post(here, fields_of(page) | {"search": "quite", "look": "Look"})
    assert "Quite Another" in text_of(found)
    assert "Choose the entry that stays." not in text_of(found)
    sent = fields_of(page) | {"merge": "yes", "reason": ""}
    refused = admin_client.post(here, sent)
    assert "Choose the entry that stays." in text_of(refused)
    assert "Write why." in text_of(refused)
    sent |= {"into": stays.pk, "reason": "The same."}
    done = admin_client.post(here, sent, follow=True)
    assert done.redirect_chain[-1][0] == f"{ORGANISATIONS}{stays.pk}/change/"
    gone.refresh_from_db()
    assert gone.merged_into == stays
    refused = admin_client.post(here, sent | {"reason": "Once more."})
    assert "was merged into another entry already" in text_of(refused)


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_pair_both_ways_at_once_leave_one():
    by = make_person("officer@here.example")
    one, other = make_organisation(), make_organisation()
    start, outcomes = Barrier(2), []

    def attempt(gone, stays):
        start.wait()
        try:
            services.merge(organisation=gone, into=stays, going=[], by=by, reason="The same.")
            outcomes.append("merged")
        except services.CannotMerge:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert Organisation.objects.filter(merged_into=None).count() == 1
    assert Client().get("/partners/").status_code == 200
