"""What schools keep, which settings there are, how their Journeys stand, and who is theirs."""

from settings_schools.models.domain import SettingDomain
from settings_schools.models.journey import ArtsmarkJourney, AwardLevel, JourneyStage
from settings_schools.models.membership import SettingMembership
from settings_schools.models.saved_search import LONGEST_SEARCH, DigestReader, SavedSearch
from settings_schools.models.setting import EducationSetting
from settings_schools.models.shortlist import (
    MOST_ASKED,
    NOTE_LENGTH,
    Shortlist,
    ShortlistItem,
    new_key,
)

__all__ = [
    "LONGEST_SEARCH",
    "MOST_ASKED",
    "NOTE_LENGTH",
    "ArtsmarkJourney",
    "AwardLevel",
    "DigestReader",
    "EducationSetting",
    "JourneyStage",
    "SavedSearch",
    "SettingDomain",
    "SettingMembership",
    "Shortlist",
    "ShortlistItem",
    "new_key",
]
