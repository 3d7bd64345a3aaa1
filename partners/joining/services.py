"""Beginning a new organisation, once nobody else's entry can be meant."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from partners.choices import ListingState
from partners.joining.finding import Described, candidates
from partners.locating import CannotLocate, locate
from partners.members import services as members
from partners.models import Organisation

MOST_BEGUN = 10  # drafts of one account that were never handed in


class TooManyBegun(Exception):
    """Why no more is begun, worded for the person who tried."""


class MoreFound(Exception):
    """Somebody came since who may be meant, too: show them first."""


@transaction.atomic
def begin(*, described: Described, seen: Collection[int], by: User) -> Organisation:
    """Make it, with its first owner. `seen` are those whom they were shown and said no to.

    Whoever sends the form twice at once waits for themselves, and is then shown what they made.

    Raises:
        MoreFound: an entry is there that they have not seen.
        TooManyBegun: they began as many as anybody may and finished none.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    drafts = Organisation.objects.owned_by(by).filter(listing_state=ListingState.DRAFT)
    if drafts.filter(first_listed_at=None).count() >= MOST_BEGUN:
        raise TooManyBegun(
            f"You began {MOST_BEGUN} entries that are not handed in. Hand one in, or drop it, "
            "before you begin another."
        )
    if {candidate.organisation.pk for candidate in candidates(described)} - set(seen):
        raise MoreFound
    organisation = Organisation(**described._asdict())
    try:
        locate(organisation)
    except CannotLocate:
        organisation.postcode = ""  # They are asked where they are in the steps that follow.
    return members.begin_organisation(organisation=organisation, by=by)
