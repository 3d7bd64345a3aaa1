"""The data files that come with the project: which table each fills, and how it is read."""

import csv
import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from reference.fields import GridPointField, parse_grid_point, point_text
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    BridgeOrganisation,
    County,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    Place,
    QualityPrinciple,
    Region,
    SettingType,
    SmscStrand,
)

DATA = Path(__file__).parent / "data"

# What a file says about one field, in a form that can be kept as JSON and compared: a slug for
# another row, “(easting,northing)” for a position, lists as lists.
Plain = str | int | bool | list[str] | None
Values = dict[str, Plain]

LOOKUP_FIELDS = ("label", "sort_order", "is_active", "description", "synonyms")


@dataclass(frozen=True)
class ShippedTable:
    """Only `fields` are shipped; whatever else the model holds is staff's alone."""

    model: type[models.Model]
    file: str
    fields: tuple[str, ...]
    key: str = "slug"
    folder: Path | None = None  # ours, if it is not said

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def path(self) -> Path:
        return (self.folder or DATA) / self.file

    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def rows(self) -> dict[str, Values]:
        """What the file says, by key, in the file's order."""
        raw = _toml_rows(self.path) if self.path.suffix == ".toml" else _csv_rows(self.path)
        return {str(row[self.key]): self._values(row) for row in raw}

    def _values(self, row: dict[str, Any]) -> Values:
        return {
            name: _plain(self.model._meta.get_field(name), row.get(name)) for name in self.fields
        }


# In this order, because later tables refer to earlier ones.
SHIPPED_TABLES = (
    ShippedTable(Region, "regions.csv", ("name", "gss_code", "sort_order", "synonyms")),
    ShippedTable(County, "counties.csv", ("name", "sort_order")),
    ShippedTable(BridgeOrganisation, "bridges.csv", ("name", "description", "is_active")),
    ShippedTable(
        LocalAuthority,
        "authorities.csv",
        (
            *("name", "official_name", "gss_code", "dfe_code", "kind"),
            *("region", "county", "bridge", "synonyms", "is_active"),
        ),
    ),
    ShippedTable(ArtForm, "art_forms.toml", (*LOOKUP_FIELDS, "poster_family", "sub_forms")),
    ShippedTable(
        KeyStage, "key_stages.toml", (*LOOKUP_FIELDS, "short_label", "age_from", "age_to", "years")
    ),
    ShippedTable(SettingType, "setting_types.toml", LOOKUP_FIELDS),
    ShippedTable(OfferType, "offer_types.toml", LOOKUP_FIELDS),
    ShippedTable(AccessProvision, "access_provisions.toml", LOOKUP_FIELDS),
    ShippedTable(CurriculumTheme, "curriculum_themes.toml", (*LOOKUP_FIELDS, "kind", "years")),
    ShippedTable(
        ArtsmarkCriterion, "artsmark_criteria.toml", (*LOOKUP_FIELDS, "framework_version")
    ),
    ShippedTable(QualityPrinciple, "quality_principles.toml", LOOKUP_FIELDS),
    ShippedTable(SmscStrand, "smsc_strands.toml", LOOKUP_FIELDS),
)
SHIPPED_PLACES = ShippedTable(
    Place,
    "places.csv",
    (
        *("name", "qualifier", "nation", "authority", "position"),
        *("population", "aliases", "is_active"),
    ),
    key="source_id",
)
# Lookups of apps above this one, which add theirs when they begin (`ship_also`).
ALSO_SHIPPED: list[ShippedTable] = []
SECTORS_FILE = DATA / "postcode_sectors.csv"


def ship_also(*tables: ShippedTable) -> None:
    """Have `load_reference` load these, too."""
    ALSO_SHIPPED.extend(tables)


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows:
        if "easting" in row:
            row["position"] = f"{row['easting']},{row['northing']}"
    return rows


def _toml_rows(path: Path) -> list[dict[str, Any]]:
    """Rows in the order of the page: the file's own order is the sort order."""
    with path.open("rb") as file:
        rows = tomllib.load(file)["row"]
    return [{"sort_order": place, **row} for place, row in enumerate(rows, start=1)]


def _plain(field: Any, value: Any) -> Plain:
    if value is None:
        return plain_value(field, field.get_default())
    if not isinstance(value, str):
        return value
    if isinstance(field, ArrayField):
        return [word for word in value.split("|") if word]
    if isinstance(field, models.BooleanField):
        return value == "yes"
    if isinstance(field, models.IntegerField):
        return int(value) if value else None
    if isinstance(field, GridPointField):
        return point_text(parse_grid_point(value))
    return value or (None if field.null else "")


def plain_value(field: Any, value: Any) -> Plain:
    """A value as the database holds it, in the form that files are compared in."""
    if value is not None and isinstance(field, GridPointField):
        return point_text(value)
    return list(value) if isinstance(value, tuple) else value
