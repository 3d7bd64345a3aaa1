"""Who an organisation went up in, at the end."""

from partners.models import Organisation


def heir_of(organisation: Organisation) -> Organisation | None:
    """The one at the end of the chain of mergers; none if that is a circle."""
    heir, seen = organisation.merged_into, {organisation.pk}
    while heir is not None and heir.pk not in seen:
        if heir.merged_into_id is None:
            return heir
        seen.add(heir.pk)
        heir = heir.merged_into
    return None
