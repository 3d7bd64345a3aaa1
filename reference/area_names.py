"""Which authority or region somebody means by a name, in lists that other people keep."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reference.models import LocalAuthority, Region
from reference.names import name_key

# Districts below a county council, and those that merged since 2011, with today's authority.
_DISTRICTS = Path(__file__).parent / "data" / "districts.csv"
_BEFORE_THE_NAME = re.compile(
    r"^(the )?((london|royal|metropolitan) )?(borough|city|county|district) of (the )?"
)
_AFTER_THE_NAME = re.compile(
    r"( (metropolitan|unitary|london|county|city|borough|district|council|authority|ua))+$"
)


class AreaNames:
    """Today's authorities and regions by every spelling of theirs that we know.

    Reads the tables once, when it is made; use one for a whole file.
    """

    def __init__(self) -> None:
        authorities = list(LocalAuthority.objects.select_related("region", "bridge"))
        self._regions = _by_spelling(Region.objects.all(), "slug", "name", "gss_code")
        self._authorities = self._districts({row.gss_code: row for row in authorities})
        self._authorities |= _by_spelling(
            authorities, "slug", "name", "official_name", "gss_code", "dfe_code"
        )

    @staticmethod
    def _districts(authorities: dict[str, LocalAuthority]) -> dict[str, LocalAuthority]:
        return {
            key: authorities[code] for key, (_, code) in districts().items() if code in authorities
        }

    def authority(self, text: str) -> LocalAuthority | None:
        """The authority of that name, code or slug, or the one that a district lies in."""
        key = name_key(text)
        return self._authorities.get(key) or self._authorities.get(plainly(key))

    def region(self, text: str) -> Region | None:
        return self._regions.get(name_key(text))


@cache
def districts() -> dict[str, tuple[str, str]]:
    """By its key: a district's name, and the code of the authority that it lies in today."""
    with _DISTRICTS.open(encoding="utf-8", newline="") as file:
        return {
            name_key(row["district"]): (row["district"], row["gss_code"])
            for row in csv.DictReader(file)
        }


def _by_spelling[Area: (LocalAuthority, Region)](
    rows: Iterable[Area], *fields: str
) -> dict[str, Area]:
    """Rows by their own names, which win over a synonym that another row has."""
    rows = list(rows)
    found = {name_key(word): row for row in rows for word in row.synonyms}
    return found | {name_key(getattr(row, field)): row for row in rows for field in fields}


def plainly(key: str) -> str:
    """Without the words that councils put around a name: “the London Borough of …”."""
    return _AFTER_THE_NAME.sub("", _BEFORE_THE_NAME.sub("", key))


def with_article(region: str) -> str:
    """“the South West”, but “London” and “Yorkshire and the Humber”."""
    points = ("North", "South", "East", "West")
    return f"the {region}" if region.startswith(points) else region
