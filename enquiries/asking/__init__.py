"""From the first word of an enquiry until it is sent."""
