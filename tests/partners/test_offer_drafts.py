"""An offer is written little by little: kept as far as it is, and handed in once it is whole."""

import pytest

from partners.models import Offer
from tests.factories import make_membership, make_offer, make_organisation

pytestmark = pytest.mark.django_db

BARE = {
    "title": "Run the looms",
    "offer_type": "",
    "cost_basis": "",
    "vat": "",
    "travel_cost": "",
    "duration": "",
    "group_size": "",
    "learning_outcomes": "Pupils thread a loom",
}
DRAFT = {"draft": ""}  # the name of the button


@pytest.fixture
def mill():
    return make_organisation(name="Millbrook Mill")


@pytest.fixture
def member(client, mill):
    membership = make_membership(organisation=mill)
    client.force_login(membership.user)
    return membership.user


def page_of(mill, path=""):
    return f"/my/organisations/{mill.pk}/{path}"


def form_of(client, mill, offer):
    return client.get(page_of(mill, f"offers/{offer.pk}/")).context["form"]


def test_half_an_offer_is_kept_as_it_is_and_every_page_says_what_is_missing(client, member, mill):
    assert client.post(page_of(mill, "offers/new/"), BARE).context["form"].errors
    answer = client.post(page_of(mill, "offers/new/"), BARE | DRAFT)
    assert answer.url == page_of(mill, "offers/")
    offer = Offer.objects.get()
    stated = (offer.cost_basis, offer.vat, offer.duration, offer.group_size, offer.offer_type)
    assert stated == ("", "", "", "", None)
    assert (offer.state, offer.delivery_modes, offer.price) == ("draft", [], "No price yet")
    lacks = "what kind of offer it is, key stages or ages, art forms, curriculum links, what it "
    for path in ("", "offers/"):
        assert f"Still needed: {lacks}costs, VAT" in client.get(page_of(mill, path)).text
    fields = form_of(client, mill, offer).fields
    needed = {name for name, field in fields.items() if "Still needed" in field.help_text}
    assert {"offer_type", "key_stages", "vat", "delivery_modes", "group_size"} <= needed
    assert not {"title", "learning_outcomes", "cost_from_pence", "access"} & needed
    assert fields["vat"].choices[0] == ("", "Choose …")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cost_basis": "per-day"}, "cost_from_pence"),
        ({"cost_basis": "on-request"}, "cost_note"),
        ({"cost_from_pence": "0"}, "cost_basis"),
        ({"cost_to_pence": "300"}, "cost_basis"),
    ],
)
def test_half_a_price_is_kept_too(client, member, mill, typed, field):
    client.post(page_of(mill, "offers/new/"), BARE | DRAFT | typed)
    offer = Offer.objects.get()
    assert "Still needed" in form_of(client, mill, offer).fields[field].help_text
    answer = client.post(page_of(mill, f"offers/{offer.pk}/"), BARE | typed)
    assert answer.context["form"].errors[field]  # without that button


@pytest.mark.parametrize("wrong", [{"title": ""}, {"cost_basis": "free", "cost_from_pence": "5"}])
def test_a_draft_has_a_title_and_holds_nothing_wrong(client, member, mill, wrong):
    assert client.post(page_of(mill, "offers/new/"), BARE | DRAFT | wrong).context["form"].errors
    assert not Offer.objects.exists()


def test_what_lacks_facts_is_not_handed_in_and_its_form_says_why(client, member, mill):
    offer = make_offer(organisation=mill, state="draft", duration="", delivery_modes=[])
    address = page_of(mill, f"offers/{offer.pk}/submit/")
    assert address in client.get(page_of(mill, "offers/")).text
    page = client.post(address, follow=True)
    assert page.redirect_chain[-1][0] == page_of(mill, f"offers/{offer.pk}/")
    assert "is not handed in. Still needed: where it happens, how long it takes." in page.text
    assert "Still needed" in page.context["form"].fields["duration"].help_text
    offer.refresh_from_db()
    assert offer.state == "draft"


def test_with_its_profile_only_what_is_whole_is_handed_in_or_previewed(client, member, mill):
    mill.listing_state = "draft"
    mill.save()
    make_offer(organisation=mill, state="draft", title="Whole")
    make_offer(organisation=mill, state="draft", title="Half", cost_basis="", cost_from_pence=None)
    page = client.get(page_of(mill, "preview/")).text
    assert "Whole" in page
    assert "Half" not in page
    client.post(page_of(mill, "submit/"))
    states = dict(Offer.objects.values_list("title", "state"))
    assert states == {"Whole": "submitted", "Half": "draft"}


def test_what_schools_see_is_never_saved_by_halves(client, member, mill):
    offer = make_offer(organisation=mill)
    address = page_of(mill, f"offers/{offer.pk}/")
    assert "Save and finish later" not in client.get(address).text
    assert client.post(address, BARE | DRAFT).context["form"].errors
