"""What an enquiry says, in the order in which a partner needs it: for pages and letters alike."""

from collections.abc import Iterator

from enquiries.models import Enquiry


def facts_of(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Pairs of a label and words; what was left out is left out. Never an address of e-mail."""
    return [(label, words) for label, words in _all(enquiry) if words]


def _all(enquiry: Enquiry) -> Iterator[tuple[str, str]]:
    yield "For", ", ".join(str(stage) for stage in enquiry.key_stages.all())
    yield "Years", enquiry.years
    yield "How many", f"{enquiry.pupils:,} pupils" if enquiry.pupils else ""
    yield "When", enquiry.when
    yield "Budget", enquiry.get_budget_display()
    yield "To strengthen", ", ".join(str(one) for one in enquiry.strengthens.all())
    yield "Who asks", ", ".join(filter(None, [enquiry.name, enquiry.get_role_display()]))
    yield "School or setting", enquiry.setting_name
    yield "Type", str(enquiry.setting_type or "")
    yield "Local authority", enquiry.authority.name if enquiry.authority else ""
    yield "URN", enquiry.urn
