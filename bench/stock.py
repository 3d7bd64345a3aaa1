"""The stock way: django-filter over the model's own relations.

Kinder to itself than the search is: each filter may be met by another offer, and areas mean where
an organisation is based, not where it works.
"""

from typing import Any

import django_filters
from django.db.models import QuerySet

from partners.choices import ArtsAwardLevel, CostBand, DeliveryMode
from partners.models import Organisation
from partners.search.facets import FACETS


def _slugs(name: str, path: str) -> django_filters.Filter:
    model: Any = FACETS[name].model
    return django_filters.ModelMultipleChoiceFilter(
        field_name=path, to_field_name="slug", queryset=model._default_manager.all()
    )


class _AnyOf(django_filters.MultipleChoiceFilter):
    """Of values in an array."""

    def filter(self, rows: QuerySet[Organisation], value: list[str]) -> QuerySet[Organisation]:
        return rows.filter(**{f"{self.field_name}__overlap": list(value)}) if value else rows


class StockFilterSet(django_filters.FilterSet):
    region = _slugs("region", "authority__region__slug")
    county = _slugs("county", "authority__county__slug")
    authority = _slugs("authority", "authority__slug")
    key_stage = _slugs("key_stage", "offers__key_stages__slug")
    art_form = _slugs("art_form", "offers__art_forms__slug")
    delivery = _AnyOf(field_name="offers__delivery_modes", choices=DeliveryMode.choices)
    cost = django_filters.MultipleChoiceFilter(
        field_name="offers__cost_band", choices=CostBand.choices
    )
    offer_type = _slugs("offer_type", "offers__offer_type__slug")
    setting_type = _slugs("setting_type", "offers__setting_types__slug")
    theme = _slugs("theme", "offers__themes__slug")
    access = _slugs("access", "access__slug")
    criterion = _slugs("criterion", "offers__criteria__slug")
    arts_award = _AnyOf(field_name="offers__arts_award_levels", choices=ArtsAwardLevel.choices)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(self, data: object) -> None:
        super().__init__(data, queryset=Organisation.objects.public())
