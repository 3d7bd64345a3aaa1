"""What search engines read about an organisation and an offer, in the words of schema.org.

Only what their pages show. It stands in the page as data, which no browser runs: the content
security policy, which forbids scripts in pages, leaves it alone.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from partners.models import Offer, Organisation

_CONTEXT = "https://schema.org"
# Within a script element nothing may look like its end, a comment, or a line's end to JavaScript.
_ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    return _without_empty(
        {
            "@context": _CONTEXT,
            "@type": "Organization",
            "@id": _address(organisation),
            "name": organisation.name,
            "description": organisation.summary,
            "url": organisation.website or _address(organisation),
            "address": _postal_address(organisation),
            "areaServed": _areas(organisation),
            "knowsAbout": [str(art_form) for art_form in organisation.art_forms.all()],
        }
    )


def of_offer(offer: Offer) -> dict[str, Any]:
    organisation = offer.organisation
    return _without_empty(
        {
            "@context": _CONTEXT,
            "@type": "Service",
            "@id": _address(offer),
            "name": offer.title,
            "description": offer.summary,
            "url": _address(offer),
            "serviceType": str(offer.offer_type),
            "provider": {
                "@type": "Organization",
                "@id": _address(organisation),
                "name": organisation.name,
            },
            "audience": [
                {"@type": "EducationalAudience", "educationalRole": "student", "name": str(stage)}
                for stage in offer.key_stages.all()
            ],
            "offers": _price(offer),
        }
    )


def as_element(data: dict[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _address(row: Organisation | Offer) -> str:
    return f"{settings.SITE_ADDRESS}{row.get_absolute_url()}"


def _postal_address(organisation: Organisation) -> dict[str, str]:
    """The town alone where the street is hidden."""
    hidden = organisation.hide_street
    parts = {
        "streetAddress": "" if hidden else _street(organisation),
        "addressLocality": organisation.town,
        "addressRegion": organisation.authority.name
        if organisation.authority
        else organisation.get_nation_display(),
        "postalCode": "" if hidden else organisation.postcode,
    }
    found = _without_empty(parts)
    return {"@type": "PostalAddress", **found, "addressCountry": "GB"} if found else {}


def _street(organisation: Organisation) -> str:
    """The address without the town that it may end in: that is said beside it."""
    lines = [line.strip() for line in organisation.address.split(",")]
    while lines and lines[-1].casefold() in {organisation.town.casefold(), ""}:
        lines.pop()
    return ", ".join(lines)


def _areas(organisation: Organisation) -> list[str]:
    if organisation.covers_england:
        return ["England"]
    areas = [region.name for region in organisation.covered_regions.all()]
    return areas + [authority.name for authority in organisation.covered_authorities.all()]


def _price(offer: Offer) -> dict[str, Any]:
    """The lower amount; nothing where the price is given on request."""
    pence = 0 if offer.is_free else offer.cost_from_pence
    if pence is None:
        return {}
    return {
        "@type": "Offer",
        "price": f"{pence / 100:.2f}",
        "priceCurrency": "GBP",
        "description": offer.price,
    }


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
