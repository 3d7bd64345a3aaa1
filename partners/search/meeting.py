"""Whether an offer can happen the way in which a partner and the school come together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case, Q, Value, When

from partners.choices import DeliveryMode
from partners.search.reach import Reach

# The others need no journey of a known length: online, by post, or at a place to be agreed.
_NEEDS_THEM_TO_COME = DeliveryMode.AT_SETTING
_NEEDS_A_VISIT = DeliveryMode.AT_VENUE
_ANYWHERE = frozenset(DeliveryMode) - {_NEEDS_THEM_TO_COME, _NEEDS_A_VISIT}


def possible_modes(reach: Reach, slot: int) -> frozenset[DeliveryMode]:
    """Where offers of this partner can happen for this school, as far as they have said."""
    modes = set(_ANYWHERE)
    if (reach.travels | reach.regional | reach.england) >> slot & 1:
        modes.add(_NEEDS_THEM_TO_COME)
    if reach.visits >> slot & 1:
        modes.add(_NEEDS_A_VISIT)
    return frozenset(modes)


def possible_first(modes_of: Mapping[int, Iterable[DeliveryMode]]) -> Case:
    """For an order of offers: 0 for those that can happen, by the modes of each organisation."""
    alike: dict[frozenset[DeliveryMode], list[int]] = defaultdict(list)
    for organisation, modes in modes_of.items():
        alike[frozenset(modes)].append(organisation)
    can_happen = [
        When(
            Q(organisation_id__in=organisations, delivery_modes__overlap=sorted(modes)),
            then=Value(0),
        )
        for modes, organisations in alike.items()
    ]
    return Case(*can_happen, default=Value(1))


def what_prevents(offered: Sequence[str], possible: Iterable[DeliveryMode]) -> DeliveryMode | None:
    """The mode that this offer needs and this school cannot count on; none if any other will do."""
    if set(offered) & set(possible):
        return None
    return next((mode for mode in (_NEEDS_THEM_TO_COME, _NEEDS_A_VISIT) if mode in offered), None)
