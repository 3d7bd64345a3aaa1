"""England as dots: the map of the home page, and what lies behind other maps."""

from django import template
from django.utils.safestring import SafeString

from artsmark_site import england_map

register = template.Library()


@register.simple_tag
def england() -> SafeString:
    return england_map.draw()


@register.simple_tag
def england_on_the_grid(west: float, north: float, metres_per_unit: float) -> SafeString:
    """Behind a map of part of England; inside its `<svg>`."""
    return england_map.on_the_grid(west, north, metres_per_unit)
