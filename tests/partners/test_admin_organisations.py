"""A regional officer enters an organisation, checks it and lists it."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import BridgeStaff, StatusChange, User
from artsmark_site.apps import name_the_regional_body
from partners.admin import OfferAdmin, OrganisationAdmin
from partners.models import Organisation
from reference.models import AccessProvision, ArtForm, BridgeOrganisation, LocalAuthority, Region
from tests.factories import make_image, make_offer, make_organisation, make_venue
from tests.partners.admin_pages import (
    OFFERS,
    ORGANISATIONS,
    errors_of,
    fields_of,
    messages_of,
    run,
    submit,
    text_of,
)
from tests.people import with_second_factor

pytestmark = pytest.mark.django_db


def page_of(organisation: Organisation) -> str:
    return f"{ORGANISATIONS}{organisation.pk}/change/"


def art_form(slug: str) -> int:
    return ArtForm.objects.get(slug=slug).pk


@pytest.fixture
def entered(admin_client) -> Organisation:
    """The Salt Loft, as an officer types it in."""
    response = submit(
        admin_client,
        f"{ORGANISATIONS}add/",
        name="The Salt Loft",
        type="theatre-company",
        summary="Plays about the sea, made with schools.",
        website="saltloft.example/schools",
        art_forms=[art_form("theatre-drama"), art_form("music")],
        art_form_tags="puppetry, shadow theatre,, puppetry ",
        town="Hull",
        postcode="hu11aa",
        receives_visits="on",
        travel_miles="25",
        covered_regions=[Region.objects.get(slug="north-east").pk],
        safeguarding_statement="Two trained leads; every artist is checked.",
        insurance_pounds="£5 million",
        working_days=["1", "2", "5"],
        trained_on="2026-03-02",
        code_accepted_on="14/04/2026",
    )
    assert "was added successfully" in messages_of(response)[0]
    return Organisation.objects.get(name="The Salt Loft")


def test_what_is_typed_is_understood(entered):
    assert entered.website == "https://saltloft.example/schools"
    assert entered.postcode == "HU1 1AA"
    assert entered.art_form_tags == ["puppetry", "shadow theatre"]
    assert entered.insurance_pounds == 5_000_000
    assert entered.working_days == [1, 2, 5]
    assert entered.code_accepted_on == date(2026, 4, 14)
    assert {form.slug for form in entered.art_forms.all()} == {"theatre-drama", "music"}


def test_the_postcode_places_it(entered):
    hull = LocalAuthority.objects.get(name="Hull")
    assert entered.position
    assert entered.authority == hull
    assert entered.lead_bridge == hull.bridge


def test_a_new_one_is_a_draft_that_nobody_sees(entered, admin_client, client):
    assert entered.listing_state == "draft"
    assert entered.partner_status == "agreement-accepted"
    assert client.get(entered.get_absolute_url()).status_code == 404
    page = admin_client.get(page_of(entered))
    assert "its profile is not approved (draft)" in text_of(page)
    assert "View on site" not in text_of(page)


def test_what_it_lacks_is_said_before_anybody_tries_to_publish_it(entered, admin_client):
    Organisation.objects.update(safeguarding_statement="")
    said = text_of(admin_client.get(page_of(entered)))
    assert "it still needs a safeguarding statement" in said


def hand_in(*organisations: Organisation) -> None:
    """As their owners do, with an offer."""
    for organisation in organisations:
        make_offer(organisation=organisation, state="submitted")
        Organisation.objects.filter(pk=organisation.pk).update(listing_state="submitted")


def test_what_nobody_handed_in_is_not_published(entered, admin_client):
    response = run(admin_client, page_of(entered), "approve", entered)
    assert messages_of(response) == [
        "The Salt Loft does not wait for a decision: it is a draft that nobody handed in. "
        "Nothing was done."
    ]
    assert not Organisation.objects.public().exists()


def test_approving_publishes_it(entered, admin_client):
    hand_in(entered)
    response = run(admin_client, page_of(entered), "approve", entered)

    assert messages_of(response) == ["The Salt Loft: approved."]
    assert Organisation.objects.public().get() == entered
    entered.refresh_from_db()
    assert entered.partner_status == "active"
    assert entered.partner_since
    assert "View on site" in text_of(admin_client.get(page_of(entered)))


def test_who_decided_is_on_record_and_shown(entered, admin_client, admin_user):
    hand_in(entered)
    run(admin_client, page_of(entered), "approve", entered)
    changes = StatusChange.objects.filter(object_id=entered.pk, field="listing_state")
    assert [(c.before, c.after, c.by) for c in changes] == [("submitted", "approved", admin_user)]
    assert "listing_state from submitted to approved" in text_of(admin_client.get(page_of(entered)))


def test_saving_without_a_change_changes_nothing(entered, admin_client):
    before = Organisation.objects.values().get(pk=entered.pk)
    submit(admin_client, page_of(entered))
    after = Organisation.objects.values().get(pk=entered.pk)
    assert before | {"updated_at": None} == after | {"updated_at": None}
    assert entered.art_forms.count() == 2


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "  ", "“Name” is needed."),
        ("postcode", "JE2 3AB", "is in Jersey"),
        ("postcode", "PL99 9ZZ", "We do not know the postcode"),
        ("postcode", "ZZ99 9ZZ", "There is no postcode ZZ99 9ZZ. Check each letter."),
        ("postcode", "Plymouth", "Enter a postcode like PL4 8AA."),
        ("website", "javascript:alert(1)", "Enter a web address like"),
        ("travel_miles", "300", "Enter 250 or less."),
        ("insurance_pounds", "plenty", "like 5,000,000 or 5 million"),
        ("insurance_pounds", "5000000000", "like 5,000,000 or 5 million"),
        ("charity_number", "12", "six or seven digits"),
        ("closed_from", "2026-08-01", "a start and a later end"),
        ("safeguarding_reviewed_on", "last year", "Enter a day like 28 November 2026."),
        ("trained_on", "2999-01-01", "This day is still to come."),
        ("art_form_tags", "x" * 61, "longer than 60 letters"),
        ("working_days", ["8"], "Choose from what is offered under “Days on which they work”."),
        ("art_forms", ["999999"], "Choose from what is offered under “Art forms”."),
        ("contact_email", "me", "Enter an e-mail address like"),
    ],
)
def test_a_refusal_stands_beside_its_field(admin_client, field, typed, words):
    organisation = make_organisation()
    response = submit(admin_client, page_of(organisation), **{field: typed})
    assert any(words in error for error in errors_of(response)[field])


@pytest.mark.parametrize(
    ("field", "nothing"),
    [
        ("summary", ""),
        ("safeguarding_statement", ""),
        ("safeguarding_reviewed_on", ""),
        ("art_forms", None),
        ("authority", ""),
    ],
)
def test_a_listed_profile_keeps_what_every_listing_needs(admin_client, field, nothing):
    organisation = make_organisation()
    response = submit(admin_client, page_of(organisation), **{field: nothing})
    assert field in errors_of(response)
    draft = make_organisation(listing_state="draft")
    response = submit(admin_client, page_of(draft), **{field: nothing})
    assert "was changed successfully" in messages_of(response)[0]


def test_a_postcode_that_nobody_knows_may_stay_when_it_came_with_an_authority(admin_client):
    organisation = make_organisation(postcode="PL99 9ZZ", position=None)
    response = submit(admin_client, page_of(organisation), summary="New words.")
    assert "was changed successfully" in messages_of(response)[0]


def test_an_incomplete_profile_is_not_approved_and_says_why(admin_client):
    organisation = make_organisation(listing_state="draft", summary="", art_forms=[])
    hand_in(organisation)
    response = run(admin_client, page_of(organisation), "approve", organisation)
    [words] = messages_of(response)
    assert words.endswith("cannot be published yet. Add a summary and at least one art form.")


def test_approved_but_not_trained_says_what_is_left(admin_client):
    organisation = make_organisation(
        name="Kiln", listing_state="draft", partner_status="prospect", trained_on=None
    )
    hand_in(organisation)
    response = run(admin_client, page_of(organisation), "approve", organisation)
    assert messages_of(response) == [
        "Kiln: approved.",
        "Kiln is not seen by the public yet: it has no training date.",
    ]


# --- Decisions ------------------------------------------------------------------------------

WITH_A_REASON = {
    "archive": ("listing_state", "archived"),
    "suspend": ("suspended_at", None),
}


@pytest.mark.parametrize("action", WITH_A_REASON)
@pytest.mark.parametrize("from_its_page", [True, False])
def test_a_reason_is_asked_for_and_kept(admin_client, admin_user, action, from_its_page):
    organisation = make_organisation()
    address = page_of(organisation) if from_its_page else ORGANISATIONS
    field, value = WITH_A_REASON[action]

    asked = run(admin_client, address, action, organisation)
    assert organisation.name in text_of(asked)
    without = run(admin_client, address, action, organisation, with_reason="Confirm", reason=" ")
    assert "Write why: it goes on record." in text_of(without)
    assert Organisation.objects.public().exists()

    run(admin_client, address, action, organisation, with_reason="Confirm", reason="It closed.")
    assert not Organisation.objects.public().exists()
    change = StatusChange.objects.get(object_id=organisation.pk, field=field)
    assert (change.by, change.reason) == (admin_user, "It closed.")
    assert value in (None, change.after)


def test_the_reason_page_can_be_sent_as_it_stands(admin_client):
    organisation = make_organisation()
    asked = run(admin_client, page_of(organisation), "archive", organisation)
    html = asked.content.decode()
    for field in ("CHANGE_FORM-action", "_selected_action", "with_reason", "reason"):
        assert f'name="{field}"' in html
    assert f'action="{page_of(organisation)}"' in html


def test_hidden_suspended_and_back(admin_client):
    organisation = make_organisation()
    confirmed = {"with_reason": "Confirm", "reason": "A report came in."}
    run(admin_client, ORGANISATIONS, "hide", organisation)
    assert Organisation.objects.public().exists(), "asked first"
    run(admin_client, ORGANISATIONS, "hide", organisation, **confirmed)
    assert not Organisation.objects.public().exists()
    listed = admin_client.get(ORGANISATIONS).content.decode()
    assert 'alt="False"' in listed, "the list says so, whatever the partner status is"
    run(admin_client, ORGANISATIONS, "show", organisation)
    assert Organisation.objects.public().exists()
    assert 'alt="True"' in admin_client.get(ORGANISATIONS).content.decode()
    run(admin_client, ORGANISATIONS, "suspend", organisation, **confirmed)
    assert not Organisation.objects.public().exists()
    run(admin_client, ORGANISATIONS, "reinstate", organisation, **confirmed)
    assert Organisation.objects.public().exists()


@pytest.mark.parametrize("action", ["hide", "show", "suspend", "reinstate"])
def test_what_was_merged_is_neither_hidden_nor_suspended_any_more(admin_client, action):
    heir = make_organisation(name="Heir")
    gone = make_organisation(name="Gone", listing_state="archived", merged_into=heir)
    sent = {"with_reason": "Confirm", "reason": "A report came in."}
    said = messages_of(run(admin_client, ORGANISATIONS, action, gone, **sent))
    assert said == ["Gone was merged into another organisation."]
    gone.refresh_from_db()
    assert (gone.hidden_at, gone.suspended_at) == (None, None)


def test_what_was_archived_by_mistake_is_made_a_draft_again(admin_client):
    mill = make_organisation(listing_state="archived")
    run(admin_client, page_of(mill), "take_up", mill, with_reason="Confirm", reason="A mistake.")
    mill.refresh_from_db()
    assert mill.listing_state == "draft"


def test_several_at_once_each_by_itself(admin_client):
    good = [make_organisation(listing_state="draft") for _ in range(3)]
    bad = make_organisation(listing_state="draft", summary="")
    hand_in(*good, bad)
    response = run(admin_client, ORGANISATIONS, "approve", *good, bad)
    done, why_not = messages_of(response)
    assert done == "3 entries: approved."
    assert why_not == f"{bad} cannot be published yet. Add a summary."
    assert Organisation.objects.public().count() == 3


def test_an_action_waits_until_what_was_typed_is_saved(admin_client):
    organisation = make_organisation(summary="")
    typed = {"summary": "Now there is one.", "CHANGE_FORM-action": "hide", "index": "0"}
    response = submit(admin_client, page_of(organisation), button="", **typed)
    assert "You typed in “Summary”: save that first" in text_of(response)
    assert fields_of(response)["summary"] == "Now there is one."
    organisation.refresh_from_db()
    assert organisation.summary == ""


def test_the_enter_key_saves_though_the_first_button_runs_an_action(admin_client):
    organisation = make_organisation()
    typed = {"summary": "Typed and entered.", "CHANGE_FORM-action": "", "index": "0"}
    submit(admin_client, page_of(organisation), button="", **typed)
    organisation.refresh_from_db()
    assert organisation.summary == "Typed and entered."


def test_an_error_keeps_what_was_typed_and_stops_the_action(admin_client):
    organisation = make_organisation(listing_state="draft")
    typed = {"travel_miles": "300", "CHANGE_FORM-action": "approve", "index": "0"}
    response = submit(admin_client, page_of(organisation), button="", **typed)
    assert "travel_miles" in errors_of(response)
    assert fields_of(response)["travel_miles"] == "300"
    organisation.refresh_from_db()
    assert organisation.listing_state == "draft"


# --- Deleting -------------------------------------------------------------------------------


def test_a_draft_can_be_deleted_with_its_pictures(
    admin_client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    draft = make_organisation(listing_state="draft", partner_since=None)
    make_image(organisation=draft)
    make_venue(organisation=draft)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{ORGANISATIONS}{draft.pk}/delete/", {"post": "yes"})
    assert not Organisation.objects.exists()
    assert not list((tmp_path / "pictures").iterdir())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"listing_state": "archived"},
        {"listing_state": "draft", "first_listed_at": timezone.now()},
    ],
)
def test_what_was_ever_listed_is_not_deleted(admin_client, fields):
    organisation = make_organisation(**fields)
    response = admin_client.post(f"{ORGANISATIONS}{organisation.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    run(admin_client, ORGANISATIONS, "delete_selected", organisation, post="yes")
    assert Organisation.objects.exists()


# --- The list -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["salt", "HU1 1AA", "hu11aa", "saltloft.example", "1099999", "Salt Loft"]
)
def test_the_list_is_searched(admin_client, words):
    make_organisation(
        name="The Salt Loft",
        postcode="HU1 1AA",
        website="https://saltloft.example",
        charity_number="1099999",
    )
    make_organisation(name="Kiln Yard")
    page = text_of(admin_client.get(ORGANISATIONS, {"q": words}))
    assert "The Salt Loft" in page
    assert "Kiln Yard" not in page


def test_the_list_filters_by_what_the_public_sees(admin_client):
    make_organisation(name="Seen")
    make_organisation(name="Unseen", listing_state="draft")
    assert "Unseen" not in text_of(admin_client.get(ORGANISATIONS, {"public": "yes"}))
    assert "Unseen" in text_of(admin_client.get(ORGANISATIONS, {"public": "no"}))


def test_the_list_costs_the_same_for_one_and_for_many(admin_client, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for _ in range(count):
            organisation = make_organisation(authority="leeds")
            make_offer(organisation=organisation)
            make_offer(organisation=organisation)

    fill(2)
    with django_assert_max_num_queries(60) as few:
        admin_client.get(ORGANISATIONS)
    fill(8)
    with django_assert_max_num_queries(len(few)):
        page = admin_client.get(ORGANISATIONS)
    assert [row.offers_number for row in page.context["cl"].result_list] == [2] * 10


# --- Choices --------------------------------------------------------------------------------


def test_what_is_out_of_use_is_offered_only_where_it_is_chosen(admin_client):
    lift, step = AccessProvision.objects.order_by("pk")[:2]
    organisation = make_organisation(access=[lift.slug])
    AccessProvision.objects.filter(pk__in=[lift.pk, step.pk]).update(is_active=False)
    form = admin_client.get(page_of(organisation)).context["adminform"].form
    offered = set(form.fields["access"].queryset)
    assert lift in offered
    assert step not in offered


@pytest.fixture
def looker(client):
    """Somebody who may look at everything here and change nothing."""
    person = User.objects.create_user("looker@site.example", is_staff=True)
    person.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="partners", codename__startswith="view")
    )
    BridgeStaff.objects.create(
        user=person, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth")
    )
    client.force_login(with_second_factor(person))
    return client


@pytest.mark.parametrize("action", OrganisationAdmin.actions)
def test_no_decision_is_made_by_somebody_who_may_only_look(looker, action):
    organisation = make_organisation()
    confirmed = {"with_reason": "Confirm", "reason": "Forged."}
    for address in (page_of(organisation), ORGANISATIONS):
        run(looker, address, action, organisation, **confirmed)
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("action", OfferAdmin.actions)
def test_no_decision_on_an_offer_is_made_by_somebody_who_may_only_look(looker, action):
    offer = make_offer()
    confirmed = {"with_reason": "Confirm", "reason": "Forged."}
    for address in (f"{OFFERS}{offer.pk}/change/", OFFERS):
        run(looker, address, action, offer, **confirmed)
    assert not StatusChange.objects.exists()


def test_nothing_is_changed_by_somebody_who_may_only_look(looker):
    organisation = make_organisation(name="Kiln")
    page = looker.get(page_of(organisation))
    assert page.status_code == 200
    assert "Approve and publish" not in text_of(page)
    looker.post(page_of(organisation), {"name": "Forged", "_save": "yes"})
    looker.post(f"{ORGANISATIONS}{organisation.pk}/delete/", {"post": "yes"})
    assert Organisation.objects.get().name == "Kiln"


def test_the_regional_body_is_called_what_the_site_calls_it(admin_client, settings):
    noun, settings.BRIDGE_NOUN = settings.BRIDGE_NOUN, "Regional Partner"
    organisation = make_organisation()
    authority = organisation.authority
    bridges = "/admin/reference/bridgeorganisation/"
    name_the_regional_body(settings.BRIDGE_NOUN)
    try:
        for address, says in (
            ("/admin/", "Regional Partners"),
            (bridges, "Regional Partners | Artsmark Partners"),
            (f"{bridges}add/", "Add Regional Partner"),
            (f"/admin/reference/localauthority/{authority.pk}/change/", "Regional Partner:"),
            (ORGANISATIONS, "By lead Regional Partner"),
            (page_of(organisation), "Lead Regional Partner"),
            ("/admin/training/trainingsession/add/", "Regional Partner:"),
            ("/admin/reference/localauthority/", "By Regional Partner"),
            ("/admin/accounts/bridgestaff/", "Regional staff"),
            ("/admin/accounts/bridgestaff/add/", "Regional Partner:"),
            ("/admin/partners/lettertext/add/", "Regional Partner:"),
        ):
            text = text_of(admin_client.get(address))
            assert says in text, address
            assert not re.search(r"\bbridge(:| staff| org)|\bby bridge", text, re.I), address
    finally:
        name_the_regional_body(noun)
