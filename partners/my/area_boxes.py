"""Local authorities as boxes to tick, folded away by region: a list that a thumb can use."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from reference.models import LocalAuthority


class _ByRegion(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        rows = self.queryset.select_related("region")
        in_order = rows.order_by("region__sort_order", "region__name", "name", "pk")
        for region, authorities in groupby(in_order, key=lambda one: one.region.name):
            yield region, [self.choice(authority) for authority in authorities]


class AreaBoxes(forms.CheckboxSelectMultiple):
    """A region in which something is ticked stands open."""

    template_name = "my/organisation/area_boxes.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for region, boxes, _ in context["widget"]["optgroups"]:
            ticked = sum(box["selected"] for box in boxes)
            context["widget"].setdefault("regions", []).append((region, boxes, ticked))
        return context


class AuthoritiesField(forms.ModelMultipleChoiceField):
    iterator = _ByRegion
    widget = AreaBoxes

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LocalAuthority.objects.all(), required=False, **kwargs)
