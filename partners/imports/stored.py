"""An organisation's values in the form in which a row of a list has them, both ways."""

from datetime import date
from typing import Any

from partners.choices import TrainingSource
from partners.imports.limits import FIELDS
from partners.models import Organisation
from reference.models import ArtForm, BridgeOrganisation, LocalAuthority, Region

DATES = {"partner_since", "trained_on", "code_accepted_on"}
_SPECIAL = {"authority", "art_forms", "covers", "lead_bridge"}
# Whoever has one of these in a list was trained, on whatever day.
_TRAINED = {"trained_on", "trained_session", "trained_person"}


def current_values(organisation: Organisation, columns: set[str]) -> dict[str, Any]:
    """What the directory says in these columns now; needs art forms and areas prefetched."""
    return {column: _current(organisation, column) for column in columns}


def _current(organisation: Organisation, column: str) -> Any:
    match column:
        case "authority":
            return organisation.authority.slug if organisation.authority else ""
        case "lead_bridge":
            return organisation.lead_bridge.slug if organisation.lead_bridge else ""
        case "art_forms":
            return sorted(row.slug for row in organisation.art_forms.all())
        case "covers":
            areas = [f"region:{row.slug}" for row in organisation.covered_regions.all()]
            areas += [f"authority:{row.slug}" for row in organisation.covered_authorities.all()]
            return sorted(areas + (["england"] if organisation.covers_england else []))
    value = getattr(organisation, FIELDS.get(column, column))
    return value.isoformat() if isinstance(value, date) else value


class Writer:
    """Puts values of rows on organisations; loads the lookups once."""

    def __init__(self) -> None:
        self.authorities = {
            row.slug: row for row in LocalAuthority.objects.select_related("bridge")
        }
        self._bridges = {row.slug: row for row in BridgeOrganisation.objects.all()}
        self._regions = {row.slug: row for row in Region.objects.all()}
        self._art_forms = {row.slug: row for row in ArtForm.objects.all()}

    def set_fields(self, organisation: Organisation, values: dict[str, Any]) -> None:
        """All but the lists, which need a saved row."""
        for column, value in values.items():
            if column in DATES:
                setattr(organisation, column, date.fromisoformat(value))
            elif column not in _SPECIAL:
                setattr(organisation, FIELDS.get(column, column), value)
        if _TRAINED & values.keys() and not organisation.training_source:
            organisation.training_source = TrainingSource.BEFORE_THIS_SITE
        if "authority" in values:
            organisation.authority = self.authorities[values["authority"]]
        if "lead_bridge" in values:
            organisation.lead_bridge = self._bridges[values["lead_bridge"]]
        if "covers" in values:
            organisation.covers_england = "england" in values["covers"]

    def links(self, values: dict[str, Any]) -> dict[str, list[Any]]:
        """The rows that the lists name, by the field of the organisation that holds them."""
        links: dict[str, list[Any]] = {}
        if "art_forms" in values:
            links["art_forms"] = [self._art_forms[slug] for slug in values["art_forms"]]
        if "covers" in values:
            areas = [area.split(":", 1) for area in values["covers"] if ":" in area]
            links["covered_regions"] = [self._regions[s] for kind, s in areas if kind == "region"]
            links["covered_authorities"] = [
                self.authorities[slug] for kind, slug in areas if kind == "authority"
            ]
        return links
