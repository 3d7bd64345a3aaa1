"""What we know of an organisation, told to whoever was invited to look after it."""

from typing import NamedTuple

from partners.models import Organisation
from partners.revisions.values import in_words, label, read

# Nobody's name, telephone or address of e-mail: the letter may have gone to the wrong people.
TOLD = (
    "name",
    "type",
    "summary",
    "description",
    "website",
    "town",
    "postcode",
    "art_forms",
    "receives_visits",
    "travel_miles",
    "covered_regions",
    "covered_authorities",
    "covers_england",
    "works_online",
    "safeguarding_statement",
)


class Fact(NamedTuple):
    """A field in words; `words` is empty where we know nothing."""

    label: str
    words: str


def facts_of_entry(organisation: Organisation) -> list[Fact]:
    return [
        Fact(label(organisation, name), in_words(organisation, name, read(organisation, name)))
        for name in TOLD
    ]
