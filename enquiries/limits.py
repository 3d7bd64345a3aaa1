"""How much one connection may send of what anybody may send."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

AN_HOUR = 3_600


def is_within(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this is one of the first so many in an hour from one internet address.

    A whole school may stand behind one address. Exact for all processes together; the address
    itself is not kept, and its digest for an hour.
    """
    address = get_adapter().get_client_ip(request)
    who = salted_hmac(f"limit {what}", address, algorithm="sha256").hexdigest()
    return any(cache.add(f"{what}:{who}:{use}", True, AN_HOUR) for use in range(most))
