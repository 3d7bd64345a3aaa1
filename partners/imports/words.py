"""What a list says, as people read it: the names of areas and lookups, dates, yes and no."""

from datetime import date
from typing import Any

from partners.choices import ListingState, OrganisationType, PartnerStatus
from partners.imports.outcome import Change
from partners.imports.stored import DATES
from partners.launch import in_words
from reference.models import ArtForm, BridgeOrganisation, LocalAuthority, Region

_NOTHING = "nothing"
_CHOICES: dict[str, dict[str, str]] = {
    "type": dict(OrganisationType.choices),
    "listing_state": dict(ListingState.choices),
    "partner_status": dict(PartnerStatus.choices),
}


class Words:
    """Loads the names once."""

    def __init__(self) -> None:
        authorities = dict(LocalAuthority.objects.values_list("slug", "name"))
        areas = {f"authority:{slug}": name for slug, name in authorities.items()}
        for slug, name in Region.objects.values_list("slug", "name"):
            areas[f"region:{slug}"] = name
        self._names: dict[str, dict[str, str]] = _CHOICES | {
            "authority": authorities,
            "lead_bridge": dict(BridgeOrganisation.objects.values_list("slug", "name")),
            "art_forms": dict(ArtForm.objects.values_list("slug", "label")),
            "covers": areas | {"england": "England"},
        }

    def of(self, change: Change) -> Change:
        """The same with its values in words."""
        said = [
            (column, self._said(column, before), self._said(column, after))
            for column, before, after in change.values
        ]
        return Change(change.line, change.name, change.is_new, said)

    def _said(self, column: str, value: Any) -> str:
        if value in (None, "", []):
            return _NOTHING
        if isinstance(value, bool):
            return "yes" if value else "no"
        names = self._names.get(column, {})
        if isinstance(value, list):
            return ", ".join(str(names.get(one, one)) for one in value)
        if column in DATES:
            return in_words(date.fromisoformat(value))
        return str(names.get(value, value))
