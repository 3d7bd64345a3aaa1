"""What every listing needs: one list, for the decision to approve and for the form after it.

A profile that is handed in needs more: the date of its review, which live ones may still owe.
"""

from collections.abc import Callable
from typing import NamedTuple

from partners.models import Organisation
from partners.reach import works_in_england


class Need(NamedTuple):
    """A field, others that will do instead of it, and what is asked for in words."""

    field: str
    or_else: tuple[str, ...]
    words: str


LISTING_NEEDS = (
    Need("summary", (), "a summary"),
    Need("authority", ("postcode",), "a postcode or a local authority"),
    Need("art_forms", (), "at least one art form"),
    Need("safeguarding_statement", (), "a safeguarding statement"),
)
REVIEWED_LATELY = Need(
    "safeguarding_reviewed_on", (), "the date of a safeguarding review within the last year"
)
HANDING_IN_NEEDS = (*LISTING_NEEDS, REVIEWED_LATELY)
# Of those who are based outside England.
WORKS_IN_ENGLAND = Need(
    "covers_england", (), "areas in England, a distance to travel, or work online"
)


def unmet(is_given: Callable[[str], object], needs: tuple[Need, ...] = LISTING_NEEDS) -> list[Need]:
    """The needs for which neither the field nor another that will do is given."""
    return [need for need in needs if not any(map(is_given, (need.field, *need.or_else)))]


def lacking(organisation: Organisation) -> list[str]:
    """What an organisation, as it is stored, still lacks to be listed, in words."""
    given = {
        "summary": organisation.summary.strip(),
        # A known postcode has set one of them.
        "authority": organisation.authority_id or organisation.nation,
        "art_forms": organisation.art_forms.exists(),
        "safeguarding_statement": organisation.safeguarding_statement.strip(),
        "covers_england": works_in_england(organisation),
    }
    needs = (*LISTING_NEEDS, WORKS_IN_ENGLAND) if organisation.nation else LISTING_NEEDS
    return [need.words for need in unmet(given.get, needs)]
