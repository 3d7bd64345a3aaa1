"""What the page says about each partner it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse

from partners.amounts import cover
from partners.choices import DeliveryMode
from partners.models import Offer, Organisation, OrganisationImage
from partners.search.index import DirectoryIndex
from partners.search.meeting import possible_first, possible_modes, what_prevents
from partners.search.models import SearchDocument
from partners.search.planes import Offers
from partners.search.query import SearchQuery
from partners.search.reach import Reach
from partners.search.reasons import caution, general_reach, reason
from partners.search.sql import Rank
from reference.models import ArtForm, KeyStage

_WHERE = {
    DeliveryMode.AT_SETTING: "at your school",
    DeliveryMode.AT_VENUE: "at their venue",
    DeliveryMode.OTHER_VENUE: "at another venue",
    DeliveryMode.OUTDOORS: "outdoors",
    DeliveryMode.ONLINE_LIVE: "online, live",
    DeliveryMode.ONLINE_ANYTIME: "online, any time",
    DeliveryMode.BLENDED: "partly online",
    DeliveryMode.BY_POST: "sent to you",
}
_MOST_PLACES = 2


@dataclass(frozen=True)
class Picture:
    src: str
    srcset: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Card:
    """One partner. `poster` are the families of shapes that its drawn picture is made of.

    `band_heading` stands above the first card of each group of the fair order.
    """

    id: int
    name: str
    url: str
    place: str
    reason: str
    offer_line: str
    offer_url: str
    more_offers_line: str
    no_offers: bool
    stated: str
    poster: Sequence[str]
    image: Picture | None
    is_demo: bool
    band_heading: str


@dataclass(frozen=True)
class Shown:
    """What a page's cards are made from: slots in order, and what was searched."""

    slots: Sequence[int]
    headings: Sequence[str]
    fitting: Offers | None
    reach: Reach | None
    lexemes: str


def make_cards(index: DirectoryIndex, query: SearchQuery, shown: Shown) -> list[Card]:
    """In two queries however many there are, or none if this version has shown them before."""
    ids = [index.ids[slot] for slot in shown.slots]
    offers_of = {
        index.ids[slot]: fitting_offers(index, slot, shown.fitting) for slot in shown.slots
    }
    modes_of = {
        index.ids[slot]: possible_modes(shown.reach, slot) for slot in shown.slots if shown.reach
    }
    best = _best_offers(index, offers_of, shown.lexemes, modes_of)
    organisations = index.read_once({pk: ("organisation", pk) for pk in ids}, _organisations)
    cards = []
    for slot, heading, pk in zip(shown.slots, shown.headings, ids, strict=True):
        if (organisation := organisations.get(pk)) is None:
            continue  # Hidden a moment ago.
        wanted = query.chosen("delivery") or modes_of.get(pk, ())
        offers = _offers_of_card(wanted, organisation, best.get(pk), offers_of[pk], shown)
        why = _reason(index, organisation, slot, best.get(pk), shown.reach)
        cards.append(_card(organisation, why, heading, offers))
    return cards


def _reason(
    index: DirectoryIndex, organisation: Any, slot: int, best: Any, reach: Reach | None
) -> str:
    """How they come together; and if the offer named does not go with that, what to know."""
    if reach is None:
        return general_reach(index, organisation, slot)
    why = reason(index, organisation, slot, reach)
    prevented = best and what_prevents(best.delivery_modes, possible_modes(reach, slot))
    return f"{why}. {caution(index, organisation, slot, reach, prevented)}" if prevented else why


def fitting_offers(index: DirectoryIndex, slot: int, fitting: Offers | None) -> list[int]:
    """The ids of an organisation's public offers that meet all conditions on offers."""
    found = []
    for plane, offer in enumerate(index.offer_ids[slot]):
        block, bit = index.layout.position(slot, plane)
        if fitting is None or fitting[block] >> bit & 1:
            found.append(offer)
    return found


def _best_offers(
    index: DirectoryIndex,
    offers_of: Mapping[int, Sequence[int]],
    lexemes: str,
    modes_of: Mapping[int, Collection[DeliveryMode]],
) -> dict[int, Any]:
    """Of each organisation that has a fitting offer the one to name.

    First those that can happen for this school; of them the one that the words fit best, or that
    is free, or the oldest.
    """
    questions = {
        pk: ("offer", *offers, lexemes, *sorted(modes_of.get(pk, ())))
        for pk, offers in offers_of.items()
        if offers
    }

    def read(organisations: list[int]) -> dict[int, Any]:
        offers = [offer for pk in organisations for offer in offers_of[pk]]
        modes = {pk: modes_of[pk] for pk in organisations if pk in modes_of}
        return _read_best_offers(offers, lexemes, modes)

    return index.read_once(questions, read)


