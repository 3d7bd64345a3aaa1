"""What people of settings bring to the start page of staff."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from partners.desk.piles import Pile, looked_after, pile_of
from partners.desk.waiting import OWNERS_HAVE
from reference.working_days import working_days_before
from settings_schools.models import EducationSetting, SettingMembership


def sources(user: User) -> Iterator[Pile]:
    """Who asks to join where no colleague decides, or none did in time; who has no lead."""
    turn = working_days_before(timezone.localdate(), OWNERS_HAVE)
    leads = SettingMembership.objects.leads().filter(setting=OuterRef("setting"))
    asking = looked_after(user, SettingMembership.objects).waiting()
    ours = asking.filter(~Q(Exists(leads)) | Q(asked_at__date__lte=turn))
    yield pile_of("People who ask to join a setting", ours, "asked_at", "?state__exact=asked")
    headless = looked_after(user, EducationSetting.objects).without_a_lead()
    title = "Settings in which nobody leads any more"
    yield pile_of(title, headless.in_order(), "updated_at", "?lead=none")
