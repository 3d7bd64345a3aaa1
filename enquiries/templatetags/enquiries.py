"""What pages of partners say about enquiries."""

from collections.abc import Iterable

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list

from enquiries import usually
from enquiries.models import EnquiryRecipient
from partners.models import Organisation

register = template.Library()


@register.filter
def days_of_week(days: Iterable[int]) -> str:
    """ISO numbers as said aloud: “Tuesdays and Wednesdays”."""
    return get_text_list([f"{WEEKDAYS[day - 1]}s" for day in sorted(set(days))], "and")


@register.simple_tag
def how_soon(organisation: Organisation) -> usually.Usually | None:
    """How soon it answers, once there is enough to tell by. One query."""
    return usually.usually(organisation)


@register.simple_tag
def waiting_enquiries(organisation: Organisation) -> int:
    """How many schools wait for its first answer."""
    return EnquiryRecipient.objects.of(organisation).waiting().count()
