"""The link with which others read a shortlist."""

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from settings_schools.models import Shortlist


def token_for(shortlist: Shortlist) -> str:
    return mailed_token(purpose="shortlist", row=shortlist.pk, nonce=shortlist.share_nonce)


def address_of(shortlist: Shortlist) -> str:
    return reverse("shortlist:shared", args=[shortlist.pk, token_for(shortlist)])


def shared(pk: int, token: str) -> Shortlist | None:
    """What a link opens; None once its maker ended it or cleared the list, or it was none."""
    shortlist = Shortlist.objects.filter(pk=pk).exclude(share_nonce="").first()
    if shortlist is None or not constant_time_compare(token, token_for(shortlist)):
        return None
    return shortlist
