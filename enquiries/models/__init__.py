"""What schools ask of partners, what they do together, and the figures that stay."""

from enquiries.models.collaboration import Collaboration, CollaborationPicture, NameToInvite
from enquiries.models.concern import Concern
from enquiries.models.enquiry import Enquiry
from enquiries.models.gap_report import GapReport
from enquiries.models.recipient import EnquiryRecipient, Message
from enquiries.models.report import EnquiryReport

__all__ = [
    "Collaboration",
    "CollaborationPicture",
    "Concern",
    "Enquiry",
    "EnquiryRecipient",
    "EnquiryReport",
    "GapReport",
    "Message",
    "NameToInvite",
]
