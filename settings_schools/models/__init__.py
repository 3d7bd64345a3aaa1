"""What schools keep, which settings there are, how their Journeys stand, and who is theirs."""

from settings_schools.models.journey import ArtsmarkJourney, AwardLevel, JourneyStage
from settings_schools.models.membership import SettingMembership
from settings_schools.models.setting import EducationSetting
from settings_schools.models.shortlist import (
    MOST_ASKED,
    NOTE_LENGTH,
    Shortlist,
    ShortlistItem,
    new_key,
)

__all__ = [
    "MOST_ASKED",
    "NOTE_LENGTH",
    "ArtsmarkJourney",
    "AwardLevel",
    "EducationSetting",
    "JourneyStage",
    "SettingMembership",
    "Shortlist",
    "ShortlistItem",
    "new_key",
]
