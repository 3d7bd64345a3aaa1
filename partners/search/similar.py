"""What to suggest in the place of a partner or an offer that is no longer listed."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, Value, When

from partners.models import Offer, Organisation
from partners.querysets import OfferQuerySet

SUGGESTED = 3


@dataclass(frozen=True)
class Suggested:
    """As much of an organisation as a link to it needs."""

    name: str
    url: str
    place: str


def similar_to(organisation: Organisation) -> list[Suggested]:
    """Up to three public organisations that share most art forms, those nearby first.

    Nearby is the same authority, then the same region; ties go by id. Nobody is near to who is
    based outside England.
    """
    art_forms = list(organisation.art_forms.values_list("pk", flat=True))
    authority = organisation.authority
    steps = []
    if authority:
        steps.append(When(authority=authority, then=Value(2)))
        steps.append(When(authority__region=authority.region_id, then=Value(1)))
    nearness = Case(*steps, default=Value(0))
    others = (
        Organisation.objects.public()
        .exclude(pk=organisation.pk)
        .select_related("authority")
        .annotate(shared=Count("art_forms", filter=Q(art_forms__in=art_forms)), near=nearness)
        .filter(Q(shared__gt=0) | Q(near__gt=0))
        .order_by(F("near").desc(), F("shared").desc(), "pk")
    )
    return [
        Suggested(other.name, other.get_absolute_url(), other.place_name)
        for other in others[:SUGGESTED]
    ]


def offers_like(offer: Offer) -> list[Offer]:
    """Up to three public offers of others that share an art form, those of the same region first.

    Among those nearby, and among the others, the first share most key stages, then art forms; ties
    go by id. The whole of England is only looked through where the region has too few.
    """
    others = Offer.objects.public().exclude(organisation=offer.organisation_id)
    authority = offer.organisation.authority
    if authority is None:
        return _most_like(offer, others)
    nearby = Q(organisation__authority__region=authority.region_id)
    found = _most_like(offer, others.filter(nearby))
    if len(found) < SUGGESTED:
        found += _most_like(offer, others.exclude(nearby))
    return found[:SUGGESTED]


def _most_like(offer: Offer, others: OfferQuerySet) -> list[Offer]:
    art_forms = list(offer.art_forms.values_list("pk", flat=True))
    key_stages = list(offer.key_stages.values_list("pk", flat=True))
    alike = others.annotate(
        forms=Count("art_forms", filter=Q(art_forms__in=art_forms), distinct=True),
        stages=Count("key_stages", filter=Q(key_stages__in=key_stages), distinct=True),
    )
    order = (F("stages").desc(), F("forms").desc(), "pk")
    return list(alike.filter(forms__gt=0).for_profile().order_by(*order)[:SUGGESTED])
