"""Bridge staff at their pages."""

from django.test import Client

from accounts.services import appoint
from reference.models import BridgeOrganisation
from tests.people import make_person, with_second_factor

SESSIONS = "/admin/training/trainingsession/"
BOOKINGS = "/admin/training/booking/"
INTEREST = "/admin/training/interestregistration/"


def officer_of(authority: str) -> Client:
    """Somebody signed in who works for the body of this area."""
    person = with_second_factor(make_person(f"officer@{authority}.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug=authority)
    appoint(email=person.email, bridge=bridge)
    client = Client()
    client.force_login(person)
    return client
