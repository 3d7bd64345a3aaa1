"""The map of a venue, drawn by us."""

from partners.local_map import MOST_TOWNS_TRIED, LocalMap, draw
from reference.models import Place
from reference.positions import METRES_PER_MILE
from training.models import TrainingSession

_AROUND = 12 * METRES_PER_MILE


def map_of(session: TrainingSession) -> LocalMap | None:
    """Where the venue lies, with the towns around it; none of an online session."""
    if session.position is None or session.is_online:
        return None
    towns = Place.objects.active().in_square(session.position, _AROUND)[:MOST_TOWNS_TRIED]
    return draw(session.position, travel_miles=None, towns=towns)
