"""Where an organisation works, in words."""

from dataclasses import dataclass

from django.utils.text import get_text_list

from partners.models import Organisation

_MOST_AREAS_AT_A_GLANCE = 3


@dataclass(frozen=True)
class Reach:
    """A sentence or two, the areas that they do not name, and both in a few words.

    `receives_visits`: where they are based, or at one of their venues.
    """

    travel_sentence: str
    areas: list[str]
    at_a_glance: str
    receives_visits: bool


def describe(organisation: Organisation) -> Reach:
    """How schools and the organisation come together: visits, travel, areas, online."""
    areas = [region.name for region in organisation.covered_regions.all()]
    areas += [authority.name for authority in organisation.covered_authorities.all()]
    areas.sort()
    sentences = [_based_outside(organisation, areas)] if organisation.nation else []
    at_a_venue = any(venue.receives_visits for venue in organisation.venues.all())
    receives_visits = organisation.receives_visits or at_a_venue
    if receives_visits:
        sentences.append("Schools can visit them.")
    if organisation.travel_miles:
        sentences.append(
            f"They travel up to {_miles(organisation)} to a school, in a straight line."
        )
    if organisation.covers_england and not organisation.nation:
        sentences.append("They work across England.")
    if organisation.works_online:
        sentences.append("They work online.")
    at_a_glance = _at_a_glance(organisation, areas)
    named_apart = [] if organisation.nation else areas
    return Reach(" ".join(sentences), named_apart, at_a_glance, receives_visits)


def works_in_england(organisation: Organisation) -> bool:
    """Whether those who are based outside England have said how schools there come to them."""
    return bool(
        organisation.covers_england
        or organisation.works_online
        or organisation.travel_miles
        or organisation.covered_regions.exists()
        or organisation.covered_authorities.exists()
    )


def _based_outside(organisation: Organisation, areas: list[str]) -> str:
    """“Based in Wales, works in Bristol and York.”"""
    where = f"in {get_text_list(areas, 'and') or 'England'}"
    if organisation.covers_england:
        where = "across England"
    return f"Based in {organisation.get_nation_display()}, works {where}."


def _at_a_glance(organisation: Organisation, areas: list[str]) -> str:
    """“Schools within 25 miles; also Leeds and York”, “All of England”."""
    if organisation.covers_england:
        return "All of England"
    named = areas[:_MOST_AREAS_AT_A_GLANCE]
    if rest := len(areas) - len(named):
        named.append(f"{rest} more area{'' if rest == 1 else 's'}")
    listed = get_text_list(named, "and")
    if organisation.travel_miles:
        within = f"Schools within {_miles(organisation)}"
        return f"{within}; also {listed}" if listed else within
    return listed


def _miles(organisation: Organisation) -> str:
    return "1 mile" if organisation.travel_miles == 1 else f"{organisation.travel_miles} miles"
