"""How much one connection may send of what anybody may send: exact, however many send at once."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

AN_HOUR = 3_600
_LOCK = 7_204_531  # a lock by any number that nobody else uses


def one_at_a_time() -> None:
    """Wait for whoever counts now; until the transaction ends, others wait for this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def is_within(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this is one of the first so many in this hour from one internet address.

    A whole school may stand behind one address. The address itself is not kept, and its digest
    for an hour.
    """
    one_at_a_time()
    address = get_adapter().get_client_ip(request)
    who = salted_hmac(f"limit {what}", address, algorithm="sha256").hexdigest()
    key = f"{what}:{who}:{timezone.now():%Y%m%d%H}"
    number = cache.get(key, 0)
    if number < most:
        cache.set(key, number + 1, AN_HOUR)
    return number < most
