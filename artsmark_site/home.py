"""What the home page counts and shows, all of it from the directory as it is now."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from partners.landing import address as landing_address
from partners.landing import landing_addresses
from partners.models import Offer
from partners.search.counts import directory_counts
from reference.models import ArtForm, Region
from training.models import TrainingSession

FREE_OFFERS_SHOWN = 3


def context() -> dict[str, Any]:
    """Each number stands beside a link, and is the total of what the link leads to (regions: of
    those who work there)."""
    counts, pages = directory_counts(), set(landing_addresses())
    return {
        "partner_count": counts.total,
        "art_forms": [
            (form.label, _search(art_form=form.slug), number, form.poster_family)
            for form in ArtForm.objects.active()
            if (number := counts.of("art_form", form.slug))
        ],
        "regions": [
            (
                region.name,
                _region_address(region.slug, pages),
                counts.of("region", region.slug),
                region.slug,
            )
            for region in Region.objects.in_order()
        ],
        "free_offers": [_free_offer(offer) for offer in _free_offers()],
        "free_count": counts.of("cost", Offer.CostBand.FREE),
        "free_url": _search(cost=Offer.CostBand.FREE),
    }


def sessions_held() -> int:
    """Training sessions that took place until now. One query."""
    return TrainingSession.objects.held(timezone.now()).count()


def _region_address(slug: str, pages: set[str]) -> str:
    """Its own page, which says the same number; else the search."""
    page = landing_address(slug)
    return page if page in pages else _search(region=slug)


def _search(**filters: str) -> str:
    return f"{reverse('partners:search')}?{urlencode(filters)}"


def _free_offers() -> list[Offer]:
    """Others each day, of different organisations."""
    found: dict[int, Offer] = {}
    for offer in Offer.objects.public().free().of_the_day(timezone.localdate())[:20]:
        found.setdefault(offer.organisation_id, offer)
    return list(found.values())[:FREE_OFFERS_SHOWN]


def _free_offer(offer: Offer) -> tuple[str, str, str, str]:
    stages = ", ".join(stage.short_label for stage in offer.key_stages.all())
    where = ", ".join(offer.delivery_labels).lower().capitalize()
    facts = ". ".join(filter(None, (stages, where)))
    return offer.title, offer.get_absolute_url(), offer.organisation.name, facts
