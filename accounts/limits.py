"""How much one connection may send of what anybody may send: exact, however many send at once."""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reference.turns import Turn, wait_for

AN_HOUR = 3_600
MUCH_CAME = "Much came from your connection just now. Try again in an hour."


def connection_of(request: HttpRequest) -> str:
    """From where it comes, as a digest: one address, or the network that one household is given."""
    address = get_adapter().get_client_ip(request)
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is None:
        address = str(ip_network((ip, 64), strict=False))
    return _digest("connection", address)


def _digest(what: str, words: str) -> str:
    return salted_hmac(f"limit {what}", words, algorithm="sha256").hexdigest()


@transaction.atomic
def is_within(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this is one of the first so many in this hour from one internet address.

    A whole school may stand behind one address. The address itself is not kept, and its digest
    for an hour.
    """
    wait_for(Turn.COUNTING_ENQUIRIES)
    key = f"{what}:{connection_of(request)}:{timezone.now():%Y%m%d%H}"
    number = cache.get(key, 0)
    if number < most:
        cache.set(key, number + 1, AN_HOUR)
    return number < most


def reaches(connection: str, what: str, email: str, *, most: int, now: datetime) -> bool:
    """Whether this address is one of the first so many that it wrote to within the last hour.

    Called under the lock. One that it wrote to before counts no more. Addresses are kept as
    digests, for an hour.
    """
    key, digest = f"{what}:{connection}", _digest(what, email.lower())
    since = now.timestamp() - AN_HOUR
    known = {one: at for one, at in cache.get(key, {}).items() if at > since}
    if digest not in known and len(known) >= most:
        return False
    cache.set(key, known | {digest: now.timestamp()}, AN_HOUR)
    return True
