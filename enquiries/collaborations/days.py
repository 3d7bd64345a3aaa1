"""When it was, in words."""

from enquiries.models import Collaboration
from partners.launch import in_words


def days_of(collaboration: Collaboration) -> str:
    """“4 March 2027”, “4 March 2027 to 6 May 2027”."""
    first, last = collaboration.first_on, collaboration.last_day
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
