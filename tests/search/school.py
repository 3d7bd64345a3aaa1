"""A school in Plymouth, and what its teachers see."""

from reference.places import resolve
from reference.positions import METRES_PER_MILE, GridPoint

SCHOOL = "PL4 8"


def miles_from_school(miles: float) -> GridPoint:
    """A point so far west of the school, whole metres nearest to it from inside."""
    position = resolve(SCHOOL).position
    return GridPoint(position.easting - int(miles * METRES_PER_MILE), position.northing)


def page(client, address=""):
    return client.get(f"/partners/?{address}").context["page"]


def facet(shown, name):
    return next(one for one in shown.facets if one.name == name)
