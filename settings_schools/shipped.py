"""The lists of the Artsmark Journey that come with the project, and that staff may edit."""

from pathlib import Path

from reference.shipped_files import LOOKUP_FIELDS, ShippedTable
from settings_schools.models import AwardLevel, JourneyStage

_DATA = Path(__file__).parent / "data"
JOURNEY_STAGES = ShippedTable(JourneyStage, "journey_stages.toml", LOOKUP_FIELDS, folder=_DATA)
AWARD_LEVELS = ShippedTable(AwardLevel, "award_levels.toml", LOOKUP_FIELDS, folder=_DATA)
