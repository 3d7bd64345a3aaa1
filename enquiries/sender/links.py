"""The links of whoever asks: one confirms the address, the other opens what became of it."""

from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from enquiries.links import sender_token
from enquiries.models import Enquiry


def confirm_token(enquiry: Enquiry) -> str:
    """Good for the address that it was sent to, and for no other that is typed afterwards."""
    nonce = f"{enquiry.nonce}:{enquiry.email}"
    return mailed_token(purpose="confirm enquiry", row=enquiry.pk, nonce=nonce)


def to_confirm(pk: int, token: str) -> Enquiry | None:
    """What a link asks about; None if it was thrown away, or the link is another's."""
    enquiry = Enquiry.objects.filter(pk=pk).first()
    if enquiry is None or not constant_time_compare(token, confirm_token(enquiry)):
        return None
    return enquiry


def of_sender(pk: int, token: str) -> Enquiry | None:
    """What was sent with this link; None once it is deleted."""
    enquiry = Enquiry.objects.sent().filter(pk=pk).first()
    if enquiry is None or not constant_time_compare(token, sender_token(enquiry)):
        return None
    return enquiry
