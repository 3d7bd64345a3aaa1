"""What schools ask of partners, what partners answer, and the figures that stay."""

from enquiries.models.enquiry import Enquiry
from enquiries.models.recipient import EnquiryRecipient, Message
from enquiries.models.report import EnquiryReport

__all__ = ["Enquiry", "EnquiryRecipient", "EnquiryReport", "Message"]
