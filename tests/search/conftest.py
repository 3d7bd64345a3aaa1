"""A directory large enough for three pages."""

from datetime import date

import pytest

from partners.models import Offer, Organisation
from reference.models import ArtForm, KeyStage, LocalAuthority, OfferType
from tests.search.school import miles_from_school


@pytest.fixture
def many():
    """45 partners, a mile apart, each with up to three offers; written in bulk."""
    forms = [ArtForm.objects.get(slug=slug) for slug in ("dance", "music", "libraries")]
    stages = [KeyStage.objects.get(slug=slug) for slug in ("ks1", "ks2")]
    places = [LocalAuthority.objects.get(slug=slug) for slug in ("plymouth", "cornwall", "leeds")]
    workshop = OfferType.objects.get(slug="workshop")
    partners = [
        Organisation(
            name=f"Partner {number:02}",
            slug=f"partner-{number:02}",
            authority=places[number % 3],
            position=miles_from_school(number),
            receives_visits=True,
            travel_miles=10 if number % 4 else None,
            works_online=number % 5 == 0,
            covers_england=number % 11 == 0,
            confirmed_on=date(2026, 1, 1 + number % 20) if number % 2 else None,
            listing_state="approved",
            partner_status="active",
        )
        for number in range(45)
    ]
    Organisation.objects.bulk_create(partners)
    offers = Offer.objects.bulk_create(
        Offer(
            organisation=partner,
            title=f"Offer {number}",
            offer_type=workshop,
            cost_basis="per-day",
            cost_from_pence=240_00,
            delivery_modes=["at-setting"],
            state="approved",
        )
        for place, partner in enumerate(partners)
        for number in range(place % 4)
    )
    _link(Organisation.art_forms, [(one, forms[n % 3]) for n, one in enumerate(partners)])
    _link(Offer.art_forms, [(one, forms[n % 3]) for n, one in enumerate(offers)])
    _link(Offer.key_stages, [(one, stages[n % 2]) for n, one in enumerate(offers)])


def _link(relation, pairs):
    field = relation.field
    names = field.m2m_field_name(), field.m2m_reverse_field_name()
    relation.through.objects.bulk_create(
        relation.through(**dict(zip(names, pair, strict=True))) for pair in pairs
    )
