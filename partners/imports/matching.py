"""Who of a list is in the directory already."""

from collections import defaultdict
from typing import Any

from partners.imports.rows import Row
from partners.models import Organisation
from reference.names import name_key


class Matcher:
    """Finds an organisation by external id, else charity number, else name with postcode or area.

    Reads the directory once. An organisation that this same list knows by another id is
    somebody else, however alike the names are.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._by_external_id: dict[str, int] = {}
        self._other_ids: dict[int, str] = {}
        self._by_charity_number: dict[str, int] = {}
        self._by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        fields = ("pk", "name", "postcode", "authority__slug", "charity_number")
        for known in Organisation.objects.order_by("pk").values(*fields, "source", "external_id"):
            self._remember(known)

    def _remember(self, known: dict[str, Any]) -> None:
        pk = known["pk"]
        if known["source"] == self._source and known["external_id"]:
            self._by_external_id[known["external_id"]] = pk
            self._other_ids[pk] = known["external_id"]
        if known["charity_number"]:
            self._by_charity_number.setdefault(known["charity_number"], pk)
        for place in filter(None, (known["postcode"], known["authority__slug"])):
            self._by_name[name_key(known["name"]), place].append(pk)

    def find(self, row: Row) -> int | None:
        """The primary key of the organisation that this row is about."""
        values = row.values
        external_id = values.get("external_id", "")
        if external_id in self._by_external_id:
            return self._by_external_id[external_id]
        candidates = [self._by_charity_number.get(values.get("charity_number", ""))]
        key = name_key(values["name"])
        candidates += self._by_name.get((key, values.get("postcode", "")), [])
        if not values.get("postcode"):
            candidates += self._by_name.get((key, values.get("authority", "")), [])
        for pk in candidates:
            if pk is not None and not (external_id and pk in self._other_ids):
                return pk
        return None
