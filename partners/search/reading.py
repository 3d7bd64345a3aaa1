"""Reads from the database what the index is made of: of all public organisations, or of some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models

from partners.models import Offer, Organisation, Venue
from partners.search.facets import FACETS, Facet
from partners.search.models import SearchedOrganisation
from partners.search.searched_position import SearchedPosition
from reference.positions import GridPoint

type Ids = Iterable[int]


class OrganisationFacts(NamedTuple):
    """What place and order need of one organisation. `position` is where it is searched."""

    id: int
    name: str
    position: GridPoint | None
    authority: int | None
    receives_visits: bool
    travel_miles: int | None
    covers_england: bool
    works_online: bool
    confirmed_on: date | None


# Who is based outside England is found where they go, not by schools that would cross the border.
_IS_VISITED = models.ExpressionWrapper(
    models.Q(receives_visits=True, nation=""), models.BooleanField()
)
_READ_AS = {"position": SearchedPosition(), "receives_visits": _IS_VISITED}


@dataclass
class Reading:
    """Public organisations and offers. Ids of offers and organisations stand by value's key."""

    organisations: dict[int, OrganisationFacts]
    offers_of: dict[int, list[int]]
    """Ids of an organisation's public offers, in order."""
    offers_with: dict[str, dict[int | str, Sequence[int]]]
    """By filter and key of the value: ids of offers, which need not be public."""
    organisations_with: dict[str, dict[int | str, Sequence[int]]]
    """The same for `access` and the organisations' own art forms."""
    offers_fitting_all: dict[str, set[int]] = field(default_factory=dict)
    works_in: dict[int, Sequence[int]] = field(default_factory=dict)
    """By authority, ids of organisations."""
    covers_authority: dict[int, Sequence[int]] = field(default_factory=dict)
    covers_region: dict[int, Sequence[int]] = field(default_factory=dict)
    visited_venues: dict[int, list[GridPoint]] = field(default_factory=dict)


def read(on: date, only: Ids | None = None) -> Reading:
    """All that is public on a London date, or as much of it as belongs to some organisations."""
    organisations = Organisation.objects.public(on)
    offers = Offer.objects.public(on).order_by("organisation_id", "pk")
    if only is not None:
        organisations = organisations.filter(pk__in=only)
        offers = offers.filter(organisation__in=only)
    columns = [_READ_AS.get(name, name) for name in OrganisationFacts._fields]
    rows = organisations.order_by().values_list(*columns)
    reading = Reading({row[0]: OrganisationFacts(*row) for row in rows}, {}, {}, {})
    _read_offers(reading, offers)
    of_offers = {"offer__in": _offer_ids(reading)} if only is not None else {}
    of_organisations = {"organisation__in": list(reading.organisations)} if only is not None else {}
    _read_values(reading, of_offers, of_organisations)
    _read_areas(reading, of_organisations)
    return reading


def _offer_ids(reading: Reading) -> list[int]:
    return [offer for offers in reading.offers_of.values() for offer in offers]


def _read_offers(reading: Reading, offers: models.QuerySet[Offer]) -> None:
    """Public offers, and the values that stand in their own row."""
    held = {name: facet for name, facet in FACETS.items() if facet.of_offer and not _is_m2m(facet)}
    fields: dict[str, Any] = {n: Offer._meta.get_field(facet.path) for n, facet in held.items()}
    single = [name for name, facet in held.items() if not _is_array(facet)]
    several = [name for name, facet in held.items() if _is_array(facet)]
    found: dict[str, dict[int | str, Any]] = {name: defaultdict(list) for name in held}
    singles, multiples = [found[name] for name in single], [found[name] for name in several]
    columns = [fields[name].attname for name in single + several]
    for pk, organisation, *values in offers.values_list("pk", "organisation_id", *columns):
        reading.offers_of.setdefault(organisation, []).append(pk)
        for by_key, key in zip(singles, values, strict=False):
            by_key[key].append(pk)
        for by_key, keys in zip(multiples, values[len(single) :], strict=True):
            for key in keys:
                by_key[key].append(pk)
    reading.offers_with.update(found)


def _read_values(reading: Reading, of_offers: dict, of_organisations: dict) -> None:
    """Values in tables of their own: which offers, or organisations, have each."""
    for name, facet in FACETS.items():
        if facet.of_offer and _is_m2m(facet):
            with_value = _by_value(Offer, facet.path, of_offers)
            reading.offers_with[name] = with_value
            if facet.none_fits_all:
                reading.offers_fitting_all[name] = set(_offer_ids(reading)).difference(
                    *with_value.values()
                )
    reading.offers_with["access"] = _by_value(Offer, "access", of_offers)
    for name, path in (("access", "access"), ("art_form", "art_forms")):
        reading.organisations_with[name] = _by_value(Organisation, path, of_organisations)


def _read_areas(reading: Reading, of_organisations: dict) -> None:
    reading.covers_authority = _by_value(Organisation, "covered_authorities", of_organisations)  # type: ignore[assignment]
    reading.covers_region = _by_value(Organisation, "covered_regions", of_organisations)  # type: ignore[assignment]
    venues = Venue.objects.filter(
        receives_visits=True, position__isnull=False, **of_organisations
    ).order_by()
    position_searched = SearchedPosition("organisation__")
    for organisation, position in venues.values_list("organisation_id", position_searched):
        if position is not None:
            reading.visited_venues.setdefault(organisation, []).append(position)
    works_in: dict[int, list[int]] = defaultdict(list)
    searched = SearchedOrganisation.objects.filter(**of_organisations).order_by()
    for organisation, authorities in searched.values_list("pk", "authorities"):
        for authority in authorities:
            works_in[authority].append(organisation)
    reading.works_in = works_in  # type: ignore[assignment]


def _by_value(
    model: type[Offer] | type[Organisation], path: str, only: dict
) -> dict[int | str, Sequence[int]]:
    relation: Any = model._meta.get_field(path)
    owner, value = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = relation.remote_field.through.objects.filter(**only).order_by()
    return dict(rows.values_list(f"{value}_id").annotate(owners=ArrayAgg(f"{owner}_id")))


def _is_m2m(facet: Facet) -> bool:
    return bool(Offer._meta.get_field(facet.path).many_to_many)


def _is_array(facet: Facet) -> bool:
    return hasattr(Offer._meta.get_field(facet.path), "base_field")
