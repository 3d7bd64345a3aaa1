"""What the database itself holds organisations, venues, offers and pictures to."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from partners.merging.heirs import heir_of
from partners.models import (
    Addressee,
    BridgeMove,
    CodeAcceptance,
    CodeOfPractice,
    DailyFigures,
    Invitation,
    JoinRequest,
    LetterText,
    Mailing,
    Membership,
    MissedSearch,
    NewsRefusal,
    Notice,
    Offer,
    OpeningNotice,
    Organisation,
    OrganisationImage,
    ReviewNote,
    Revision,
    StaffNote,
    Venue,
)
from reference.models import KeyStage, Region
from tests.factories import (
    make_addressee,
    make_bridge_move,
    make_image,
    make_join_request,
    make_letter_text,
    make_mailing,
    make_membership,
    make_notice,
    make_offer,
    make_organisation,
    make_review_note,
    make_revision,
    make_staff_note,
    make_venue,
)

pytestmark = pytest.mark.django_db

MAKERS = {
    Organisation: make_organisation,
    Venue: make_venue,
    Offer: make_offer,
    OrganisationImage: make_image,
    Membership: make_membership,
    JoinRequest: make_join_request,
    Revision: make_revision,
    ReviewNote: make_review_note,
    StaffNote: make_staff_note,
    Addressee: make_addressee,
    BridgeMove: make_bridge_move,
    Mailing: make_mailing,
    LetterText: make_letter_text,
    Notice: make_notice,
    MissedSearch: lambda: MissedSearch.objects.create(
        day=date(2026, 9, 1), missed="zero", searches=1
    ),
    CodeOfPractice: CodeOfPractice.objects.current,
}
PRICED = {"cost_basis": "per-day"}
# What each constraint refuses: a row is made, and then changed behind the models' back.
BROKEN = [
    (Organisation, "organisation_name_given", {"name": ""}),
    (Organisation, "organisation_nation_or_authority", {"nation": "W"}),
    (Organisation, "organisation_nation_or_authority", {"nation": "X", "authority": None}),
    (Organisation, "organisation_travel_miles_possible", {"travel_miles": 0}),
    (Organisation, "organisation_travel_miles_possible", {"travel_miles": 251}),
    (
        Organisation,
        "organisation_closed_season_ordered",
        {"closed_from": date(2026, 8, 31), "closed_to": date(2026, 8, 1)},
    ),
    (Organisation, "organisation_closed_season_ordered", {"closed_from": date(2026, 8, 1)}),
    (Organisation, "organisation_closed_season_ordered", {"closed_to": date(2026, 8, 1)}),
    (Organisation, "organisation_working_days_exist", {"working_days": [1, 8]}),
    (
        Organisation,
        "organisation_not_merged_into_itself",
        {"merged_into": models.F("pk"), "listing_state": "archived"},
    ),
    (Organisation, "organisation_listing_state_known", {"listing_state": "live"}),
    (Organisation, "organisation_training_source_known", {"training_source": "rumour"}),
    (Organisation, "organisation_partner_status_known", {"partner_status": "friend"}),
    (
        Organisation,
        "organisation_hidden_for_a_reason",
        {"hidden_at": None, "hidden_because": "safeguarding"},
    ),
    (Mailing, "mailing_kind_known", {"kind": "card"}),
    (Mailing, "mailing_state_known", {"state": "lost"}),
    (Mailing, "mailing_pace_possible", {"an_hour": 0}),
    (Mailing, "mailing_pace_possible", {"an_hour": 601}),
    (Addressee, "addressee_answered_at", {"answer": "right"}),
    (Addressee, "addressee_answered_at", {"answered_at": timezone.now()}),
    (StaffNote, "staff_note_kind_known", {"kind": "fax"}),
    (MissedSearch, "missed_search_kind_known", {"missed": "lots"}),
    (StaffNote, "staff_note_has_words", {"words": ""}),
    (StaffNote, "staff_note_followed_up_later", {"follow_up_on": date(2026, 3, 1)}),
    (BridgeMove, "bridge_move_goes_elsewhere", {"to_bridge": models.F("from_bridge")}),
    (BridgeMove, "bridge_move_state_known", {"state": "lost", "decided_at": timezone.now()}),
    (BridgeMove, "bridge_move_decided_or_waiting", {"state": "agreed"}),
    (BridgeMove, "bridge_move_decided_or_waiting", {"decided_at": timezone.now()}),
    (LetterText, "letter_text_kind_known", {"kind": "card"}),
    (Notice, "notice_kind_known", {"kind": "card"}),
    (CodeOfPractice, "code_of_practice_leaves_time", {"accept_by": models.F("from_on")}),
    (Offer, "offer_title_given", {"title": ""}),
    (Offer, "offer_state_known", {"state": "live"}),
    (Offer, "offer_price_fits_its_basis", PRICED | {"cost_from_pence": 0}),
    (Offer, "offer_price_fits_its_basis", PRICED | {"cost_from_pence": None}),
    (Offer, "offer_price_fits_its_basis", {"cost_basis": "free", "cost_from_pence": 100}),
    (
        Offer,
        "offer_price_fits_its_basis",
        {"cost_basis": "free", "cost_from_pence": None, "cost_to_pence": 100},
    ),
    (Offer, "offer_prices_ordered", {"cost_from_pence": 200, "cost_to_pence": 100}),
    (
        Offer,
        "offer_price_on_request_explained",
        {"cost_basis": "on-request", "cost_from_pence": None, "cost_note": ""},
    ),
    (Offer, "offer_ages_ordered", {"age_min": 9, "age_max": 7}),
    (Offer, "offer_ages_ordered", {"age_min": 9}),
    (Offer, "offer_ages_ordered", {"age_max": 9}),
    (Offer, "offer_ages_ordered", {"age_min": 9, "age_max": 26}),
    (
        Offer,
        "offer_dates_ordered",
        {"available_from": date(2026, 5, 2), "available_to": date(2026, 5, 1)},
    ),
    (Offer, "offer_chosen_once_handed_in", {"delivery_modes": []}),
    (Offer, "offer_chosen_once_handed_in", {"offer_type": None}),
    (Offer, "offer_chosen_once_handed_in", {"cost_basis": "", "state": "submitted"}),
    (Offer, "offer_chosen_once_handed_in", {"vat": ""}),
    (Offer, "offer_chosen_once_handed_in", {"travel_cost": ""}),
    (Offer, "offer_chosen_once_handed_in", {"duration": ""}),
    (Offer, "offer_chosen_once_handed_in", {"group_size": ""}),
    (
        Offer,
        "offer_price_fits_its_basis",
        {"state": "draft", "cost_basis": "free", "cost_from_pence": 1},
    ),
    (Offer, "offer_delivery_modes_known", {"delivery_modes": ["by-balloon"]}),
    (Offer, "offer_arts_award_levels_known", {"arts_award_levels": ["platinum"]}),
    (Membership, "membership_role_known", {"role": "boss"}),
    (JoinRequest, "join_request_decided_or_waiting", {"state": "accepted"}),
    (JoinRequest, "join_request_decided_or_waiting", {"decided_at": timezone.now()}),
    (Revision, "revision_state_known", {"state": "maybe", "decided_at": timezone.now()}),
    (Revision, "revision_open_or_decided", {"state": "approved"}),
    (Revision, "revision_open_or_decided", {"decided_at": timezone.now()}),
    (ReviewNote, "review_note_code_known", {"code": "because"}),
    (ReviewNote, "review_note_has_words", {"words": ""}),
    (OrganisationImage, "image_waits_in_a_change", {"is_waiting": True}),
    (OrganisationImage, "image_alt_text_given", {"alt_text": ""}),
    (OrganisationImage, "image_permission_confirmed", {"permission_confirmed": False}),
]
# Those about two rows have a test of their own below.
ABOUT_TWO_ROWS = {
    "daily_figures_once",
    "missed_search_once",
    "launch_once_for_each_region",  # in test_launch.py
    "membership_once",
    "invitation_once",
    "join_request_waits_once",
    "code_acceptance_once",
    "opening_notice_once_for_each_region",
    "organisation_merged_not_listed",
    "organisation_external_id_unique",
    "venue_name_unique",
    "revision_one_open_profile",
    "revision_one_open_offer",
    "letter_text_once",
    "notice_once_for_each_date",
    "addressee_once",
    "news_refusal_once",
    "bridge_move_waits_once",
}


def refused_by(constraint: str):
    return pytest.raises(IntegrityError, match=f'"{constraint}"')


@pytest.mark.parametrize(("model", "constraint", "values"), BROKEN)
def test_the_database_refuses(model, constraint, values):
    row = MAKERS[model]()
    with refused_by(constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)


def test_every_constraint_has_its_test():
    ours = apps.get_app_config("partners").get_models()
    declared = {constraint.name for model in ours for constraint in model._meta.constraints}
    assert declared == {name for _, name, _ in BROKEN} | ABOUT_TWO_ROWS


def test_a_merged_organisation_is_not_listed():
    heir, merged = make_organisation(), make_organisation()
    with refused_by("organisation_merged_not_listed"), transaction.atomic():
        Organisation.objects.filter(pk=merged.pk).update(merged_into=heir)


@pytest.mark.parametrize("region", ["south-west", None])
def test_an_address_waits_once_for_a_region_however_it_is_written(region):
    region = region and Region.objects.get(slug=region)
    OpeningNotice.objects.create(email="reader@school.example", region=region)
    with refused_by("opening_notice_once_for_each_region"), transaction.atomic():
        OpeningNotice.objects.create(email="Reader@School.example", region=region)


def test_a_body_has_one_text_for_each_letter_and_each_notice_goes_once():
    text, notice = make_letter_text(), make_notice()
    with refused_by("letter_text_once"), transaction.atomic():
        make_letter_text(bridge=text.bridge)
    with refused_by("notice_once_for_each_date"), transaction.atomic():
        make_notice(organisation=notice.organisation)


def test_one_letter_goes_once_to_an_address_and_news_is_refused_once_however_it_is_written():
    first = make_addressee(email="office@museum.example")
    again = {"mailing": first.mailing, "organisation": first.organisation}
    with refused_by("addressee_once"), transaction.atomic():
        make_addressee(**again, email="Office@Museum.example")
    make_addressee(**again, email="")
    make_addressee(**again, email="")  # forgotten addresses are no longer one
    NewsRefusal.objects.create(email="office@museum.example")
    with refused_by("news_refusal_once"), transaction.atomic():
        NewsRefusal.objects.create(email="Office@museum.example")


def test_one_move_of_an_organisation_waits():
    move = make_bridge_move()
    with refused_by("bridge_move_waits_once"), transaction.atomic():
        make_bridge_move(organisation=move.organisation)
    make_bridge_move(organisation=move.organisation, state="refused", decided_at=timezone.now())


def test_one_change_is_open_for_a_profile_and_one_for_each_offer():
    offer = make_offer()
    make_revision(organisation=offer.organisation)
    make_revision(organisation=offer.organisation, offer=offer)
    make_revision(organisation=offer.organisation, state="approved", decided_at=timezone.now())
    for name, about in (("profile", {}), ("offer", {"offer": offer})):
        with refused_by(f"revision_one_open_{name}"), transaction.atomic():
            make_revision(organisation=offer.organisation, state="returned", **about)


def test_figures_stand_once_for_a_day_also_where_nothing_was_chosen():
    figures = DailyFigures.objects.create(organisation=make_organisation(), day=date(2026, 9, 1))
    with refused_by("daily_figures_once"), transaction.atomic():
        DailyFigures.objects.create(organisation=figures.organisation, day=figures.day)
    MAKERS[MissedSearch]()
    with refused_by("missed_search_once"), transaction.atomic():
        MAKERS[MissedSearch]()


def test_a_source_knows_each_organisation_once():
    make_organisation(source="museums", external_id="7")
    make_organisation(source="theatres", external_id="7")
    make_organisation(source="museums", external_id="")
    make_organisation(source="museums", external_id="")
    with refused_by("organisation_external_id_unique"), transaction.atomic():
        make_organisation(source="museums", external_id="7")


def test_an_organisation_names_each_venue_once():
    venue = make_venue(name="The Kiln")
    make_venue(name="The Kiln")
    with refused_by("venue_name_unique"), transaction.atomic():
        make_venue(name="The Kiln", organisation=venue.organisation)


@pytest.mark.parametrize(
    ("model", "values", "words"),
    [
        (Offer, {"cost_from_pence": None}, "Enter an amount above £0"),
        (Offer, {"age_min": 9}, "Enter both ages"),
        (Organisation, {"closed_to": date(2026, 8, 1)}, "a start and a later end"),
        (Organisation, {"travel_miles": 300}, "from 1 to 250 miles"),
    ],
)
def test_a_constraint_says_what_to_do(model, values, words):
    row = MAKERS[model]()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert words in str(refusal.value)


# --- What follows from what was entered -----------------------------------------------------


@pytest.mark.parametrize(
    ("pence", "band"),
    [
        (1, "under-100"),
        (99_99, "under-100"),
        (100_00, "100-249"),
        (249_99, "100-249"),
        (250_00, "250-499"),
        (500_00, "500-999"),
        (999_99, "500-999"),
        (1000_00, "1000-plus"),
    ],
)
def test_the_cost_band_follows_the_lower_amount(pence, band):
    offer = make_offer(cost_from_pence=pence, cost_to_pence=2000_00)
    assert Offer.objects.get(pk=offer.pk).cost_band == band


@pytest.mark.parametrize(
    ("basis", "band"),
    [("free", "free"), ("funded-places", "free"), ("on-request", "on-request")],
)
def test_what_has_no_amount_has_a_band_of_its_own(basis, band):
    offer = make_offer(cost_basis=basis, cost_note="It depends on the distance.")
    assert Offer.objects.get(pk=offer.pk).cost_band == band


@pytest.mark.parametrize(
    ("ages", "stages"),
    [
        ((7, 11), {"ks2"}),
        ((7, 7), {"ks2"}),
        ((5, 8), {"ks1", "ks2"}),
        ((6, 7), {"ks1"}),
        ((11, 16), {"ks3", "ks4"}),
        ((None, None), set()),
    ],
)
def test_ages_set_the_key_stages_that_they_overlap_by_a_year(ages, stages):
    offer = make_offer(key_stages=[])
    offer.age_min, offer.age_max = ages
    offer.save()
    assert {stage.slug for stage in offer.key_stages.all()} == stages


def test_a_key_stage_out_of_use_is_not_set_by_ages():
    KeyStage.objects.filter(slug="ks2").update(is_active=False)
    offer = make_offer(key_stages=[], age_min=7, age_max=11)
    assert offer.key_stages_of_ages() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"cost_from_pence": 240_00}, "£240 a day"),
        ({"cost_from_pence": 4_50, "cost_basis": "per-pupil"}, "£4.50 a pupil"),
        ({"cost_from_pence": 1200_00, "cost_to_pence": 1300_00}, "£1,200 to £1,300 a day"),
        ({"cost_from_pence": 240_00, "cost_to_pence": 240_00}, "£240 a day"),
        ({"cost_basis": "free"}, "Free"),
    ],
)
def test_a_price_in_words(fields, words):
    assert make_offer(**fields).price == words


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Salt Loft & Co", "salt-loft-co"), ("劇場", "organisation"), ("x" * 160, "x" * 160)],
)
def test_an_address_is_made_from_the_name(name, slug):
    organisation = make_organisation(name=name)
    assert organisation.get_absolute_url() == f"/partners/{organisation.pk}/{slug}/"


def test_whoever_works_from_home_shows_the_town_alone():
    organisation = make_organisation(
        address="3 Quiet Road", town="Plympton", postcode="PL4 8AA", hide_street=True
    )
    assert organisation.shown_address == "Plympton, Plymouth"
    organisation.hide_street = False
    assert organisation.shown_address == "3 Quiet Road, PL4 8AA"


def test_a_chain_of_mergers_leads_to_its_end_and_a_circle_ends():
    end = make_organisation()
    middle = make_organisation(listing_state="archived", merged_into=end)
    start = make_organisation(listing_state="archived", merged_into=middle)
    assert heir_of(start) == end

    Organisation.objects.filter(pk=end.pk).update(listing_state="archived", merged_into=start.pk)
    assert heir_of(Organisation.objects.get(pk=start.pk)) is None


def test_somebody_is_a_member_once():
    membership = make_membership()
    with refused_by("membership_once"), transaction.atomic():
        make_membership(user=membership.user, organisation=membership.organisation)


def test_somebody_is_invited_asks_and_accepts_once():
    request = make_join_request()
    with refused_by("join_request_waits_once"), transaction.atomic():
        make_join_request(user=request.user, organisation=request.organisation)
    organisation, code = request.organisation, CodeOfPractice.objects.current()
    Invitation.objects.create(organisation=organisation, email="kit@mill.example")
    with refused_by("invitation_once"), transaction.atomic():
        Invitation.objects.create(organisation=organisation, email="Kit@Mill.example")
    CodeAcceptance.objects.create(organisation=organisation, code=code, name="Ada")
    with refused_by("code_acceptance_once"), transaction.atomic():
        CodeAcceptance.objects.create(organisation=organisation, code=code, name="Kit")
