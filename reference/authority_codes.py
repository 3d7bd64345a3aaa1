"""Which of today's authorities a code in somebody's file means.

Files of other years carry the codes of districts and counties that have since been merged;
`data/predecessor_codes.csv` says what became of them.
"""

import csv
from collections.abc import Collection
from pathlib import Path

PREDECESSORS = Path(__file__).parent / "data" / "predecessor_codes.csv"


class AuthorityCodes:
    """Finds today's GSS code among `known` ones, from a district's and a county's code."""

    def __init__(self, known: Collection[str]) -> None:
        with PREDECESSORS.open(encoding="utf-8", newline="") as file:
            became = {row["old_code"]: row["gss_code"] for row in csv.DictReader(file)}
        self._codes = {old: new for old, new in became.items() if new in known}
        self._codes.update((code, code) for code in known)

    def find(self, district: str, county: str = "") -> str | None:
        """The district decides when it is an authority itself, or became part of one."""
        return self._codes.get(district) or self._codes.get(county)
