"""Why an account was deleted: one of these and no words, so that the record names nobody."""

from django.db.models import TextChoices


class Why(TextChoices):
    THEMSELVES = "themselves", "They did it themselves"
    ASKED = "asked", "They asked for it"
    LEFT = "left", "They no longer work there"
    MISTAKE = "mistake", "It was made by mistake, or misused"
    UNCONFIRMED = "unconfirmed", "Nobody confirmed its address"
    UNUSED = "unused", "It belonged to nothing and was not used"


# Those that staff choose from.
OF_STAFF = (Why.ASKED, Why.LEFT, Why.MISTAKE)
