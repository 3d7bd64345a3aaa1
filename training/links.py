"""The links with which people answer for their own booking, and for their interest."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from training.models import Booking, InterestRegistration

# What somebody needs is shown and changed by the link of their own letters alone; the pages of an
# organisation lead its members to the same page by another one.
_OWN, _COLLEAGUES = "training booking", "training booking of a colleague"


def booking_token(booking: Booking) -> str:
    purpose = _COLLEAGUES if booking.by_colleague else _OWN
    return mailed_token(purpose=purpose, row=booking.pk, nonce=booking.nonce)


def booking_path(booking: Booking, page: str = "booking") -> str:
    return reverse(f"training:{page}", args=[booking.pk, booking_token(booking)])


def colleagues_path(booking: Booking) -> str:
    """Of the same page for those who look after the organisation: without what they need."""
    booking.by_colleague = True
    return booking_path(booking)


def booking_address(booking: Booking, page: str = "booking") -> str:
    """Of the page on which whoever comes reads of their place, and gives it back."""
    return settings.SITE_ADDRESS + booking_path(booking, page)


def booking_of(pk: int, token: str) -> Booking | None:
    """What a link was sent for; None once somebody else comes instead, or it was erased."""
    rows = Booking.objects.select_related("session__bridge", "session__authority", "organisation")
    booking = rows.exclude(email="").filter(pk=pk).first()
    if booking is None:
        return None
    if constant_time_compare(token, booking_token(booking)):
        return booking
    booking.by_colleague = True
    return booking if constant_time_compare(token, booking_token(booking)) else None


def interest_token(interest: InterestRegistration) -> str:
    return mailed_token(purpose="training interest", row=interest.pk, nonce=interest.nonce)


def interest_address(interest: InterestRegistration) -> str:
    """Of the page on which they confirm, say what suits, and delete it."""
    path = reverse("training:interest", args=[interest.pk, interest_token(interest)])
    return settings.SITE_ADDRESS + path


def interest_of(pk: int, token: str) -> InterestRegistration | None:
    """What a link was sent for; None once it was deleted."""
    rows = InterestRegistration.objects.select_related("authority__bridge", "organisation")
    interest = rows.filter(pk=pk, forgotten_at=None).first()
    if interest is None or not constant_time_compare(token, interest_token(interest)):
        return None
    return interest
