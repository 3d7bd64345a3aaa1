"""The closed sets of states and kinds of enquiries."""

from __future__ import annotations

from django.db import models


class EnquiryState(models.TextChoices):
    WRITING = "writing", "Being written"
    UNCONFIRMED = "unconfirmed", "Waiting to be confirmed"
    SENT = "sent", "Sent"


class RecipientState(models.TextChoices):
    """How it stands with one of those who are asked."""

    CHOSEN = "chosen", "Chosen"
    SENT = "sent", "Sent"
    READ = "read", "Read"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Answer(models.TextChoices):
    """What a partner says first of all."""

    INTERESTED = "interested", "We are interested"
    QUESTION = "question", "We have a question"
    CANNOT = "cannot", "We cannot do this"


class DeclineReason(models.TextChoices):
    """Why not, in words that help the school to ask the right one next."""

    NO_TIME = "no-time", "We are fully booked at that time"
    TOO_FAR = "too-far", "It is too far for us"
    AGES = "ages", "We do not work with these ages"
    NUMBERS = "numbers", "The group is too large or too small for us"
    BUDGET = "budget", "The budget does not cover our costs"
    NOT_OURS = "not-ours", "It is not what we do"
    ACCESS = "access", "We cannot meet the access needs"
    OTHER = "other", "Something else"


class Settlement(models.TextChoices):
    """What staff did where no answer came, as the school reads it."""

    REACHED = "reached", "We reached them, and they mean to answer you"
    ANOTHER = "another", "We found somebody else who may be able to do it"
    CANNOT = "cannot", "They told us that they cannot do it"
    NOT_REACHED = "not-reached", "We could not reach them either"
    NOT_NEEDED = "not-needed", "You told us that you need no answer any more"
    OTHER = "other", "Something else was done"


class Side(models.TextChoices):
    SENDER = "sender", "The school"
    PARTNER = "partner", "The partner"


class Party(models.TextChoices):
    """Who worked together."""

    SETTING = "setting", "The school"
    PARTNER = "partner", "The partner"

    @property
    def other(self) -> Party:
        return Party.PARTNER if self == Party.SETTING else Party.SETTING


class CollaborationState(models.TextChoices):
    """Whether it happened, as far as both say so."""

    WAITING = "waiting", "Waits for the other side"
    CONFIRMED = "confirmed", "Confirmed"
    DENIED = "denied", "Did not happen"


class Budget(models.TextChoices):
    """What a school can spend, as far as it says so."""

    FREE = "free", "None: free or funded places only"
    UNDER_250 = "under-250", "Up to £250"
    UNDER_500 = "under-500", "£250 to £500"
    UNDER_1000 = "under-1000", "£500 to £1,000"
    MORE = "more", "More than £1,000"
    UNKNOWN = "unknown", "Not known yet"


class EnquirerRole(models.TextChoices):
    HEAD = "head", "Head teacher"
    SENIOR_LEADER = "senior-leader", "Senior leader"
    ARTSMARK_LEAD = "artsmark-lead", "Artsmark lead"
    ARTS_LEAD = "arts-lead", "Arts lead or subject lead"
    CLASS_TEACHER = "class-teacher", "Class teacher"
    EARLY_YEARS = "early-years-lead", "Early-years lead"
    SENCO = "senco", "SENCO"
    WELLBEING = "wellbeing-lead", "PSHE or wellbeing lead"
    BUSINESS_MANAGER = "business-manager", "Business manager"
    TRUST = "trust", "Trust central team"
    GOVERNOR = "governor", "Governor"
    LCEP = "lcep", "Local cultural education partnership"
    AUTHORITY = "authority", "Local-authority officer"
    HOME_EDUCATOR = "home-educator", "Home-educating parent"
    OTHER = "other", "Other"


class GapState(models.TextChoices):
    OPEN = "open", "Open"
    SETTLED = "settled", "Settled"


class ConcernState(models.TextChoices):
    OPEN = "open", "Open"
    LOOKED_INTO = "looked-into", "Being looked into"
    SETTLED = "settled", "Settled"


class ConcernKind(models.TextChoices):
    """What a concern is about, as whoever reports it sees it."""

    SAFEGUARDING = "safeguarding", "The safety of children, young people or adults"
    CONDUCT = "conduct", "How somebody behaved"
    FALSE_CLAIM = "false-claim", "Something they claim is not true"
    LISTING = "listing", "Something in their entry here is wrong"
    OTHER = "other", "Something else"
