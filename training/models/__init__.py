"""Sessions, who books them, who would, and what the reports of them are."""

from training.models.booking import Booking
from training.models.interest import InterestRegistration
from training.models.report import AreaList, ClosedReport
from training.models.session import TrainingSession

__all__ = ["AreaList", "Booking", "ClosedReport", "InterestRegistration", "TrainingSession"]
