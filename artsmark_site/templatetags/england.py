"""The map of the home page."""

from django import template
from django.utils.safestring import SafeString

from artsmark_site import england_map

register = template.Library()


@register.simple_tag
def england() -> SafeString:
    return england_map.draw()
