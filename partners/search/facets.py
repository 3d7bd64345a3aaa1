"""The filters of the search: one table, from which address, index, SQL and page are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import F

from partners.choices import ArtsAwardLevel, CostBand, DeliveryMode
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    County,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    Region,
    SettingType,
)


@dataclass(frozen=True)
class Facet:
    """One filter. An address may repeat its name: OR inside one filter, AND across filters.

    The values are the rows of a lookup (`model`) or a closed set (`choices`). `path` leads from
    an offer, or for `access` also from an organisation, to the values it has; areas have none.
    """

    name: str
    legend: str
    noun: str
    model: type[models.Model] | None = None
    choices: type[models.TextChoices] | None = None
    path: str = ""
    of_offer: bool = True
    none_fits_all: bool = False
    is_open: bool = False


FACETS = {
    facet.name: facet
    for facet in (
        Facet("region", "Region", "region", Region, of_offer=False),
        Facet("county", "County", "county", County, of_offer=False),
        Facet("authority", "Local authority", "local authority", LocalAuthority, of_offer=False),
        Facet("key_stage", "Year group", "key stage", KeyStage, path="key_stages", is_open=True),
        Facet("art_form", "Art form", "art form", ArtForm, path="art_forms", is_open=True),
        Facet(
            "delivery",
            "Where it happens",
            "way of delivery",
            choices=DeliveryMode,
            path="delivery_modes",
            is_open=True,
        ),
        Facet("cost", "Cost", "cost band", choices=CostBand, path="cost_band", is_open=True),
        Facet("offer_type", "Kind of offer", "kind of offer", OfferType, path="offer_type"),
        Facet(
            "setting_type",
            "Kind of setting",
            "kind of setting",
            SettingType,
            path="setting_types",
            none_fits_all=True,
        ),
        Facet("theme", "Subject or theme", "subject or theme", CurriculumTheme, path="themes"),
        Facet(
            "access", "Access", "access provision", AccessProvision, path="access", of_offer=False
        ),
        Facet("criterion", "Artsmark criterion", "criterion", ArtsmarkCriterion, path="criteria"),
        Facet(
            "arts_award",
            "Arts Award",
            "Arts Award level",
            choices=ArtsAwardLevel,
            path="arts_award_levels",
        ),
    )
}
OFFER_FACETS = tuple(facet for facet in FACETS.values() if facet.of_offer)
AREAS = ("region", "county", "authority")


@dataclass(frozen=True)
class Option:
    """A value that may be chosen. `key` is what the tables hold: a row's id, or the slug itself.

    `within` are the slugs of the regions that a county or authority lies in; `finer` what belongs
    to an art form, in small letters, though not everybody in it does that.
    """

    slug: str
    label: str
    key: int | str
    within: frozenset[str] = frozenset()
    finer: frozenset[str] = frozenset()


class Options(dict[str, Option]):
    """The values of a filter by slug, in the order they are shown; `retired` were ones before."""

    def __init__(self, options: Iterable[Option] = (), retired: Iterable[str] = ()) -> None:
        super().__init__((option.slug, option) for option in options)
        self.retired = frozenset(retired)


def read_options() -> dict[str, Options]:
    """The values that may be chosen now, by filter."""
    return {name: Options(_options_of(facet), _retired(facet)) for name, facet in FACETS.items()}


def _retired(facet: Facet) -> Iterable[str]:
    if facet.model is None or facet.model in (Region, County):
        return ()
    rows = facet.model._default_manager.filter(is_active=False)
    return rows.order_by().values_list("slug", flat=True)


def _options_of(facet: Facet) -> Iterable[Option]:
    if facet.choices is not None:
        return [Option(value, str(label), value) for value, label in facet.choices.choices]
    if facet.model is Region:
        return [Option(row.slug, row.name, row.pk) for row in Region.objects.in_order()]
    if facet.model is County:
        return _counties()
    if facet.model is LocalAuthority:
        rows = LocalAuthority.objects.active().select_related("region")
        return [Option(row.slug, row.name, row.pk, frozenset({row.region.slug})) for row in rows]
    if facet.model is ArtForm:
        return [_art_form(row) for row in ArtForm.objects.active()]
    if facet.model is KeyStage:
        return [Option(row.slug, _years(row), row.pk) for row in KeyStage.objects.active()]
    rows = facet.model._default_manager.active()  # type: ignore[union-attr]
    return [Option(row.slug, row.label, row.pk) for row in rows]


def _art_form(row: ArtForm) -> Option:
    return Option(row.slug, row.label, row.pk, finer=frozenset(map(str.casefold, row.sub_forms)))


def _counties() -> Iterable[Option]:
    """Counties span regions: those of a county come through its authorities."""
    regions: dict[int, set[str]] = {}
    pairs = LocalAuthority.objects.values_list("county_id", "region__slug")
    for county, region in pairs.order_by().distinct():
        regions.setdefault(county, set()).add(region)
    return [
        Option(row.slug, row.name, row.pk, frozenset(regions.get(row.pk, ())))
        for row in County.objects.in_order()
    ]


def _years(stage: KeyStage) -> str:
    """“KS2: Years 3 to 6”, for teachers who think in year groups; else the label."""
    years = [year.removeprefix("Year ") for year in stage.years]
    if not years or not all(year.isdigit() for year in years):
        return stage.label
    joined = "and" if len(years) == 2 else "to"
    return f"{stage.short_label}: Years {years[0]} {joined} {years[-1]}"


def areas_of_authorities() -> dict[int, tuple[int, int]]:
    """Region and county of each authority, all by id, those no longer active included."""
    rows = LocalAuthority.objects.order_by().values_list("pk", F("region_id"), F("county_id"))
    return {pk: (region, county) for pk, region, county in rows}
