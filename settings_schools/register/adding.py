"""Settings that are in no register: added by whoever misses theirs, and checked by staff."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners.locating import locate_many
from reference.models import LocalAuthority
from reference.turns import Turn, wait_for_each
from settings_schools.models import EducationSetting

# More than these nobody adds who adds their own; a trust's team asks its Bridge for the rest.
MOST_A_DAY = 10


class CannotAdd(Exception):
    """Why not, worded for the person who tried."""


class CannotCheck(Exception):
    """Why not, worded for the member of staff who tried."""


@transaction.atomic
def add_setting(*, setting: EducationSetting, by: User) -> EducationSetting:
    """Keep an unsaved setting; nobody but who added it finds it before staff checked it.

    Raises:
        CannotAdd: it is known already, or somebody adds many.
    """
    wait_for_each(Turn.ADDING_SETTINGS, [str(by.pk)])
    since = timezone.now() - timedelta(days=1)
    if EducationSetting.objects.filter(added_by=by, created_at__gt=since).count() >= MOST_A_DAY:
        raise CannotAdd(
            f"You have added {MOST_A_DAY} settings since yesterday, and that is the most. "
            "If there are more, your regional body brings them in for you."
        )
    twin = EducationSetting.objects.like(setting, by).in_order().first()
    if twin is not None:
        raise CannotAdd(f"{twin.name}, {twin.where} is known already: find it by its name.")
    setting.added_by, setting.from_register, setting.checked_at = by, False, None
    place(setting)
    setting.save()
    return setting


def place(setting: EducationSetting) -> None:
    """Set the position from the postcode, where one is known.

    Raises:
        CannotAdd: the postcode lies outside England, or in another authority than was said.
    """
    said = setting.authority
    if refusals := locate_many([setting], authority_will_do=True):
        raise CannotAdd(refusals[0])
    if setting.authority_id != said.pk:
        lies_in = LocalAuthority.objects.get(pk=setting.authority_id)
        setting.authority = said
        raise CannotAdd(f"{setting.postcode} lies in {lies_in}, not in {said}.")


@transaction.atomic
def check_setting(*, setting: EducationSetting, by: User) -> EducationSetting:
    """From now on everybody finds it.

    Raises:
        CannotCheck: it was checked before, or it is not of one's own area.
    """
    mine = EducationSetting.objects.writable_by(by)
    row = mine.select_for_update(of=("self",), no_key=True).filter(pk=setting.pk).first()
    if row is None:
        raise CannotCheck(f"{setting.name} is not in your area.")
    if row.checked_at:
        raise CannotCheck(f"{row.name} has been checked already.")
    row.checked_at = timezone.now()
    row.save(update_fields=["checked_at", "updated_at"])
    return row
