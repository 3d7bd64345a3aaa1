"""What apps above this one must move when two entries become one."""

from django.dispatch import Signal

# `gone` went up in `stays`; nobody looked after those of them whose numbers are in `alone`.
# Sent inside the transaction, which has both locked.
merged = Signal()
