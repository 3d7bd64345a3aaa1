"""What every offer needs before it is handed in: for staff and owners who decide, and for its form.

The database holds those that are one choice (`offer_chosen_once_handed_in` and its neighbours).
"""

from partners.choices import CostBasis
from partners.listing_needs import Need, unmet
from partners.models import Offer

# In the order of the form. The words stand in lists: “Still needed: art forms, where it happens.”
OFFER_NEEDS = (
    Need("offer_type", (), "what kind of offer it is"),
    Need("key_stages", (), "key stages or ages"),
    Need("art_forms", (), "art forms"),
    Need("curriculum_links", (), "curriculum links"),
    Need("learning_outcomes", (), "learning outcomes"),
    Need("cost_basis", (), "what it costs"),
    Need("cost_from_pence", (), "how much it costs"),
    Need("cost_note", (), "what the price depends on"),
    Need("vat", (), "VAT"),
    Need("travel_cost", (), "travel cost"),
    Need("required_resources", (), "required resources"),
    Need("delivery_modes", (), "where it happens"),
    Need("duration", (), "how long it takes"),
    Need("group_size", (), "for how many it is"),
)


def lacking(offer: Offer) -> list[Need]:
    """What an offer, as it is stored, does not state yet."""
    is_on_request = offer.cost_basis == CostBasis.ON_REQUEST
    given = {
        "offer_type": offer.offer_type_id,
        "key_stages": offer.key_stages.exists(),
        "art_forms": offer.art_forms.exists(),
        "curriculum_links": offer.curriculum_links.strip() or offer.themes.exists(),
        "learning_outcomes": offer.learning_outcomes.strip(),
        "cost_basis": offer.cost_basis,
        "cost_from_pence": offer.states_price or not offer.cost_basis,
        "cost_note": offer.cost_note.strip() or not is_on_request,
        "vat": offer.vat,
        "travel_cost": offer.travel_cost,
        "required_resources": offer.required_resources.strip(),
        "delivery_modes": offer.delivery_modes,
        "duration": offer.duration,
        "group_size": offer.group_size,
    }
    return unmet(given.get, OFFER_NEEDS)
