"""What other apps may want to know."""

from django.dispatch import Signal

# Somebody keeps a partner who did not before: `organisation`. Sent inside the transaction.
saved = Signal()
