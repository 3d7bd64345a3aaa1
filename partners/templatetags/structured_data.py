"""Data for search engines in templates."""

from django import template
from django.utils.safestring import SafeString

from partners import structured_data
from partners.models import Offer, Organisation

register = template.Library()


@register.simple_tag
def data_of_organisation(organisation: Organisation) -> SafeString:
    return structured_data.as_element(structured_data.of_organisation(organisation))


@register.simple_tag
def data_of_offer(offer: Offer) -> SafeString:
    return structured_data.as_element(structured_data.of_offer(offer))
