"""The pages on which staff look after training."""

from training.admin.reports import AreaListAdmin, ClosedReportAdmin

__all__ = ["AreaListAdmin", "ClosedReportAdmin"]
