"""What is said of an organisation and of an offer, field by field.

Each field is named here, and none is taken from a model as a whole: what a model gains later is
private until somebody writes it down. Names do not change; `/about/open-data/` explains them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from partners.models import Offer, Organisation
from reference.positions import GridPoint


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"


def in_brief(organisation: Organisation) -> dict[str, Any]:
    """What a list says of each; needs no query after `OrganisationQuerySet.for_open_data`."""
    authority = organisation.authority
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "demo": organisation.is_demo,
        "type": organisation.type,
        "summary": organisation.summary,
        "page": absolute(organisation.get_absolute_url()),
        "data": absolute(reverse("open_data:partner", args=[organisation.pk])),
        "website": organisation.website,
        "town": organisation.town,
        "authority": authority and authority.slug,
        "county": authority and authority.county.slug,
        "region": authority and authority.region.slug,
        "nation": slugify(organisation.get_nation_display() or "England"),
        "position": _position(organisation.shown_position, hidden=organisation.hide_street),
        "receives_visits": organisation.receives_visits,
        "travel_miles": organisation.travel_miles,
        "covers_authorities": _slugs(organisation.covered_authorities.all()),
        "covers_regions": _slugs(organisation.covered_regions.all()),
        "covers_england": organisation.covers_england,
        "works_online": organisation.works_online,
        "art_forms": _slugs(organisation.art_forms.all()),
        "art_form_tags": organisation.art_form_tags,
        "access": _slugs(organisation.access.all()),
        "arts_award_role": organisation.arts_award_role,
        "partner_since": organisation.partner_since,
        "confirmed_on": organisation.confirmed_on,
    }


def in_full(organisation: Organisation, offers: Iterable[Offer]) -> dict[str, Any]:
    """Everything public about one, its offers included."""
    insured = organisation.insurance_is_current
    return {
        **in_brief(organisation),
        "description": organisation.description,
        "address": organisation.shown_address,
        "postcode": "" if organisation.hide_street else organisation.postcode,
        "charity_number": organisation.charity_number,
        "company_number": organisation.company_number,
        "access_statement": organisation.access_statement,
        "safeguarding_statement": organisation.safeguarding_statement,
        "safeguarding_reviewed_on": organisation.safeguarding_reviewed_on,
        "insurance_pounds": organisation.insurance_pounds if insured else None,
        "insurance_expires_on": organisation.insurance_expires_on if insured else None,
        "offers": [offer_in_full(offer) for offer in offers],
    }


def offer_in_full(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "title": offer.title,
        "page": absolute(offer.get_absolute_url()),
        "summary": offer.summary,
        "description": offer.description,
        "offer_type": offer.offer_type and offer.offer_type.slug,
        "key_stages": _slugs(offer.key_stages.all()),
        "age_min": offer.age_min,
        "age_max": offer.age_max,
        "setting_types": _slugs(offer.setting_types.all()),
        "art_forms": _slugs(offer.art_forms.all()),
        "themes": _slugs(offer.themes.all()),
        "curriculum_links": offer.curriculum_links,
        "learning_outcomes": offer.learning_outcomes,
        "price": offer.price,
        "cost_band": offer.cost_band,
        "cost_basis": offer.cost_basis,
        "cost_from_pence": offer.cost_from_pence,
        "cost_to_pence": offer.cost_to_pence,
        "cost_note": offer.cost_note,
        "vat": offer.vat,
        "travel_cost": offer.travel_cost,
        "required_resources": offer.required_resources,
        "delivery": offer.delivery_modes,
        "duration": offer.duration,
        "group_size": offer.group_size,
        "group_note": offer.group_note,
        "lead_time_weeks": offer.lead_time_weeks,
        "web_page": offer.web_page,
        "access": _slugs(offer.access.all()),
        "criteria": _slugs(offer.criteria.all()),
        "quality_principles": _slugs(offer.quality_principles.all()),
        "smsc_strands": _slugs(offer.smsc_strands.all()),
        "arts_award": offer.arts_award_levels,
        "available_from": offer.available_from,
        "available_to": offer.available_to,
        "confirmed_on": offer.confirmed_on,
    }


def _slugs(rows: Iterable[Any]) -> list[str]:
    return sorted(row.slug for row in rows)


def _position(point: GridPoint | None, *, hidden: bool) -> dict[str, Any] | None:
    """Metres on the British National Grid; `exact` is false where the street is hidden."""
    if point is None:
        return None
    return {"easting": point.easting, "northing": point.northing, "exact": not hidden}
