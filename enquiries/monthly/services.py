"""Who gets the monthly letter."""

from accounts.models import User
from partners.models import Membership, Organisation


def stop(membership: Membership) -> None:
    """By the link in the letter. Again: no change."""
    Membership.objects.filter(pk=membership.pk, gets_figures=True).update(gets_figures=False)


def choose(*, organisation: Organisation, user: User, gets_figures: bool) -> None:
    """For one's own membership alone."""
    own = Membership.objects.filter(organisation=organisation, user=user)
    own.exclude(gets_figures=gets_figures).update(gets_figures=gets_figures)
