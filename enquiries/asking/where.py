"""Where a school is, as far as the search before the enquiry tells."""

from reference.models import LocalAuthority
from reference.places import Located, resolve


def authority_near(place: str) -> LocalAuthority | None:
    """The authority of a place that was searched, if it is one place in England."""
    answer = resolve(place) if place else None
    return answer.authority if isinstance(answer, Located) else None
