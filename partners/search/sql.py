"""A search as one SQL condition on organisations: for alerts, and to hold the index to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual

from partners.models import Offer, Organisation, Venue
from partners.search.facets import AREAS, OFFER_FACETS, Facet
from partners.search.models import SearchDocument
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.radius import ENOUGH_PARTNERS, RADII
from partners.search.searched_position import SearchedPosition
from reference.fields import Distance
from reference.models import LocalAuthority
from reference.places import Located
from reference.positions import METRES_PER_MILE, GridPoint

_AREA_PATHS = {"authority": "slug", "region": "region__slug", "county": "county__slug"}


class Holds(Func):
    """A document has these lexemes: the text of a tsquery that was made before."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()

    def __init__(self, lexemes: str) -> None:
        super().__init__(F("document"), Value(lexemes))


class Rank(Func):
    """How well a document fits lexemes, by how often and where it has them."""

    function = "ts_rank"
    template = "%(function)s(%(expressions)s::tsquery)"
    output_field = FloatField()

    def __init__(self, lexemes: str) -> None:
        super().__init__(F("document"), Value(lexemes))


@dataclass(frozen=True)
class SqlPlace:
    """A school's place. `metres` is the radius for visits, none for any."""

    position: GridPoint
    authority: int | None
    region: int | None
    metres: float | None
    online: bool

    @classmethod
    def of(cls, query: SearchQuery, place: Located) -> SqlPlace:
        metres = query.radius
        if metres is None and query.within != ANY_DISTANCE:
            metres = _usual_miles(place.position) * METRES_PER_MILE
        authority = place.authority
        return cls(
            place.position,
            authority.pk if authority else None,
            authority.region_id if authority else None,
            metres,
            query.online,
        )


def matching(query: SearchQuery, place: SqlPlace | None = None, lexemes: str = "") -> Q:
    """Organisations with one public offer that meets all offer filters and words, in the area.

    `lexemes` is what the words were understood as (`words.Understood.lexemes`).
    """
    offers = Offer.objects.public().filter(organisation=OuterRef("pk"))
    condition = Q(Exists(_fitting(offers, query, lexemes))) | (
        ~Q(Exists(offers)) & _stand_in_fits(query, lexemes)
    )
    for area in AREAS:
        if slugs := query.chosen(area):
            ids = LocalAuthority.objects.filter(**{f"{_AREA_PATHS[area]}__in": slugs}).values("pk")
            condition &= Q(searched__authorities__overlap=ArraySubquery(ids))
    if slugs := query.chosen("access"):
        own = _linked("access", accessprovision__slug__in=slugs)
        condition &= Q(Exists(own)) | Q(Exists(offers.filter(access__slug__in=slugs)))
    return condition & _reaches(place) if place else condition


def _fitting(offers: QuerySet[Offer], query: SearchQuery, lexemes: str) -> QuerySet[Offer]:
    for facet in OFFER_FACETS:
        if slugs := query.chosen(facet.name):
            offers = offers.filter(_has_value(facet, slugs))
    if lexemes:
        documents = SearchDocument.objects.filter(offer_id=OuterRef("pk"))
        offers = offers.filter(Exists(documents.filter(Holds(lexemes))))
    return offers


def _has_value(facet: Facet, slugs: tuple[str, ...]) -> Q:
    field = Offer._meta.get_field(facet.path)
    if facet.model is None:
        array = hasattr(field, "base_field")
        return Q(**{f"{facet.path}__overlap" if array else f"{facet.path}__in": list(slugs)})
    condition = Q(**{f"{facet.path}__slug__in": slugs})
    return condition | Q(**{f"{facet.path}__isnull": True}) if facet.none_fits_all else condition


def _stand_in_fits(query: SearchQuery, lexemes: str) -> Q:
    """An organisation without a public offer counts as one offer that only has its art forms."""
    condition = Q()
    for facet in OFFER_FACETS:
        slugs = query.chosen(facet.name)
        if not slugs or facet.none_fits_all:
            continue
        if facet.name != "art_form":
            return Q(pk__in=[])
        condition &= Q(Exists(_linked("art_forms", artform__slug__in=slugs)))
    if lexemes:
        documents = SearchDocument.objects.filter(organisation=OuterRef("pk"), offer_id=None)
        condition &= Q(Exists(documents.filter(Holds(lexemes))))
    return condition


def _reaches(place: SqlPlace) -> Q:
    """It is near enough to visit, or travels as far, or covers the place, or works online."""
    condition = Q(covers_england=True)
    if place.authority is not None:
        condition |= Q(Exists(_linked("covered_authorities", localauthority=place.authority)))
        condition |= Q(Exists(_linked("covered_regions", region=place.region)))
    if place.online:
        condition |= Q(works_online=True)
    travels = F("travel_miles") * Value(METRES_PER_MILE, output_field=FloatField())
    condition |= Q(LessThanOrEqual(Distance(SearchedPosition(), place.position), travels))
    venues = Venue.objects.filter(organisation=OuterRef("pk"), receives_visits=True)
    near, venue_near = _at_most(place), _at_most(place, "organisation__")
    return (
        condition
        | (Q(receives_visits=True, nation="") & near)
        | Q(Exists(venues.filter(venue_near)))
    )


def _linked(path: str, **value: Any) -> QuerySet[Any]:
    """An organisation's links to values of a kind, in their own table."""
    field: Any = Organisation._meta.get_field(path)
    return field.remote_field.through.objects.filter(organisation=OuterRef("pk"), **value)


def _at_most(place: SqlPlace, organisation: str = "") -> Q:
    if place.metres is None:
        return Q(position__isnull=False)
    away = Distance(SearchedPosition(organisation), place.position)
    return Q(LessThanOrEqual(away, Value(place.metres)))


def _usual_miles(position: GridPoint) -> int:
    based = Organisation.objects.public()
    for miles in RADII[:-1]:
        away = Distance(SearchedPosition(), position)
        near = Q(LessThanOrEqual(away, Value(miles * METRES_PER_MILE)))
        if based.filter(near).count() >= ENOUGH_PARTNERS:
            return miles
    return RADII[-1]
