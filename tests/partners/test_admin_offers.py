"""A regional officer enters an offer with its six facts, approves and withdraws it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import StatusChange
from partners.models import Offer
from reference.models import ArtForm, CurriculumTheme, KeyStage, OfferType
from tests.factories import make_offer, make_organisation
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

pytestmark = pytest.mark.django_db


def page_of(offer: Offer) -> str:
    return f"{OFFERS}{offer.pk}/change/"


@pytest.fixture
def typed() -> dict[str, object]:
    """Protest prints, as an officer types it in."""
    return {
        "title": "Protest prints",
        "summary": "A day of lino printing.",
        "offer_type": OfferType.objects.get(slug="workshop").pk,
        "age_min": "7",
        "age_max": "11",
        "art_forms": [ArtForm.objects.get(slug="visual-arts").pk],
        "themes": [CurriculumTheme.objects.get(slug="history").pk],
        "curriculum_links": "History: the Chartists.",
        "learning_outcomes": "Pupils cut and print a block.",
        "cost_basis": "per-day",
        "cost_from_pence": "£240",
        "cost_to_pence": "1,250.50",
        "vat": "included",
        "travel_cost": "added",
        "duration": "whole-day",
        "group_size": "one-class",
        "required_resources": "A room with tables.",
        "delivery_modes": ["at-setting", "at-venue"],
        "arts_award_levels": ["discover"],
    }


def test_an_offer_is_entered_from_its_organisation(admin_client, typed):
    organisation = make_organisation()
    page = admin_client.get(f"{ORGANISATIONS}{organisation.pk}/change/").content.decode()
    address = f"{OFFERS}add/?organisation={organisation.pk}"
    assert f'href="{address}"' in page

    submit(admin_client, address, **typed)

    offer = Offer.objects.get()
    assert offer.organisation == organisation
    assert (offer.cost_from_pence, offer.cost_to_pence) == (240_00, 1250_50)
    assert offer.delivery_modes == ["at-setting", "at-venue"]
    assert offer.arts_award_levels == ["discover"]
    assert [stage.slug for stage in offer.key_stages.all()] == ["ks2"]
    assert offer.state == "draft"


def test_nothing_is_stated_of_an_offer_that_nobody_chose(admin_client, typed):
    address = f"{OFFERS}add/?organisation={make_organisation().pk}"
    stated = ["vat", "travel_cost", "duration", "group_size"]
    answer = submit(admin_client, address, **{name: typed[name] for name in typed.keys() - stated})
    assert errors_of(answer).keys() == set(stated)
    assert not Offer.objects.exists()


def test_approving_it_publishes_it_and_withdrawing_ends_that(admin_client, admin_user):
    offer = make_offer(title="Protest prints", state="submitted")
    assert "it is not approved (submitted)" in text_of(admin_client.get(page_of(offer)))

    response = run(admin_client, page_of(offer), "approve", offer)
    assert messages_of(response) == ["Protest prints: approved."]
    assert Offer.objects.public().get() == offer
    assert "View on site" in text_of(response)

    run(admin_client, OFFERS, "withdraw", offer, with_reason="Confirm", reason="The artist left.")
    assert not Offer.objects.public().exists()
    last = StatusChange.objects.latest("pk")
    assert (last.after, last.by, last.reason) == ("withdrawn", admin_user, "The artist left.")


def test_an_offer_that_lacks_a_fact_is_not_approved(admin_client):
    offer = make_offer(title="Protest prints", state="submitted", key_stages=[], art_forms=[])
    response = run(admin_client, OFFERS, "approve", offer)
    assert messages_of(response) == [
        "Protest prints cannot be published yet. Add key stages or ages and art forms."
    ]


@pytest.mark.parametrize(
    ("shown", "pence"), [("240", 240_00), ("4.50", 4_50), ("1200", 1200_00), ("0.05", 5)]
)
def test_an_amount_is_shown_in_pounds_and_saved_as_it_was(admin_client, shown, pence):
    offer = make_offer(cost_from_pence=pence)
    assert fields_of(admin_client.get(page_of(offer)))["cost_from_pence"] == shown
    submit(admin_client, page_of(offer))
    offer.refresh_from_db()
    assert offer.cost_from_pence == pence


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("cost_from_pence", "twenty", "Enter an amount in pounds, like 240 or 240.50."),
        ("cost_from_pence", "-5", "Enter an amount in pounds"),
        ("cost_from_pence", "4.505", "Enter an amount in pounds"),
        ("cost_from_pence", "1e9", "Enter an amount in pounds"),
        ("cost_from_pence", "12345678", "Enter an amount in pounds"),
        ("cost_from_pence", "", "Enter an amount above £0"),
        ("cost_from_pence", "0", "Enter an amount above £0"),
        ("cost_to_pence", "100", "must not be below the lower one"),
        ("cost_basis", "", "“Cost basis” is needed."),
        ("key_stages", None, "Choose key stages or enter an age range."),
        ("art_forms", None, "“Art forms” is needed."),
        ("age_min", "9", "Enter both ages"),
        ("curriculum_links", " ", "“Curriculum links” is needed."),
        ("learning_outcomes", "", "“Learning outcomes” is needed."),
        ("required_resources", "", "“Required resources” is needed."),
        ("delivery_modes", None, "Choose where it happens."),
        ("delivery_modes", ["by-balloon"], "Choose from what is offered"),
        ("arts_award_levels", ["platinum"], "Choose from what is offered"),
        ("available_to", "2020-01-01", "must not be before the first"),
        ("organisation", "999999", "Choose from what is offered"),
        ("web_page", "javascript:alert(1)", "Enter a web address like"),
    ],
)
def test_a_refusal_stands_beside_its_field(admin_client, field, value, words):
    offer = make_offer(available_from=date(2026, 1, 1))
    response = submit(admin_client, page_of(offer), **{field: value})
    assert any(words in error for error in errors_of(response)[field])


def test_price_on_request_says_what_it_depends_on(admin_client):
    offer = make_offer()
    typed = {"cost_basis": "on-request", "cost_from_pence": ""}
    response = submit(admin_client, page_of(offer), **typed)
    assert errors_of(response)["cost_note"] == ["Say what the price depends on."]
    submit(admin_client, page_of(offer), **typed, cost_note="The distance.")
    offer.refresh_from_db()
    assert offer.cost_band == "on-request"


def test_a_free_offer_takes_no_amount(admin_client):
    offer = make_offer()
    response = submit(admin_client, page_of(offer), cost_basis="free")
    assert "leave the amount empty" in errors_of(response)["cost_from_pence"][0]


def test_ages_add_key_stages_to_those_ticked(admin_client):
    offer = make_offer(key_stages=["ks1"])
    submit(admin_client, page_of(offer), age_min="7", age_max="11")
    assert {stage.slug for stage in offer.key_stages.all()} == {"ks1", "ks2"}
    assert KeyStage.objects.get(slug="ks2").label in text_of(admin_client.get(page_of(offer)))


def test_the_page_says_why_an_offer_is_not_seen(admin_client):
    today = timezone.localdate()
    over = make_offer(available_to=today - timedelta(days=1))
    coming = make_offer(available_from=today + timedelta(days=1))
    elsewhere = make_offer(organisation=make_organisation(hidden_at=timezone.now()))
    assert "its last day has passed" in text_of(admin_client.get(page_of(over)))
    assert "its first day is still to come" in text_of(admin_client.get(page_of(coming)))
    assert "its organisation: it is hidden" in text_of(admin_client.get(page_of(elsewhere)))


@pytest.mark.parametrize(
    ("state", "status"),
    [("draft", 302), ("approved", 403), ("withdrawn", 302)],
)
def test_only_what_was_never_approved_is_deleted(admin_client, state, status):
    offer = make_offer(state=state)
    response = admin_client.post(f"{OFFERS}{offer.pk}/delete/", {"post": "yes"})
    assert response.status_code == status
    assert Offer.objects.exists() == (status == 403)


def test_the_list_costs_the_same_for_one_and_for_many(admin_client, django_assert_max_num_queries):
    make_offer()
    make_offer()
    with django_assert_max_num_queries(60) as few:
        admin_client.get(OFFERS)
    for _ in range(8):
        make_offer()
    with django_assert_max_num_queries(len(few)):
        page = admin_client.get(OFFERS)
    assert page.context["cl"].result_count == 10


def test_the_list_is_searched_by_title_and_organisation(admin_client):
    make_offer(title="Protest prints", organisation=make_organisation(name="The Salt Loft"))
    make_offer(title="Clay day")
    for words in ("protest", "salt loft"):
        page = text_of(admin_client.get(OFFERS, {"q": words}))
        assert "Protest prints" in page
        assert "Clay day" not in page
