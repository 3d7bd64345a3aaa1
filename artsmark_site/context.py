"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, dict[str, str]]:
    """The site's own names: bodies and programmes change theirs, so templates never spell them."""
    return {"our_site": site_names()}


def site_names() -> dict[str, str]:
    return {
        "name": settings.SITE_NAME,
        "host": settings.SITE_URL.netloc,
        "address": settings.SITE_ADDRESS,
        "programme": settings.PROGRAMME_NAME,
        "bridge_noun": settings.BRIDGE_NOUN,
        "sender": settings.SENDER_NAME,
    }
