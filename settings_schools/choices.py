"""The states that settings and their people pass through, with the words that people read."""

from django.db import models


class Phase(models.TextChoices):
    """As the Department for Education's register says it."""

    NOT_APPLICABLE = "not-applicable", "Not applicable"
    NURSERY = "nursery", "Nursery"
    PRIMARY = "primary", "Primary"
    MIDDLE_PRIMARY = "middle-deemed-primary", "Middle deemed primary"
    SECONDARY = "secondary", "Secondary"
    MIDDLE_SECONDARY = "middle-deemed-secondary", "Middle deemed secondary"
    SIXTEEN_PLUS = "16-plus", "16 plus"
    ALL_THROUGH = "all-through", "All-through"


class SettingStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed to open"
    OPEN = "open", "Open"
    CLOSING = "closing", "Open, but proposed to close"
    CLOSED = "closed", "Closed"


# Those that teach children now.
TEACHING = (SettingStatus.OPEN, SettingStatus.CLOSING)


class JourneySource(models.TextChoices):
    """Who said last how a Journey stands."""

    IMPORT = "import", "A list of Artsmark settings"
    SETTING = "setting", "The setting itself"
    STAFF = "staff", "Staff"


class SettingRole(models.TextChoices):
    LEAD = "lead", "Lead"
    MEMBER = "member", "Member"


class ConnectionState(models.TextChoices):
    """How the connection of a person to a setting stands."""

    ASKED = "asked", "Waits to be confirmed"
    CONFIRMED = "confirmed", "Confirmed"
    ENDED = "ended", "Ended"


# One of these a person has once in a setting.
LIVE = (ConnectionState.ASKED, ConnectionState.CONFIRMED)


class ConfirmedBy(models.TextChoices):
    """What made it certain that somebody belongs to a setting."""

    DOMAIN = "domain", "The setting's own e-mail domain"
    BRIDGE = "bridge", "Staff"
    COLLEAGUE = "colleague", "A colleague"
