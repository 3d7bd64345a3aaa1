"""The pages on which staff look up settings, check those that were added, and keep Journeys."""

from settings_schools.admin.lists import AwardLevel, JourneyStage
from settings_schools.admin.register import EducationSettingAdmin

__all__ = ["AwardLevel", "EducationSettingAdmin", "JourneyStage"]
