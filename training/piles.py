"""What training brings to the start page of staff."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from partners.desk.piles import SHOWN, Pile, how_many, looked_after, pile_of
from partners.desk.waiting import Item
from training.choices import InterestState
from training.models import Booking, InterestRegistration, TrainingSession


def sources(user: User) -> Iterator[Pile]:
    """Registers to mark, places to decide about, and who waits to hear of a session."""
    yield _registers(user)
    rows = looked_after(user, TrainingSession.objects).without_a_link(timezone.now())
    yield pile_of("Online soon, without a link to join", rows, None, "?when=without-link")
    asked = looked_after(user, Booking.objects).to_approve(timezone.now())
    yield pile_of("Bookings that wait for your yes", asked, "booked_at", "?state__exact=requested")
    interested = looked_after(user, InterestRegistration.objects).waiting()
    unanswered = interested.filter(state=InterestState.OPEN).order_by("confirmed_at", "pk")
    title = "Interested in training, and not invited yet"
    yield pile_of(title, unanswered, "confirmed_at", "?state__exact=open")


def _registers(user: User) -> Pile:
    rows = looked_after(user, TrainingSession.objects).to_mark(timezone.now())
    page = "admin:training_trainingsession_register"
    items = [Item(str(row), reverse(page, args=[row.pk]), row.ends_at) for row in rows[:SHOWN]]
    where = reverse("admin:training_trainingsession_changelist")
    return Pile("Registers to mark", items, how_many(rows, items), f"{where}?when=to-mark")
