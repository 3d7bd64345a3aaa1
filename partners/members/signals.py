"""What apps above this one must do when somebody begins to look after an organisation."""

from django.dispatch import Signal

# Nobody looked after `organisation` before. Sent inside the transaction, which has it locked.
taken_over = Signal()
