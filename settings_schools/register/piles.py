"""What the register of settings brings to the start page of staff."""

from collections.abc import Iterator

from accounts.models import User
from partners.desk.piles import Pile, looked_after, pile_of
from settings_schools.models import EducationSetting


def sources(user: User) -> Iterator[Pile]:
    """What somebody added, and nobody has looked at."""
    rows = looked_after(user, EducationSetting.objects).to_check()
    yield pile_of("Settings that somebody added, to check", rows, "created_at", "?todo=check")
