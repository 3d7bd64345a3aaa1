"""How long enquiries are kept."""

from datetime import timedelta

KEPT_MONTHS = 24
# What nobody sent, or whose e-mail nobody confirmed.
UNSENT_FOR = timedelta(days=7)

# What somebody could not find, with their address if they left one.
GAP_MONTHS = 12
# A concern, after it was settled.
CONCERN_MONTHS = 24

# What a setting and a partner did together: a Journey and the award after it take four years, and
# the next one looks back at it. Then its words go, and what was counted stays.
COLLABORATION_MONTHS = 72
# After so long one question goes to the side that has not said whether it happened.
SILENT_FOR = timedelta(days=60)
