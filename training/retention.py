"""How long what people gave for training is kept; docs/data-protection.md says it from here."""

from datetime import timedelta

# Who was there is known as long as a partnership lasts, and two months more.
PEOPLE_MONTHS = 26
# What somebody needs is nobody's business so long after the session.
NEEDS_KEPT = timedelta(days=30)
# Those who would come are asked again after so long, and have so long to answer.
INTEREST_MONTHS = 12
ANSWER_WITHIN = timedelta(days=30)
# An address that nobody confirmed goes after this.
UNCONFIRMED_FOR = timedelta(days=14)
