"""Words for what an offer or organisation keeps as codes."""

from collections.abc import Iterable

from django import template
from django.utils.dates import WEEKDAYS

from partners.amounts import cover, pounds
from partners.choices import ArtsAwardLevel, CostBasis, DeliveryMode
from partners.models import Offer
from partners.search.query import SearchQuery
from reference.models import KeyStage

register = template.Library()


@register.filter
def places(modes: Iterable[str]) -> str:
    """Where an offer happens: “At your school or setting; online, live”."""
    first, *others = [str(DeliveryMode(mode).label) for mode in modes] or [""]
    return "; ".join([first, *(f"{other[0].lower()}{other[1:]}" for other in others)])


@register.filter
def arts_award(levels: Iterable[str]) -> str:
    return ", ".join(str(ArtsAwardLevel(level).label) for level in levels)


@register.filter
def labels(rows: Iterable[object]) -> str:
    """Lookups in one line."""
    return ", ".join(str(row) for row in rows)


@register.filter
def year_groups(offer: Offer) -> str:
    """For whom: the key stages, and the ages where the organisation gave them."""
    stages = ", ".join(stage.label for stage in in_order(offer.key_stages.all()))
    if offer.age_min is None:
        return stages
    ages = (
        f"age {offer.age_min}"
        if offer.age_min == offer.age_max
        else f"ages {offer.age_min} to {offer.age_max}"
    )
    return f"{stages} ({ages})" if stages else ages.capitalize()


@register.filter
def all_key_stages(offers: Iterable[Offer]) -> str:
    """Short labels of all key stages that any of these offers serves."""
    stages = {stage for offer in offers for stage in offer.key_stages.all()}
    return ", ".join(stage.short_label for stage in in_order(stages))


@register.filter
def cost_range(offers: Iterable[Offer]) -> str:
    """All prices at a glance: “2 of 5 offers free, others £6.50 a pupil to £780 a project”."""
    offers = list(offers)
    free = sum(offer.is_free for offer in offers)
    priced = [offer for offer in offers if offer.cost_from_pence is not None]
    parts = []
    if free:
        parts.append("Free" if free == len(offers) else f"{free} of {len(offers)} offers free")
    if priced:
        parts.append(f"others {_range(priced)}" if free else _range(priced))
    if free + len(priced) < len(offers):
        parts.append("some on request" if parts else "Price on request")
    return ", ".join(parts)


def _range(priced: list[Offer]) -> str:
    """From the lowest amount to the highest, whatever each is for."""
    if len(priced) == 1:
        return priced[0].price
    ends = [(offer.cost_from_pence or 0, offer.cost_basis) for offer in priced]
    ends += [(offer.cost_to_pence, offer.cost_basis) for offer in priced if offer.cost_to_pence]
    lowest, highest = min(amount for amount, _ in ends), max(amount for amount, _ in ends)
    of_lowest, of_highest = _for_what(lowest, ends), _for_what(highest, ends)
    if lowest == highest:
        return f"{pounds(lowest)}{of_lowest}"
    if of_lowest == of_highest:
        of_lowest = ""
    return f"{pounds(lowest)}{of_lowest} to {pounds(highest)}{of_highest}"


def _for_what(amount: int, ends: list[tuple[int, str]]) -> str:
    """“ a pupil”; nothing if offers ask the same amount for different things."""
    bases = {basis for asked, basis in ends if asked == amount}
    return f" {CostBasis(bases.pop()).label}" if len(bases) == 1 else ""


@register.filter
def carrying(url: str, query: SearchQuery) -> str:
    """An address that keeps the search it is opened from: see `partners.arrival`."""
    search = query.url.partition("?")[2]
    return f"{url}?{search}" if search else url


@register.filter
def in_order(stages: Iterable[KeyStage]) -> list[KeyStage]:
    return sorted(stages, key=lambda stage: (stage.sort_order, stage.label))


@register.filter
def weekdays(days: Iterable[int]) -> str:
    """ISO numbers as names: “Monday, Tuesday”."""
    return ", ".join(str(WEEKDAYS[day - 1]) for day in sorted(days))


register.filter("pounds", cover)


@register.filter
def bare_address(url: str) -> str:
    """A website's address as people say it: no scheme, no slash at the end."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
