"""How long enquiries are kept."""

from datetime import timedelta

KEPT_MONTHS = 24
# What nobody sent, or whose e-mail nobody confirmed.
UNSENT_FOR = timedelta(days=7)

# What somebody could not find, with their address if they left one.
GAP_MONTHS = 12
# A concern, after it was settled.
CONCERN_MONTHS = 24
