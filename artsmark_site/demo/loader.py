"""Write the invented organisations of the TOML files beside this module to the database.

The same every time: an organisation keeps its id as long as its `key` stays in the files.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from artsmark_site.demo import pictures
from partners.choices import UNPRICED, ListingState, OfferState, PartnerStatus
from partners.images import delete_picture
from partners.locating import locate
from partners.models import (
    ImportedOrganisation,
    Launch,
    Offer,
    Organisation,
    OrganisationImage,
    Venue,
)
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    Lookup,
    OfferType,
    QualityPrinciple,
    Region,
    SettingType,
    SmscStrand,
)

type Entry = dict[str, Any]

_HERE = Path(__file__).parent
_SOURCE = "demo"
_OPEN_SINCE = date(2024, 9, 2)
_PLAIN_FIELDS = [
    "name",
    "type",
    "summary",
    "description",
    "website",
    "town",
    "address",
    "phone",
    "contact_name",
    "contact_email",
    "travel_miles",
    "access_statement",
    "insurance_pounds",
    "arts_award_role",
    "working_days",
    "partner_since",
    "confirmed_on",
]
_RENAMED_FIELDS = {
    "sector": "postcode",
    "tags": "art_form_tags",
    "online": "works_online",
    "receives_visits": "receives_visits",
    "safeguarding": "safeguarding_statement",
    "safeguarding_reviewed": "safeguarding_reviewed_on",
    "insurance_expires": "insurance_expires_on",
}
_OFFER_FIELDS = [
    "title",
    "summary",
    "description",
    "age_min",
    "age_max",
    "curriculum_links",
    "learning_outcomes",
    "cost_basis",
    "cost_note",
    "vat",
    "travel_cost",
    "required_resources",
    "duration",
    "group_size",
    "group_note",
    "lead_time_weeks",
    "available_from",
    "available_to",
]
_OFFER_LOOKUPS: dict[str, tuple[str, type[Lookup]]] = {
    "key_stages": ("key_stages", KeyStage),
    "art_forms": ("art_forms", ArtForm),
    "themes": ("themes", CurriculumTheme),
    "setting_types": ("setting_types", SettingType),
    "criteria": ("criteria", ArtsmarkCriterion),
    "principles": ("quality_principles", QualityPrinciple),
    "smsc": ("smsc_strands", SmscStrand),
    "access": ("access", AccessProvision),
}


@transaction.atomic
def load() -> int:
    """Make the database hold exactly the demo of the files; return how many were written.

    Quick when nothing changed since: each organisation remembers a digest of its own entry.
    """
    _lookup.cache_clear()
    entries = {entry["key"]: entry for entry in read()}
    _remove(list(_demo().exclude(external_id__in=entries)))
    known = dict(_demo().values_list("external_id", "imported__values__digest"))
    changed = [entry for key, entry in entries.items() if known.get(key) != digest(entry)]
    for entry in changed:
        _write(entry)
    Launch.objects.get_or_create(region=None, defaults={"opens_on": _OPEN_SINCE})
    return len(changed)


def read() -> Iterator[Entry]:
    """Every organisation's entry, in the order of the files and their names."""
    for path in sorted(_HERE.glob("*.toml")):
        with path.open("rb") as file:
            yield from tomllib.load(file)["organisation"]


def digest(entry: Entry) -> str:
    return hashlib.sha256(repr(sorted(entry.items())).encode()).hexdigest()


def _demo() -> Any:
    return Organisation.objects.filter(source=_SOURCE, is_demo=True)


def _remove(organisations: list[Organisation]) -> None:
    for organisation in organisations:
        for image in organisation.images.all():
            delete_picture(image)
        organisation.delete()


def _write(entry: Entry) -> None:
    """Make or renew an organisation with all that hangs on it."""
    organisation = _demo().filter(external_id=entry["key"]).first()
    organisation = organisation or Organisation(source=_SOURCE, external_id=entry["key"])
    _set_fields(organisation, entry)
    locate(organisation)
    organisation.save()
    _set_areas_and_lookups(organisation, entry)
    _write_venues(organisation, entry.get("venues", []))
    _write_offers(organisation, entry.get("offer", []))
    _write_picture(organisation, entry)
    _remember(organisation, entry)


