"""How long a shortlist is kept."""

# After it was last looked at.
SHORTLIST_MONTHS = 12
