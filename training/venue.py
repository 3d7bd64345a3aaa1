"""Where a session takes place, from its postcode."""

from partners.locating import locate
from training.models import TrainingSession


def set_place(session: TrainingSession) -> None:
    """Set position and authority; an online session has none. Nothing is saved.

    Raises:
        CannotLocate: the postcode is unknown or lies outside England; nothing was set.
    """
    if session.is_online:
        session.position = session.authority = None
        return
    locate(session)
