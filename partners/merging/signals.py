"""What apps above this one must move when two entries become one."""

from django.dispatch import Signal

# `gone` went up in `stays`. Sent inside the transaction, which has both locked.
merged = Signal()
