"""What a long form carries along, so that nothing typed into it is lost."""

from django import template
from django.template.context import Context
from django.utils.html import format_html

from accounts import typed

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context: Context, *address: object) -> str:
    """The hidden field that says whose form this is; nothing where nothing is kept.

    `address`, in pieces, is where it is sent, if that is not its own page.
    """
    request = context.get("request")
    if not request or not (mark := typed.mark(request, "".join(map(str, address)))):
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', typed.FIELD, mark)
