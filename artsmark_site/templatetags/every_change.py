"""Which rows have a page of their changes."""

from django import template
from django.db.models import Model

from artsmark_site.every_change import is_kept

register = template.Library()


@register.filter
def has_a_history(row: Model) -> bool:
    return is_kept(type(row))
