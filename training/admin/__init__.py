"""The pages on which staff host training sessions, keep the register, and invite."""

from training.admin.bookings import BookingAdmin
from training.admin.interest import InterestRegistrationAdmin
from training.admin.sessions import TrainingSessionAdmin

__all__ = ["BookingAdmin", "InterestRegistrationAdmin", "TrainingSessionAdmin"]
