"""What to say when somebody typed an area, which is too large to measure from."""

from typing import NamedTuple

from django.conf import settings
from django.db import connection

from reference.area_names import districts, plainly
from reference.found_places import PROMPT, NotLocated
from reference.informal_areas import InformalArea, informal_areas, without_the
from reference.models import Place
from reference.names import name_key, spelled_out

_MOST_TOWNS = 4
_NOUNS = {"county": "a county", "authority": "a council's area", "region": "a region"}

_AREAS = """
    SELECT 'county', slug, name, '', ARRAY[name] FROM reference_county
    UNION ALL
    SELECT 'authority', slug, name, gss_code, synonyms || name || official_name
    FROM reference_localauthority WHERE is_active
    UNION ALL
    SELECT 'region', slug, name, gss_code, synonyms || name FROM reference_region
    UNION ALL
    SELECT 'bridge', slug, name, '', ARRAY[name] FROM reference_bridgeorganisation WHERE is_active
"""
_TOWNS_OF = {
    "county": "authority__county__slug",
    "authority": "authority__slug",
    "region": "authority__region__slug",
}


class Area(NamedTuple):
    kind: str  # county, authority, region or bridge
    slug: str
    name: str
    code: str
    keys: frozenset[str]


def all_areas() -> list[Area]:
    with connection.cursor() as cursor:
        cursor.execute(_AREAS)
        return [
            Area(kind, slug, name, code, frozenset(without_the(name_key(w)) for w in words))
            for kind, slug, name, code, words in cursor.fetchall()
        ]


def area_named(keys: list[str], areas: list[Area]) -> NotLocated | None:
    """The answer for an area whose name is one of `keys`.

    What people call a part of England comes before the region that a register gives it to, and
    a county before the authority of the same name, because it includes it.
    """
    forms = [form(key) for form in (str, spelled_out, plainly) for key in keys]
    for wanted in dict.fromkeys(map(without_the, forms)):
        if informal := informal_areas().get(wanted):
            return informal_answer(informal)
        if named := next((area for area in areas if wanted in area.keys), None):
            return area_answer(named, areas)
        if answer := _district_answer(wanted, areas):
            return answer
    return None


def informal_answer(area: InformalArea) -> NotLocated:
    choose = "Choose a town or an area" if area.areas else "Choose a town"
    sentence = f"We cannot measure from all of {area.name}. {choose}, or type a postcode."
    return NotLocated(sentence, area.towns, area.areas)


def area_answer(area: Area, areas: list[Area]) -> NotLocated:
    """With all areas of that very name: West Midlands is a county and a region."""
    if area.kind == "bridge":
        return NotLocated(f"{area.name} ({settings.BRIDGE_NOUN}) is not a place. {PROMPT}")
    kinds = ("county", "region")
    same = [other for other in areas if other.name == area.name and other.kind in kinds]
    alike = same if len(same) > 1 else [area]
    nouns = " and ".join(_NOUNS[one.kind] for one in alike)
    sentence = (
        f"{area.name} is {nouns}, too large to measure from. "
        "Search all of it, or start from a town or a postcode."
    )
    return NotLocated(sentence, _towns_of(area), tuple((one.kind, one.slug) for one in alike))


def _towns_of(area: Area) -> tuple[str, ...]:
    """The place of the area's own name, then the largest."""
    places = Place.objects.active().filter(nation="E", **{_TOWNS_OF[area.kind]: area.slug})
    nearest = places.nearest_the_wish(name_key(area.name), region="")
    return tuple(str(place) for place in nearest[:_MOST_TOWNS])


def _district_answer(key: str, areas: list[Area]) -> NotLocated | None:
    name, code = districts().get(key, ("", ""))
    for area in areas:
        if code and code == area.code:
            sentence = (
                f"{name} is in {area.name}, and too large to measure from. "
                f"Search all of {area.name}, or type a town or a postcode."
            )
            return NotLocated(sentence, areas=((area.kind, area.slug),))
    return None
