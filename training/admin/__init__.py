"""The pages on which staff host training sessions, keep the register, invite, and report."""

from training.admin.bookings import BookingAdmin
from training.admin.interest import InterestRegistrationAdmin
from training.admin.reports import AreaListAdmin, ClosedReportAdmin
from training.admin.sessions import TrainingSessionAdmin

__all__ = [
    "AreaListAdmin",
    "BookingAdmin",
    "ClosedReportAdmin",
    "InterestRegistrationAdmin",
    "TrainingSessionAdmin",
]
