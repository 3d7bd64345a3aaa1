"""What higher apps hear of a merger, inside its transaction, to move what is theirs."""

from django.dispatch import Signal

# With `gone` and `stays`, the two organisations.
merged = Signal()
