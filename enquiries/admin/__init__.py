"""The pages on which staff see enquiries, what schools could not find, and concerns."""

from enquiries.admin.concerns import ConcernAdmin
from enquiries.admin.enquiries import EnquiryRecipientAdmin
from enquiries.admin.gaps import GapReportAdmin
from enquiries.admin.names_to_invite import NameToInviteAdmin

__all__ = ["ConcernAdmin", "EnquiryRecipientAdmin", "GapReportAdmin", "NameToInviteAdmin"]
