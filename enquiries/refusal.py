"""Why an enquiry cannot go on as somebody wished."""


class CannotAsk(Exception):
    """The reason, worded for whoever asks."""
