"""The words of training: kinds and formats of sessions, and what may become of a booking."""

from django.db import models

# What staff write to those who come: why it is cancelled, why it moves, why they cannot come.
LONGEST_REASON = 1000


class SessionKind(models.TextChoices):
    PARTNER_TRAINING = "partner-training", "Partner training"
    REFRESHER = "refresher", "Refresher"
    DROP_IN = "drop-in", "Drop-in for questions"
    NETWORKING = "networking", "Meeting schools"


# Who attended one of these was trained.
TRAINS = (SessionKind.PARTNER_TRAINING, SessionKind.REFRESHER)


class SessionFormat(models.TextChoices):
    IN_PERSON = "in-person", "In person"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "In person and online"


class SessionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open for booking"
    CLOSED = "closed", "Closed for booking"
    CANCELLED = "cancelled", "Cancelled"
    COMPLETED = "completed", "Over"


# What visitors see; a session that is over or cancelled is told to those who have its address.
LISTED = (SessionState.OPEN, SessionState.CLOSED)


class BookingState(models.TextChoices):
    REQUESTED = "requested", "Waits for your approval"
    CONFIRMED = "confirmed", "Confirmed"
    WAITLISTED = "waitlisted", "On the waiting list"
    OFFERED = "offered", "Offered a place"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Not taken up in time"
    CANCELLED_BY_ATTENDEE = "cancelled-by-attendee", "Cancelled by them"
    CANCELLED_BY_HOST = "cancelled-by-host", "Cancelled by the host"
    ATTENDED = "attended", "Attended"
    LEFT_EARLY = "left-early", "Left early"
    NO_SHOW = "no-show", "Did not come"


# What stands in the register once it was marked.
MARKED = (BookingState.ATTENDED, BookingState.LEFT_EARLY, BookingState.NO_SHOW)
# A place is kept for them.
HOLDING = (BookingState.CONFIRMED, BookingState.OFFERED, *MARKED)
# Still in it: nobody is twice among these in one session.
STANDING = (BookingState.REQUESTED, BookingState.WAITLISTED, *HOLDING)
# In the register: those who are expected, and those who were marked.
EXPECTED = (BookingState.CONFIRMED, *MARKED)


class InterestState(models.TextChoices):
    OPEN = "open", "Waits for a session"
    INVITED = "invited", "Invited"
    BOOKED = "booked", "Booked"
    CLOSED = "closed", "Closed"


# Of those who said yes: who is told of sessions.
STILL_INTERESTED = (InterestState.OPEN, InterestState.INVITED)

REMINDED_BEFORE = (7, 1)  # days before a session, for those who come
