"""The pages on which staff read what schools could not find, and concerns."""

from enquiries.admin.concerns import ConcernAdmin
from enquiries.admin.gaps import GapReportAdmin

__all__ = ["ConcernAdmin", "GapReportAdmin"]
