"""What people of settings bring to the start page of staff."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from partners.desk.piles import Pile, looked_after, pile_of
from partners.querysets import OWNERS_HAVE
from reference.working_days import working_days_before
from settings_schools.models import SettingMembership


def sources(user: User) -> Iterator[Pile]:
    """Who asks to join where no colleague decides, or none did in time; who is without a lead."""
    mine = looked_after(user, SettingMembership.objects)
    turn = working_days_before(timezone.localdate(), OWNERS_HAVE)
    asking = mine.waiting_for_staff(turn)
    yield pile_of("People who ask to join a setting", asking, "asked_at", "?state__exact=asked")
    title = "People of settings in which nobody leads"
    yield pile_of(title, mine.without_a_lead(), "confirmed_at", "?state__exact=confirmed")
