"""Where an organisation works, in words."""

from dataclasses import dataclass

from partners.models import Organisation


@dataclass(frozen=True)
class Reach:
    """A sentence or two, and the areas it lists by name."""

    travel_sentence: str
    areas: list[str]


def describe(organisation: Organisation) -> Reach:
    """How schools and the organisation come together: visits, travel, areas, online."""
    sentences = []
    if organisation.receives_visits:
        sentences.append("Schools can visit them.")
    if organisation.travel_miles:
        miles = organisation.travel_miles
        sentences.append(f"They travel up to {miles} miles to a school, in a straight line.")
    if organisation.covers_england:
        sentences.append("They work across England.")
    if organisation.works_online:
        sentences.append("They work online.")
    areas = [region.name for region in organisation.covered_regions.all()]
    areas += [authority.name for authority in organisation.covered_authorities.all()]
    return Reach(" ".join(sentences), sorted(areas))
