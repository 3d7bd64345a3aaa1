"""Sessions, who books them, and who would."""

from training.models.booking import Booking
from training.models.interest import InterestRegistration
from training.models.session import TrainingSession

__all__ = ["Booking", "InterestRegistration", "TrainingSession"]
