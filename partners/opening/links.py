"""The links that the messages of this part carry."""

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from partners.models import OpeningNotice


def token_for(notice: OpeningNotice) -> str:
    return mailed_token(purpose="opening notice", row=notice.pk, nonce=str(notice.nonce))


def notice_of(pk: int, token: str) -> OpeningNotice | None:
    """What a link was sent for; None once that is deleted, or should be by now."""
    notice = OpeningNotice.objects.select_related("region").filter(pk=pk).first()
    if notice is None or not constant_time_compare(token, token_for(notice)):
        return None
    late = notice.deleted_unconfirmed_at <= timezone.now()
    return None if notice.confirmed_at is None and late else notice
