"""How long what schools keep is kept."""

from datetime import timedelta

# After it was last looked at.
SHORTLIST_MONTHS = 12
# What newly fits somebody's searches is told no more often than this.
FORTNIGHT = timedelta(days=14)
# Whoever is told about searches is asked after so long whether they still want it, and without a
# yes it ends.
ASKED_AGAIN_MONTHS = 12
ANSWER_WITHIN = timedelta(days=30)
# A connection to a setting that ended, or was refused, is kept so long: who was there, and when.
ENDED_CONNECTION_MONTHS = 24
