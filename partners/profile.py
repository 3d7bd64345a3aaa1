"""What a profile shows: to visitors on its page, and to staff before it has one."""

from typing import Any

from django.http import QueryDict

from partners import local_map, reach
from partners.arrival import arrival
from partners.models import Organisation
from partners.querysets import OfferQuerySet


def profile_of(
    organisation: Organisation, offers: OfferQuerySet, parameters: QueryDict
) -> dict[str, Any]:
    """For the template of a profile. `parameters` are those of the search it was opened from."""
    return {
        "organisation": organisation,
        "arrival": arrival(parameters, organisation),
        "is_reachable": organisation.is_reachable,
        "offers": offers.of(organisation).for_profile(),
        "images": list(organisation.images.all()),
        "reach": reach.describe(organisation),
        "local_map": local_map.of(organisation),
    }
