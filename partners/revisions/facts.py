"""All that goes live with a profile or an offer, in groups, as staff read it before they decide."""

from typing import Any, NamedTuple

from partners.models import Offer, Organisation, OrganisationImage
from partners.revisions import pictures
from partners.revisions.values import in_words, label, read
from partners.revisions.venues import field_of
from partners.revisions.words import Difference

# A test holds that every field which members write stands in one of these.
OF_A_PROFILE = (
    ("Who they are", ("name", "type", "summary", "description", "website")),
    ("What they do", ("art_forms", "art_form_tags", "arts_award_role")),
    (
        "Where they are based, and where they work",
        (
            "address",
            "hide_street",
            "town",
            "postcode",
            "authority",
            "nation",
            "receives_visits",
            "travel_miles",
            "covers_england",
            "covered_regions",
            "covered_authorities",
            "works_online",
        ),
    ),
    (
        "Safeguarding and insurance",
        (
            "safeguarding_statement",
            "safeguarding_reviewed_on",
            "insurance_pounds",
            "insurance_expires_on",
        ),
    ),
    ("Access", ("access", "access_statement")),
    ("When they work", ("working_days", "closed_from", "closed_to", "not_taking_enquiries_until")),
    (
        "Never shown in public",
        ("contact_name", "contact_email", "phone", "charity_number", "company_number"),
    ),
)
# Members write the same, in the same order (`partners.my.forms`).
OF_AN_OFFER = (
    ("What it is", ("title", "summary", "description", "offer_type")),
    ("Whom it is for", ("key_stages", "age_min", "age_max", "setting_types")),
    ("What pupils learn", ("art_forms", "themes", "curriculum_links", "learning_outcomes")),
    (
        "What it costs, and what the school provides",
        (
            "cost_basis",
            "cost_from_pence",
            "cost_to_pence",
            "cost_note",
            "vat",
            "travel_cost",
            "required_resources",
        ),
    ),
    (
        "How it is done",
        (
            "delivery_modes",
            "duration",
            "group_size",
            "group_note",
            "lead_time_weeks",
            "web_page",
        ),
    ),
    (
        "What it can help with",
        ("criteria", "quality_principles", "smsc_strands", "arts_award_levels"),
    ),
    ("Access", ("access",)),
    ("From when and until when", ("available_from", "available_to")),
)


class Group(NamedTuple):
    """Fields that are read together: what those that are given state, and those left empty."""

    title: str
    given: list[Any]
    empty: list[Any]

    @property
    def asks(self) -> bool:
        """Whether a note stands beside one that was left empty; of rows of a page."""
        return any(row.has_note for row in self.empty)


def facts_of(row: Organisation | Offer) -> list[Group]:
    """What a profile or an offer states: its fields; of a profile its venues and pictures, too."""
    groups = OF_AN_OFFER if isinstance(row, Offer) else OF_A_PROFILE
    found = [Group(title, *_facts(row, names)) for title, names in groups]
    if isinstance(row, Organisation):
        venues = [field_of(venue.pk) for venue in row.venues.order_by("name", "pk")]
        if venues:
            found.insert(3, Group("Venues", *_facts(row, venues)))
        if shown := row.images.order_by("position_in_list", "pk"):
            found.append(Group("Pictures", [_of_picture(one) for one in shown], []))
    return found


def _of_picture(picture: OrganisationImage) -> Difference:
    name, heading = pictures.field_of(picture.pk), pictures.named(picture)
    return Difference(name, heading, pictures.in_words(picture), [])


def _facts(row: Organisation | Offer, names: Any) -> tuple[list[Difference], list[Difference]]:
    given: list[Difference] = []
    empty: list[Difference] = []
    for name in names:
        words = in_words(row, name, read(row, name))
        fact = Difference(name, label(row, name), words, [])
        (given if words else empty).append(fact)
    return given, empty
