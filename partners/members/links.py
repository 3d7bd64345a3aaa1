"""The links of invitations."""

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from partners.models import Invitation


def token_for(invitation: Invitation) -> str:
    return mailed_token(purpose="invitation", row=invitation.pk, nonce=str(invitation.nonce))


def invitation_of(pk: int, token: str) -> Invitation | None:
    """What a link was sent for; None once it was withdrawn, used, or is two weeks old."""
    open_ones = Invitation.objects.open(timezone.now()).select_related("organisation")
    invitation = open_ones.filter(pk=pk).first()
    if invitation is None or not constant_time_compare(token, token_for(invitation)):
        return None
    return invitation