def _set_fields(organisation: Organisation, entry: Entry) -> None:
    organisation.is_demo = True
    for name in _PLAIN_FIELDS:
        if name in entry:
            setattr(organisation, name, entry[name])
    for theirs, ours in _RENAMED_FIELDS.items():
        if theirs in entry:
            setattr(organisation, ours, entry[theirs])
    organisation.covers_england = "england" in entry.get("covers", [])
    organisation.listing_state = ListingState.APPROVED
    organisation.partner_status = PartnerStatus.ACTIVE
    organisation.trained_on = organisation.code_accepted_on = entry["partner_since"]


def _set_areas_and_lookups(organisation: Organisation, entry: Entry) -> None:
    areas = [area.split(":", 1) for area in entry.get("covers", []) if ":" in area]
    regions = [slug for kind, slug in areas if kind == "region"]
    authorities = [slug for kind, slug in areas if kind == "authority"]
    organisation.covered_regions.set(_areas(Region, regions))
    organisation.covered_authorities.set(_areas(LocalAuthority, authorities))
    organisation.art_forms.set(_rows(ArtForm, entry["art_forms"]))
    organisation.access.set(_rows(AccessProvision, entry.get("access", [])))


def _write_venues(organisation: Organisation, venues: list[Entry]) -> None:
    organisation.venues.all().delete()
    for entry in venues:
        venue = Venue(
            organisation=organisation,
            name=entry["name"],
            address=entry.get("address", ""),
            postcode=entry["sector"],
            receives_visits=entry.get("receives_visits", True),
        )
        locate(venue)
        venue.save()


def _write_offers(organisation: Organisation, entries: list[Entry]) -> None:
    organisation.offers.all().delete()
    offers = Offer.objects.bulk_create(_offer(organisation, entry) for entry in entries)
    for theirs, (ours, model) in _OFFER_LOOKUPS.items():
        relation = getattr(Offer, ours)
        through, target = relation.through, relation.field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(offer=offer, **{target: row})
            for offer, entry in zip(offers, entries, strict=True)
            for row in _rows(model, entry.get(theirs, []))
        )
    for offer in offers:
        if offer.age_min is not None:
            offer.set_key_stages_from_ages()


def _offer(organisation: Organisation, entry: Entry) -> Offer:
    offer = Offer(
        organisation=organisation,
        state=OfferState.APPROVED,
        confirmed_on=organisation.confirmed_on,
        offer_type=_lookup(OfferType)[entry["offer_type"]],
        delivery_modes=entry["delivery"],
        arts_award_levels=entry.get("arts_award", []),
        cost_from_pence=_pence(entry, "cost_from"),
        cost_to_pence=_pence(entry, "cost_to"),
    )
    for name in _OFFER_FIELDS:
        if name in entry:
            setattr(offer, name, entry[name])
    offer.clean_fields(exclude=["cost_band"])
    return offer


def _pence(entry: Entry, name: str) -> int | None:
    if name not in entry or entry["cost_basis"] in UNPRICED:
        return None
    return round(entry[name] * 100)


def _write_picture(organisation: Organisation, entry: Entry) -> None:
    for image in organisation.images.all():
        delete_picture(image)
    if entry.get("picture") != "drawn":
        return
    stored, alt_text = pictures.draw(entry["key"], entry["art_forms"][0])
    OrganisationImage.objects.create(
        organisation=organisation,
        name=stored.name,
        width=stored.width,
        height=stored.height,
        alt_text=alt_text,
        permission_confirmed=True,
        credit="Drawn for the demo",
    )


def _remember(organisation: Organisation, entry: Entry) -> None:
    ImportedOrganisation.objects.update_or_create(
        organisation=organisation,
        defaults={"values": {"digest": digest(entry)}},
    )


@cache
def _lookup(model: type[Lookup]) -> dict[str, Any]:
    return {row.slug: row for row in model._default_manager.all()}


def _rows(model: type[Lookup], slugs: list[str]) -> list[Any]:
    return [_lookup(model)[slug] for slug in slugs]


def _areas(model: Any, slugs: list[str]) -> list[Any]:
    rows = list(model.objects.filter(slug__in=slugs))
    if len(rows) != len(set(slugs)):
        raise LookupError(f"An area of {slugs} is unknown.")
    return rows
