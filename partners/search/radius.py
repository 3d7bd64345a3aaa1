"""How far a school is taken to go when nobody said."""

from partners.search.index import DirectoryIndex
from reference.positions import METRES_PER_MILE, GridPoint

# Miles. Also the distances that the page offers.
RADII = (5, 10, 20, 40)
ENOUGH_PARTNERS = 10


def usual_radius(index: DirectoryIndex, position: GridPoint) -> int:
    """Miles: the smallest choice with ten public organisations based inside, else the largest.

    It depends on the place alone, so that no filter changes it unseen.
    """
    for miles in RADII[:-1]:
        if index.bases.within(position, miles * METRES_PER_MILE).bit_count() >= ENOUGH_PARTNERS:
            return miles
    return RADII[-1]
