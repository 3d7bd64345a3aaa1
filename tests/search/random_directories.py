"""Random directories and searches for the property test, and how they come into the database."""

from datetime import timedelta
from functools import cache

from django.utils import timezone
from hypothesis import strategies as st

from partners.models import Offer, Organisation, Venue
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    PostcodeSector,
    Region,
    SettingType,
)
from reference.positions import GridPoint
from tests.search.model_directory import (
    ModelEngland,
    ModelOffer,
    ModelOrganisation,
    ModelSearch,
)

# A few values of each filter, so that searches find something.
VALUES = {
    "art_form": ["dance", "music", "libraries"],
    "key_stage": ["ks1", "ks2", "staff"],
    "setting_type": ["special", "secondary"],
    "offer_type": ["workshop", "visit"],
    "delivery": ["at-setting", "online-live"],
    "cost": ["free", "100-249", "on-request"],
    "criterion": ["leadership", "range-of-offer"],
    "theme": ["romans", "music"],
    "arts_award": ["explore", "gold"],
}
AREAS = {
    "region": ["south-west", "london"],
    "county": ["devon", "cornwall", "greater-london"],
    "authority": ["plymouth", "cornwall", "islington", "isles-of-scilly"],
}
ACCESS = ["captions", "braille"]
# Around Plymouth, in Cornwall, in London, and off the coast.
PLACES = [(248_000, 54_500), (251_000, 57_000), (182_000, 45_000), (531_000, 184_000)]
SCHOOLS = {"plymouth": (247_500, 55_200), "cornwall": (182_500, 44_000), "islington": PLACES[3]}
WORDS = ["lantern", "kiln", "trombone", "zebra"]
PRICES = {
    "free": {"cost_basis": "funded-places"},
    "100-249": {"cost_basis": "per-pupil", "cost_from_pence": 249_99},
    "on-request": {"cost_basis": "on-request", "cost_note": "It depends."},
}


def some(values, **sizes):
    return st.frozensets(st.sampled_from(values), **sizes)


def places():
    spread = st.integers(-30_000, 30_000)
    return st.builds(
        lambda middle, east, north: (middle[0] + east, max(1, middle[1] + north)),
        st.sampled_from(PLACES),
        spread,
        spread,
    )


def offers():
    one_of = {name: some(VALUES[name], min_size=1, max_size=1) for name in ("offer_type", "cost")}
    several = {
        name: some(VALUES[name], min_size=1 if name in {"art_form", "delivery"} else 0)
        for name in VALUES
        if name not in one_of
    }
    return st.builds(
        ModelOffer,
        words=some(WORDS, max_size=2),
        values=st.fixed_dictionaries({**one_of, **several}),
        access=some(ACCESS, max_size=1),
        is_public=st.sampled_from([True, True, True, False]),
    )


def organisations():
    travel = st.one_of(st.none(), st.sampled_from([1, 5, 10, 25, 250]), st.integers(1, 60))
    return st.builds(
        ModelOrganisation,
        words=some(WORDS, max_size=1),
        position=st.one_of(st.none(), places(), places()),
        authority=st.sampled_from([None, *AREAS["authority"]]),
        receives_visits=st.booleans(),
        travel_miles=travel,
        covers_authorities=some(AREAS["authority"], max_size=1),
        covers_regions=st.sampled_from([frozenset()] * 4 + [frozenset({"south-west"})]),
        covers_england=st.sampled_from([False] * 5 + [True]),
        works_online=st.booleans(),
        art_forms=some(VALUES["art_form"], max_size=2),
        access=some(ACCESS, max_size=1),
        visited_venues=st.lists(places(), max_size=2),
        offers=st.one_of(st.lists(offers(), max_size=4), st.lists(offers(), max_size=11)),
        is_public=st.sampled_from([True] * 6 + [False]),
    )


def directories():
    return st.lists(organisations(), max_size=14)


def searches():
    chosen = st.fixed_dictionaries(
        {},
        optional={
            name: some(values, min_size=1, max_size=2)
            for name, values in {**VALUES, **AREAS, "access": ACCESS}.items()
        },
    )
    few = chosen.map(lambda values: dict(sorted(values.items())[::4]))
    near = st.sampled_from([None, *SCHOOLS])
    return st.builds(
        lambda words, values, school, within, online: ModelSearch(
            words, values, SCHOOLS.get(school), school, within, online
        ),
        st.sampled_from([frozenset()] * 3 + [frozenset({word}) for word in WORDS]),
        st.one_of(few, chosen, st.just({})),
        near,
        st.sampled_from([None, None, "any", 1, 5, 12, 40, 250]),
        st.booleans(),
    )


