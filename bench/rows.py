"""Draws organisations and offers, the same ones every time, and writes them by COPY.

Based at real postcode sectors, with every value of every filter in use. A few organisations have
a hundred offers; three is the mean.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import batched
from random import Random
from time import perf_counter
from typing import Any

import psycopg
from django.db import connection, models
from django.db.models import Count
from django.utils import timezone
from django.utils.text import slugify

from bench import texts
from bench.copying import bare_tables
from bench.report import Row as ResultRow
from partners.choices import UNPRICED, ArtsAwardLevel, CostBasis, DeliveryMode
from partners.models import Offer, Organisation, Venue
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    PostcodeSector,
    Region,
    SettingType,
)
from reference.positions import GridPoint

OFFERS_EACH = 3
REBUILDERS = 2  # connections at once
_MILES = (5, 10, 10, 15, 15, 20, 25, 30, 50, 100)
_DELIVERY = [*DeliveryMode.values] + ["at-setting"] * 8 + ["at-venue"] * 4
_BASES = [*CostBasis.values, "free", "per-day", "per-day", "per-session", "per-class"]
_POUNDS = (40, 60, 80, 95, 120, 150, 180, 240, 300, 350, 450, 600, 800, 1200, 2500)

LOOKUPS: tuple[type[models.Model], ...] = (
    *(AccessProvision, ArtForm, ArtsmarkCriterion, CurriculumTheme, KeyStage, OfferType),
    *(SettingType, LocalAuthority, Region),
)

type Row = tuple[Any, ...]


class Drawn:
    """Organisations numbered from `first` up to `last`, with their offers and all their links."""

    def __init__(self, first: int, last: int) -> None:
        self.random = Random(first)
        self.ids = range(first, last)
        self.sentences = texts.sentences(self.random, 4_000)
        self.titles = texts.titles(self.random, 2_000)
        self.today = timezone.localdate()
        rows = PostcodeSector.objects.filter(authority__is_active=True).order_by("sector")
        self.sectors = list(rows.values_list("sector", "authority_id", "position"))
        self.towns = dict(LocalAuthority.objects.values_list("pk", "name"))
        # All that is asked of the database is asked now: no query can run while rows are copied.
        self.values = {of: list(of._default_manager.values_list("pk", flat=True)) for of in LOOKUPS}
        self.links: dict[Any, list[Row]] = {}

    def some(self, of: type[models.Model], least: int, most: int) -> list[int]:
        return self.random.sample(self.values[of], self.random.randint(least, most))

    def link(self, relation: Any, owner: int, values: Iterable[int]) -> None:
        self.links.setdefault(relation, []).extend((owner, value) for value in values)

    def text(self, how_many: int) -> str:
        return " ".join(self.random.choices(self.sentences, k=how_many))

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent

    def recent_day(self) -> date:
        return self.today - timedelta(days=self.random.randint(0, 700))


ORGANISATION = (
    *("id", "name", "slug", "type", "summary", "description", "town", "postcode", "position"),
    *("authority", "hide_street", "receives_visits", "travel_miles", "covers_england"),
    *("works_online", "art_form_tags", "confirmed_on", "listing_state", "partner_status"),
    *("first_listed_at", "website", "insurance_pounds", "safeguarding_statement"),
)
OFFER = (
    *("id", "organisation", "title", "summary", "description", "offer_type", "curriculum_links"),
    *("learning_outcomes", "cost_basis", "cost_from_pence", "cost_note"),
    *(
        "required_resources",
        "delivery_modes",
        "arts_award_levels",
        "state",
        "confirmed_on",
        "available_to",
    ),
)
VENUE = ("organisation", "name", "postcode", "position", "authority", "receives_visits")


def organisation(drawn: Drawn, pk: int) -> Row:
    random = drawn.random
    name, kind = texts.name_and_type(random)
    sector, authority, position = random.choice(drawn.sectors)
    place = _nearby(random, position)
    _link_organisation(drawn, pk)
    return (
        *(pk, name, slugify(name), kind, random.choice(drawn.sentences), drawn.text(6)),
        *(drawn.towns[authority], sector, place, authority, drawn.chance(8), drawn.chance(60)),
        *(random.choice(_MILES) if drawn.chance(55) else None, drawn.chance(2), drawn.chance(20)),
        *([], drawn.recent_day(), "approved", "active" if drawn.chance(95) else "renewal-due"),
        *(timezone.now(), f"https://{slugify(name)}.example/", 5_000_000, drawn.text(1)),
    )


def _nearby(random: Random, middle: GridPoint) -> GridPoint:
    east, north = random.gauss(0, 800), random.gauss(0, 800)
    return GridPoint(middle.easting + int(east), max(1, middle.northing + int(north)))


def _link_organisation(drawn: Drawn, pk: int) -> None:
    drawn.link(Organisation.art_forms, pk, drawn.some(ArtForm, 1, 3))
    drawn.link(Organisation.access, pk, drawn.some(AccessProvision, 0, 4))
    if drawn.chance(10):
        drawn.link(Organisation.covered_authorities, pk, drawn.some(LocalAuthority, 1, 5))
    if drawn.chance(5):
        drawn.link(Organisation.covered_regions, pk, drawn.some(Region, 1, 1))


def offer(drawn: Drawn, pk: int, organisation: int) -> Row:
    random = drawn.random
    basis = random.choice(_BASES)
    price = None if basis in UNPRICED else random.choice(_POUNDS) * 100
    note = "It depends on the group." if basis == CostBasis.ON_REQUEST else ""
    levels = random.sample(ArtsAwardLevel.values, 2) if drawn.chance(15) else []
    _link_offer(drawn, pk)
    return (
        *(pk, organisation, random.choice(drawn.titles), random.choice(drawn.sentences)),
        *(drawn.text(4), drawn.some(OfferType, 1, 1)[0], drawn.text(1), drawn.text(1), basis),
        *(price, note, drawn.text(1), list({random.choice(_DELIVERY), random.choice(_DELIVERY)})),
        *(levels, "approved", drawn.recent_day(), None),
    )


def _link_offer(drawn: Drawn, pk: int) -> None:
    drawn.link(Offer.art_forms, pk, drawn.some(ArtForm, 1, 2))
    drawn.link(Offer.key_stages, pk, drawn.some(KeyStage, 1, 4))
    drawn.link(Offer.themes, pk, drawn.some(CurriculumTheme, 0, 4))
    drawn.link(Offer.criteria, pk, drawn.some(ArtsmarkCriterion, 0, 2))
    if drawn.chance(30):
        drawn.link(Offer.setting_types, pk, drawn.some(SettingType, 1, 2))
    if drawn.chance(20):
        drawn.link(Offer.access, pk, drawn.some(AccessProvision, 1, 2))


def owners(drawn: Drawn) -> Iterator[int]:
    """Whose each offer is: one for everybody, the others mostly of a few."""
    yield from drawn.ids
    weights = [min(drawn.random.paretovariate(1.1), 300) for _ in drawn.ids]
    yield from drawn.random.choices(drawn.ids, weights, k=(OFFERS_EACH - 1) * len(drawn.ids))


def venue(drawn: Drawn, organisation: int) -> Row:
    sector, authority, position = drawn.random.choice(drawn.sectors)
    place = _nearby(drawn.random, position)
    return organisation, f"Venue {organisation}", sector, place, authority, True


def added(first: int, last: int) -> list[ResultRow]:
    """Add the organisations numbered from `first` up to `last`, and what the search derives."""
    started = perf_counter()
    drawn = Drawn(first, last)
    with bare_tables() as write:
        write(Organisation, ORGANISATION, (organisation(drawn, pk) for pk in drawn.ids))
        pks = enumerate(sorted(owners(drawn)), start=(first - 1) * OFFERS_EACH + 1)
        write(Offer, OFFER, (offer(drawn, pk, owner) for pk, owner in pks))
        write(Venue, VENUE, (venue(drawn, pk) for pk in drawn.ids if drawn.chance(10)))
        for relation, pairs in drawn.links.items():
            names = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
            write(relation.through, names, pairs)
    with ThreadPoolExecutor(REBUILDERS) as threads:
        list(threads.map(_rebuild, batched(drawn.ids, 1_000)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    offers = OFFERS_EACH * (last - 1)
    most = Offer.objects.values("organisation").annotate(n=Count("pk")).order_by("-n")[0]["n"]
    measured = f"{offers:,} offers, {most} of one partner; {perf_counter() - started:.0f} s"
    return [ResultRow("Rows written and made searchable", measured, size=last - 1)]


def _rebuild(ids: Iterable[int]) -> None:
    """What `manage.py rebuild_search` does for some organisations."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as own:
        own.execute("SELECT search_rebuild(%s)", [list(ids)])
