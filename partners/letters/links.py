"""The links that letters to lists carry."""

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from partners.models import Addressee


def invited_token(addressee: Addressee) -> str:
    return mailed_token(purpose="invited", row=addressee.pk, nonce=str(addressee.nonce))


def news_token(addressee: Addressee) -> str:
    return mailed_token(purpose="no news", row=addressee.pk, nonce=str(addressee.nonce))


def invited(pk: int, token: str) -> Addressee | None:
    """Who was invited by a link; None when it has ended."""
    addressee = _addressee(pk)
    if addressee is None or not constant_time_compare(token, invited_token(addressee)):
        return None
    ends = addressee.ends_at
    return addressee if ends and timezone.now() < ends else None


def news_reader(pk: int, token: str) -> Addressee | None:
    """Whom a link to refuse news was sent to. It ends when the address is forgotten."""
    addressee = _addressee(pk)
    if addressee is None or not addressee.email:
        return None
    return addressee if constant_time_compare(token, news_token(addressee)) else None


def _addressee(pk: int) -> Addressee | None:
    rows = Addressee.objects.select_related("organisation__authority", "mailing__bridge")
    return rows.filter(pk=pk).first()
