"""The link with which an owner answers without signing in."""

from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from partners.models import Membership, Notice


def token_for(notice: Notice, membership: Membership) -> str:
    nonce = f"{membership.pk}:{membership.user_id}:{notice.about_on}"
    return mailed_token(purpose="still right", row=notice.pk, nonce=nonce)


def asked(notice_pk: int, membership_pk: int, token: str) -> tuple[Notice, Membership] | None:
    """What a link was sent for; None if that person no longer looks after the organisation."""
    notice = Notice.objects.select_related("organisation").filter(pk=notice_pk).first()
    membership = Membership.objects.select_related("user").filter(pk=membership_pk).first()
    if notice is None or membership is None:
        return None
    if membership.organisation_id != notice.organisation_id:
        return None
    right = constant_time_compare(token, token_for(notice, membership))
    return (notice, membership) if right else None
