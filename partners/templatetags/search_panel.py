"""How the filter panel is laid out: what stands open, and what waits behind a click."""

from collections.abc import Iterable
from typing import Any

from django import template

from partners.search.facets import AREAS

register = template.Library()


@register.filter
def areas(facets: Iterable[Any]) -> list[Any]:
    """The filters that belong to the place: region, and what lies inside a chosen one."""
    return [facet for facet in facets if facet.name in AREAS]


@register.filter
def standing_open(facets: Iterable[Any]) -> list[Any]:
    return [facet for facet in facets if facet.open and facet.name not in AREAS]


@register.filter
def tucked_away(facets: Iterable[Any]) -> list[Any]:
    """Those under “More filters”."""
    return [facet for facet in facets if not facet.open and facet.name not in AREAS]


@register.filter
def any_in_use(facets: Iterable[Any]) -> bool:
    return any(facet.in_use for facet in facets)


@register.filter
def any_checked(options: Iterable[Any]) -> bool:
    return any(option.checked for option in options)
