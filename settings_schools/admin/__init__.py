"""The pages on which staff look up settings, check those that were added, and keep Journeys.

And on which they confirm who works for a setting.
"""

from settings_schools.admin.lists import AwardLevel, JourneyStage
from settings_schools.admin.people import SettingDomainAdmin, SettingMembershipAdmin
from settings_schools.admin.register import EducationSettingAdmin

__all__ = [
    "AwardLevel",
    "EducationSettingAdmin",
    "JourneyStage",
    "SettingDomainAdmin",
    "SettingMembershipAdmin",
]
