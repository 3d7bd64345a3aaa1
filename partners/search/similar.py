"""What to suggest in the place of a partner or an offer that is no longer listed."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, Value, When

from partners.models import Offer, Organisation

SUGGESTED = 3


@dataclass(frozen=True)
class Suggested:
    """As much of an organisation as a link to it needs."""

    name: str
    url: str
    place: str


def similar_to(organisation: Organisation) -> list[Suggested]:
    """Up to three public organisations that share most art forms, those nearby first.

    Nearby is the same authority, then the same region; ties go by id.
    """
    art_forms = list(organisation.art_forms.values_list("pk", flat=True))
    authority = organisation.authority
    nearness = Case(
        When(authority=authority, then=Value(2)),
        When(authority__region=authority.region_id if authority else None, then=Value(1)),
        default=Value(0),
    )
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
    """Up to three public offers of others: of the same art form and for the same pupils first.

    Needs the art forms and key stages of the offer; those nearby come first among equals.
    """
    authority = offer.organisation.authority
    region = authority.region_id if authority else None
    alike = (
        Count("art_forms", filter=Q(art_forms__in=offer.art_forms.all()), distinct=True),
        Count("key_stages", filter=Q(key_stages__in=offer.key_stages.all()), distinct=True),
    )
    others = (
        Offer.objects.public()
        .exclude(organisation=offer.organisation_id)
        .annotate(
            forms=alike[0],
            stages=alike[1],
            near=Case(
                When(organisation__authority__region=region, then=Value(1)), default=Value(0)
            ),
        )
        .filter(forms__gt=0)
        .for_profile()
        .order_by(F("stages").desc(), F("near").desc(), F("forms").desc(), "pk")
    )
    return list(others[:SUGGESTED])
