"""Education settings of the demo: invented ones, in the towns of its organisations."""

from django.utils import timezone

from partners.models import Organisation
from reference.models import BridgeOrganisation, SettingType
from settings_schools.models import EducationSetting

_NAMES = (
    ("infant-primary", "primary", "{} Lane Primary School (demo)"),
    ("secondary", "secondary", "{} High School (demo)"),
    ("special", "not-applicable", "The {} School (demo)"),
    ("early-years", "nursery", "{} Nursery (demo)"),
)
_WORDS = ("Larch", "Millrace", "Swift", "Copper", "Orchard", "Heron", "Quarry", "Lantern", "Bridle")


def load() -> None:
    """Make a few in each area, unless there are settings already."""
    if EducationSetting.objects.exists():
        return
    types = {row.slug: row for row in SettingType.objects.all()}
    now, number = timezone.now(), 0
    for body in BridgeOrganisation.objects.active():
        towns = Organisation.objects.led_by([body.pk]).filter(is_demo=True)
        towns = towns.select_related("authority").exclude(town="").order_by("pk")
        for host in towns[: len(_NAMES)]:
            if (authority := host.authority) is None:
                continue
            kind, phase, name = _NAMES[number % len(_NAMES)]
            EducationSetting.objects.create(
                name=name.format(_WORDS[number % len(_WORDS)]),
                setting_type=types[kind],
                phase=phase,
                town=host.town,
                postcode=host.postcode,
                position=host.position,
                authority=authority,
                checked_at=now,
            )
            number += 1