@cache
def keys(model) -> dict[str, int]:
    return dict(model.objects.values_list("slug", "pk"))


@cache
def england() -> ModelEngland:
    authorities = LocalAuthority.objects.select_related("region", "county")
    sectors: dict[str, list] = {authority.slug: [] for authority in authorities}
    rows = PostcodeSector.objects.filter(authority__isnull=False)
    for slug, position in rows.values_list("authority__slug", "position"):
        sectors[slug].append(tuple(position))
    return ModelEngland(
        {authority.slug: authority.region.slug for authority in authorities},
        {authority.slug: authority.county.slug for authority in authorities},
        sectors,
    )


def write(directory: list[ModelOrganisation]) -> dict[int, ModelOrganisation]:
    """Put a directory into the database, in bulk. By id, what became of each."""
    rows = [_organisation_row(number, one) for number, one in enumerate(directory)]
    Organisation.objects.bulk_create(rows)
    for row, one in zip(rows, directory, strict=True):
        _write_parts(row, one)
    return {row.pk: one for row, one in zip(rows, directory, strict=True)}


def hide(ids: dict[int, ModelOrganisation], numbers: list[int]) -> None:
    """Make those at some places of the directory lapse, as an SQL client would."""
    gone = [pk for place, pk in enumerate(ids) if place in numbers]
    Organisation.objects.filter(pk__in=gone).update(partner_status="lapsed")
    Offer.objects.filter(organisation__in=gone).delete()
    for pk in gone:
        ids[pk].is_public, ids[pk].offers = False, []


def _organisation_row(number: int, one: ModelOrganisation) -> Organisation:
    return Organisation(
        name=f"Organisation {number} {' '.join(sorted(one.words))}",
        slug=f"organisation-{number}",
        position=one.position and GridPoint(*one.position),
        authority_id=one.authority and keys(LocalAuthority)[one.authority],
        receives_visits=one.receives_visits,
        travel_miles=one.travel_miles,
        covers_england=one.covers_england,
        works_online=one.works_online,
        listing_state="approved",
        partner_status="active" if one.is_public else "lapsed",
    )


def _write_parts(row: Organisation, one: ModelOrganisation) -> None:
    _link(row, "covered_authorities", LocalAuthority, one.covers_authorities)
    _link(row, "covered_regions", Region, one.covers_regions)
    _link(row, "art_forms", ArtForm, one.art_forms)
    _link(row, "access", AccessProvision, one.access)
    Venue.objects.bulk_create(
        Venue(
            organisation=row,
            name=f"Venue {number}",
            postcode="PL4 8",
            position=GridPoint(*place),
            receives_visits=True,
        )
        for number, place in enumerate(one.visited_venues)
    )
    for number, offer in enumerate(one.offers):
        _write_offer(row, number, offer)


def _write_offer(organisation: Organisation, number: int, offer: ModelOffer) -> None:
    row = Offer.objects.create(
        organisation=organisation,
        title=f"Offer {number} {' '.join(sorted(offer.words))}",
        offer_type_id=keys(OfferType)[next(iter(offer.values["offer_type"]))],
        delivery_modes=sorted(offer.values["delivery"]),
        arts_award_levels=sorted(offer.values["arts_award"]),
        **PRICES[next(iter(offer.values["cost"]))],
        **_public_or_not(offer, number),
    )
    _link(row, "art_forms", ArtForm, offer.values["art_form"])
    _link(row, "key_stages", KeyStage, offer.values["key_stage"])
    _link(row, "setting_types", SettingType, offer.values["setting_type"])
    _link(row, "themes", CurriculumTheme, offer.values["theme"])
    _link(row, "criteria", ArtsmarkCriterion, offer.values["criterion"])
    _link(row, "access", AccessProvision, offer.access)


def _public_or_not(offer: ModelOffer, number: int) -> dict:
    """Each of the reasons why an offer is not seen, and each of the ways to be seen."""
    today = timezone.localdate()
    day = timedelta(days=1)
    seen = [
        {},
        {"available_from": today},
        {"available_to": today},
        {"available_from": today - day, "available_to": today + day},
    ]
    unseen = [
        {"state": "draft"},
        {"available_from": today + day},
        {"available_to": today - day},
        {"state": "withdrawn"},
    ]
    return {"state": "approved"} | (seen if offer.is_public else unseen)[number % 4]


def _link(row, name: str, model, slugs) -> None:
    if slugs:
        getattr(row, name).add(*(keys(model)[slug] for slug in sorted(slugs)))
