"""What stands of collaborations on the page of a setting, and among what waits for somebody."""

from django.http import HttpRequest
from django.urls import reverse

from enquiries.choices import Party
from enquiries.collaborations.days import days_of
from enquiries.collaborations.log import stands
from enquiries.models import Collaboration
from settings_schools.models import EducationSetting

SHOWN = 5


def rows_of(setting: EducationSetting, request: HttpRequest) -> list[tuple[str, str, str]]:
    """The newest: title, address, and how it stands."""
    newest = Collaboration.objects.of_setting(setting).for_reading()[:SHOWN]
    return [
        (
            f"{one.title}, with {one.partner_name}",
            reverse("collaborations:of-setting", args=[setting.pk, one.pk]),
            f"{days_of(one)}. {stands(one)}",
        )
        for one in newest
    ]


def address_to_confirm(collaboration: Collaboration) -> str:
    """Among the pages of the side that it waits for."""
    if collaboration.waits_for == Party.PARTNER:
        args = [collaboration.organisation_id, collaboration.pk]
        return reverse("collaborations:of-partner", args=args)
    return reverse("collaborations:of-setting", args=[collaboration.setting_id, collaboration.pk])


def address_of(setting: EducationSetting) -> str:
    return reverse("collaborations:setting", args=[setting.pk])
