"""What apps above this one must move when two entries become one."""

from django.dispatch import Signal

# Sent inside the transaction before either is locked, to apps whose rows are locked before those of
# organisations: `organisations` are their ids.
about_to_merge = Signal()

# `gone` went up in `stays`; nobody looked after those of them whose numbers are in `alone`.
# Sent inside the transaction, which has both locked.
merged = Signal()
