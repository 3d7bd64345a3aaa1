"""What the apps above may want to know of."""

from django.dispatch import Signal

# Sent with `organisation` when somebody saves one to a shortlist.
saved = Signal()
