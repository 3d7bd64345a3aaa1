"""The link with which a member ends the monthly letter without signing in."""

from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from partners.models import Membership


def token_for(membership: Membership) -> str:
    nonce = f"{membership.user_id}:{membership.organisation_id}"
    return mailed_token(purpose="monthly figures", row=membership.pk, nonce=nonce)


def reader(pk: int, token: str) -> Membership | None:
    """Whom a link was sent to; None once they no longer look after the organisation."""
    membership = Membership.objects.select_related("organisation").filter(pk=pk).first()
    if membership is None or not constant_time_compare(token, token_for(membership)):
        return None
    return membership
