"""The table: every partner that matches, one a row, for spreadsheets.

Text that begins like a formula gets an apostrophe, and the file begins with a byte order mark, by
which Excel knows that it is UTF-8. Rows are read in steps, so that any number takes little memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from partners.models import Organisation
from partners.open_data.fields import in_brief
from partners.search.planes import members
from partners.search.search import Search
from reference.spreadsheet import safe_row

ROWS_A_STEP = 500
_BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "id",
    "name",
    "demo",
    "type",
    "summary",
    "page",
    "data",
    "website",
    "town",
    "authority",
    "county",
    "region",
    "nation",
    "easting",
    "northing",
    "position_exact",
    "receives_visits",
    "travel_miles",
    "covers_authorities",
    "covers_regions",
    "covers_england",
    "works_online",
    "art_forms",
    "art_form_tags",
    "access",
    "arts_award_role",
    "partner_since",
    "confirmed_on",
    "licence",
)


class _Line:
    """What the writer of CSV writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def ids_of(search: Search) -> list[int]:
    """All that match, whatever page and order: by id, which never changes."""
    return sorted(search.index.ids[slot] for slot in members(search.organisations))


def lines(ids: Sequence[int]) -> Iterator[str]:
    """A query and its few prefetches for every step; nobody hidden in between is written."""
    writer = csv.writer(_Line())
    yield _BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for start in range(0, len(ids), ROWS_A_STEP):
        step = ids[start : start + ROWS_A_STEP]
        rows = Organisation.objects.public().for_open_data().filter(pk__in=step).order_by("pk")
        yield "".join(writer.writerow(safe_row(_cells(row))) for row in rows)


def _cells(organisation: Organisation) -> list[object]:
    fields = in_brief(organisation) | {"licence": settings.OPEN_DATA_LICENCE}
    position: dict[str, Any] = fields["position"] or {}
    fields["easting"], fields["northing"] = position.get("easting"), position.get("northing")
    fields["position_exact"] = position.get("exact")
    return [_cell(fields[name]) for name in COLUMNS]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else value
