"""The links with which schools and partners talk without signing in."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from enquiries.models import Enquiry, EnquiryRecipient
from partners.models import Membership


def sender_token(enquiry: Enquiry) -> str:
    return mailed_token(purpose="enquiry of a sender", row=enquiry.pk, nonce=enquiry.nonce)


def sender_address(enquiry: Enquiry) -> str:
    """Of the page on which the sender reads all answers."""
    path = reverse("enquiries:sender", args=[enquiry.pk, sender_token(enquiry)])
    return f"{settings.SITE_ADDRESS}{path}"


def partner_token(recipient: EnquiryRecipient, membership: Membership) -> str:
    nonce = f"{recipient.nonce}:{membership.pk}:{membership.user_id}"
    return mailed_token(purpose="enquiry to a partner", row=recipient.pk, nonce=nonce)


def partner_address(recipient: EnquiryRecipient, membership: Membership) -> str:
    """Of the page on which this member answers."""
    token = partner_token(recipient, membership)
    path = reverse("enquiries:answer", args=[recipient.pk, membership.pk, token])
    return f"{settings.SITE_ADDRESS}{path}"


def asked(pk: int, member_pk: int, token: str) -> tuple[EnquiryRecipient, Membership] | None:
    """What a link was sent for; None if it was erased, or that person left the organisation."""
    recipient = EnquiryRecipient.objects.sent().for_reading().filter(pk=pk).first()
    membership = Membership.objects.select_related("user").filter(pk=member_pk).first()
    if recipient is None or membership is None:
        return None
    if membership.organisation_id != recipient.organisation_id:
        return None
    right = constant_time_compare(token, partner_token(recipient, membership))
    return (recipient, membership) if right else None
