"""Why an enquiry cannot go on as somebody wished."""

from enquiries.models import Enquiry, EnquiryRecipient

# While somebody has it open, whoever asked may erase it, or its time may be over.
ERASED = (Enquiry.DoesNotExist, EnquiryRecipient.DoesNotExist)


class CannotAsk(Exception):
    """The reason, worded for whoever asks."""
