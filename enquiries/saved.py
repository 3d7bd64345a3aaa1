"""Counts each saving of a partner to a shortlist."""

from typing import Any

from partners.figures.daily import SAVED, count
from partners.models import Organisation


def count_saved(sender: object, *, organisation: Organisation, **more: Any) -> None:
    """Called by the signal of the shortlist, which knows nothing of figures."""
    count(SAVED, organisation.pk)
