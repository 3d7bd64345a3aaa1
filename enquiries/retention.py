"""How long enquiries are kept."""

from datetime import timedelta

KEPT_MONTHS = 24
# What nobody sent, or whose e-mail nobody confirmed.
UNSENT_FOR = timedelta(days=7)
