"""What collaborations add up to: the same numbers for a partner, a setting and a body."""

from collections.abc import Iterable
from typing import NamedTuple

from enquiries.choices import CollaborationState
from enquiries.models import Collaboration


class Reached(NamedTuple):
    """Of what both sides confirm, and no more; a pupil counts once in each collaboration."""

    collaborations: int
    settings: int
    partners: int
    pupils: int


def is_counted(collaboration: Collaboration) -> bool:
    """As `CollaborationQuerySet.counted` says of rows."""
    confirmed = collaboration.state == CollaborationState.CONFIRMED
    return confirmed and not collaboration.is_own_entry


def reached_by(collaborations: Iterable[Collaboration]) -> Reached:
    counted = [one for one in collaborations if is_counted(one)]
    return Reached(
        len(counted),
        len({one.setting_id for one in counted}),
        len({one.organisation_id for one in counted}),
        sum(one.pupils or 0 for one in counted),
    )