def _read_best_offers(
    ids: Sequence[int], lexemes: str, modes_of: Mapping[int, Collection[DeliveryMode]]
) -> dict[int, Any]:
    stages = KeyStage.objects.filter(offers=OuterRef("pk")).in_order()
    stage = JSONObject(**{"label": "short_label", "from": "age_from", "to": "age_to"})
    free_first = Case(When(cost_band=Offer.CostBand.FREE, then=Value(0)), default=Value(1))
    offers = (
        Offer.objects.public()
        .filter(pk__in=ids)
        .annotate(stages=ArraySubquery(stages.values(fields=stage)))
    )
    order: list[Any] = ["organisation_id", free_first, "pk"]
    if lexemes:
        documents = SearchDocument.objects.filter(offer_id=OuterRef("pk"))
        rank = Subquery(documents.values(rank=Rank(lexemes))[:1])
        order.insert(1, rank.desc(nulls_last=True))
    if modes_of:
        order.insert(1, possible_first(modes_of))
    offers = offers.defer("description", "curriculum_links", "learning_outcomes")
    return {
        offer.organisation_id: offer
        for offer in offers.order_by(*order).distinct("organisation_id")
    }


def _organisations(ids: Sequence[int]) -> dict[int, Any]:
    """With the families of their posters and the first of their pictures."""
    forms = ArtForm.objects.filter(organisations=OuterRef("pk")).in_order()
    images = OrganisationImage.objects.filter(organisation=OuterRef("pk"))
    first = images.order_by("position_in_list", "pk").values(
        fields=JSONObject(name="name", width="width", height="height", alt_text="alt_text")
    )
    rows = (
        Organisation.objects.public()
        .filter(pk__in=ids)
        .select_related("authority")
        .annotate(
            families=ArraySubquery(forms.values("poster_family")),
            picture=Subquery(first[:1]),
        )
        .defer("description", "access_statement", "safeguarding_statement")
        .annotate(safeguards=Q(~Q(safeguarding_statement="")))
    )
    return {row.pk: row for row in rows}


def _offers_of_card(
    wanted: Iterable[str], organisation: Any, best: Any, fit: Sequence[int], shown: Shown
) -> dict[str, Any]:
    if best is None:
        return {
            "offer_line": "",
            "offer_url": "",
            "more_offers_line": "",
            "no_offers": True,
        }
    more = len(fit) - 1
    narrowed = shown.fitting is not None
    verb = ("fits" if more == 1 else "fit") if narrowed else ("offer" if more == 1 else "offers")
    arguments = [organisation.pk, organisation.slug, best.pk, best.slug]
    return {
        "offer_line": offer_line(best, set(wanted)),
        "offer_url": reverse("partners:offer", args=arguments),
        "more_offers_line": f"{more} more {verb}" if more > 0 else "",
        "no_offers": False,
    }


def offer_line(offer: Any, wanted_modes: Collection[str] = ()) -> str:
    """“Protest prints: KS2, £240 a day, at your school”."""
    modes = sorted(offer.delivery_modes, key=lambda mode: mode not in wanted_modes)
    places = " or ".join(_WHERE[DeliveryMode(mode)] for mode in modes[:_MOST_PLACES])
    price = offer.price[:1].lower() + offer.price[1:]
    facts = [*_stages(offer.stages), price, places]
    return f"{offer.title}: {', '.join(fact for fact in facts if fact)}"


def _stages(stages: Sequence[dict[str, Any]]) -> Sequence[str]:
    """Three and more, each of which begins at the age where the one before ends, are a range."""
    labels = [stage["label"] for stage in stages]
    run = 1
    while run < len(stages) and stages[run]["from"] == stages[run - 1]["to"] is not None:
        run += 1
    return labels if run < 3 else [f"{labels[0]} to {labels[run - 1]}", *labels[run:]]


def _card(organisation: Any, why: str, heading: str, offers: dict[str, Any]) -> Card:
    return Card(
        id=organisation.pk,
        name=organisation.name,
        url=organisation.get_absolute_url(),
        place=organisation.place_name,
        reason=why,
        stated=_stated(organisation),
        poster=list(dict.fromkeys(organisation.families)),
        image=_picture(organisation.picture),
        is_demo=organisation.is_demo,
        band_heading=heading,
        **offers,
    )


def _picture(fields: dict[str, Any] | None) -> Picture | None:
    if fields is None:
        return None
    image = OrganisationImage(**fields)
    return Picture(image.src, image.srcset, image.width, image.height, image.alt_text)


def _stated(organisation: Any) -> str:
    """What the organisation itself says about safety; insurance that ran out is not repeated."""
    said = []
    if organisation.safeguards:
        reviewed = organisation.safeguarding_reviewed_on
        said.append(
            f"Safeguarding statement reviewed {reviewed:%B %Y}"
            if reviewed
            else "Safeguarding statement"
        )
    if organisation.insurance_pounds and organisation.insurance_is_current:
        said.append(f"{cover(organisation.insurance_pounds)} public liability insurance")
    return ", ".join(said)
