"""Loads the shipped reference data, again and again, without undoing what staff changed."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F

from reference.fields import point_text
from reference.models import LocalAuthority, Place, PostcodeSector, ShippedFile, ShippedRow
from reference.positions import GridPoint
from reference.shipped_files import (
    ALSO_SHIPPED,
    SECTORS_FILE,
    SHIPPED_PLACES,
    SHIPPED_TABLES,
    Plain,
    ShippedTable,
    Values,
    plain_value,
)
from reference.turns import Turn, wait_for


@transaction.atomic
def load_reference(*, dry_run: bool = False, tell: Callable[[str], None] = print) -> Counter[str]:
    """Bring the reference tables up to what the shipped files say.

    A field that staff changed since it was last shipped is left alone; so is a row that they
    deleted, or made themselves under the same slug. A row that left the files is deactivated.

    Returns how many rows were read, created, updated, unchanged and skipped (staff's).
    """
    wait_for(Turn.LOAD_OF_REFERENCE)
    total: Counter[str] = Counter(read=0, created=0, updated=0, unchanged=0, rejected=0, skipped=0)
    for table in (*SHIPPED_TABLES, *ALSO_SHIPPED):
        counts = _Merge(table).run()
        _tell_changes(tell, table.file, counts)
        total += counts
    for load in (_load_sectors, _load_places):
        name, counts = load()
        _tell_changes(tell, name, counts)
        total += counts
    if dry_run:
        transaction.set_rollback(True)
    return total


@transaction.atomic
def load_shipped(table: ShippedTable) -> Counter[str]:
    """Bring one table of another app up to what its files say, by the same rules."""
    wait_for(Turn.LOAD_OF_REFERENCE)
    return _Merge(table).run()


def _tell_changes(tell: Callable[[str], None], name: str, counts: Counter[str]) -> None:
    parts = [
        f"{counts[key]:,} {words}"
        for key, words in [("created", "new"), ("updated", "changed"), ("skipped", "left to staff")]
        if counts[key]
    ]
    if parts:
        tell(f"{name}: {', '.join(parts)}")


class _Merge:
    """One table, compared three ways: the file, what was last shipped, and the row as it is."""

    def __init__(self, table: ShippedTable) -> None:
        self.table = table
        self.fields: dict[str, Any] = {n: table.model._meta.get_field(n) for n in table.fields}
        self.slugs, self.ids = self._referred_rows()
        self.existing = {getattr(row, table.key): row for row in table.model._default_manager.all()}
        shipped = ShippedRow.objects.filter(table=table.name)
        self.last = {row.key: row.values for row in shipped}
        self.named_by_staff = self._named_by_staff() if table.model is Place else set()
        self.new: list[models.Model] = []
        self.changed: list[models.Model] = []
        self.counts: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        rows = self.table.rows()
        for key, values in rows.items():
            self.counts["read"] += 1
            self.counts[self._merge(key, values)] += 1
        gone = self._deactivate(key for key in self.last if key not in rows)
        if self.changed:
            self._free_names()
            self.table.model._default_manager.bulk_update(self.changed, self._columns())
        self.table.model._default_manager.bulk_create(self.new)
        self._remember(rows | gone)
        return self.counts

    def _merge(self, key: str, values: Values) -> str:
        row, last = self.existing.get(key), self.last.get(key)
        if row is None:
            if last is not None or _text(values) in self.named_by_staff:
                return "skipped"
            self.new.append(self._set(self.table.model(**{self.table.key: key}), values))
            return "created"
        current = self._current(row)
        differing = {name for name, value in values.items() if value != current[name]}
        if not differing:
            return "unchanged"
        # The fields that still stand as they were shipped; those that are newer than the last
        # load were shipped, in effect, with their default.
        before = {} if last is None else {**self._defaults(), **last}
        ours = {name: values[name] for name in differing if before.get(name, ...) == current[name]}
        text = _text({**current, **ours})
        if not ours or (text != _text(current) and text in self.named_by_staff):
            return "skipped"
        self.changed.append(self._set(row, ours))
        return "updated"

    def _deactivate(self, keys: Any) -> dict[str, Values]:
        """Rows that left the files; staff may bring one back, which is then left alone."""
        gone = {}
        for key in keys:
            row = self.existing.get(key)
            if getattr(row, "is_active", False) and self.last[key].get("is_active", True):
                self.changed.append(self._set(row, {"is_active": False}))
                self.counts["updated"] += 1
            gone[key] = {**self.last[key], "is_active": False}
        return gone

    def _referred_rows(self) -> tuple[dict[str, dict], dict[str, dict]]:
        """For each foreign key: slug by id, and id by slug."""
        slugs: dict[str, dict] = {}
        for name, field in self.fields.items():
            if isinstance(field, models.ForeignKey):
                slugs[name] = dict(
                    field.remote_field.model._default_manager.values_list("pk", "slug")
                )
        return slugs, {name: {s: pk for pk, s in pairs.items()} for name, pairs in slugs.items()}

    def _current(self, row: models.Model) -> Values:
        return {
            name: self.slugs[name].get(getattr(row, field.attname))
            if name in self.slugs
            else plain_value(field, getattr(row, name))
            for name, field in self.fields.items()
        }

    def _defaults(self) -> Values:
        return {n: plain_value(f, f.get_default()) for n, f in self.fields.items()}

    def _set(self, row: Any, values: Values) -> Any:
        for name, value in values.items():
            field = row._meta.get_field(name)
            setattr(row, field.attname, self._database_value(name, field, value))
        if isinstance(row, Place):
            row.set_keys()
        return row

    def _database_value(self, name: str, field: Any, value: Plain) -> Any:
        if name in self.ids:
            return None if value is None else self.ids[name][value]
        return field.to_python(value)

    def _named_by_staff(self) -> set[tuple[str, str]]:
        """Places as staff added or renamed them: the files may come to know them later."""
        rows = Place.objects.values_list("source_id", "name", "qualifier")
        texts = {key: _text(values) for key, values in self.last.items()}
        named = ((key, (name.lower(), qualifier.lower())) for key, name, qualifier in rows)
        return {text for key, text in named if text != texts.get(key or "")}

    def _free_names(self) -> None:
        """So that in the new files a place may have the name that another had in the last."""
        if self.table.model is Place:
            changed = Place.objects.filter(pk__in=[row.pk for row in self.changed])
            changed.update(qualifier=F("source_id"))

    def _columns(self) -> list[str]:
        has_active = any(f.name == "is_active" for f in self.table.model._meta.fields)
        extra = {"is_active"} if has_active else set()
        keys = {"keys", "main_key"} if self.table.model is Place else set()
        return sorted({*self.table.fields, *extra, *keys})

    def _remember(self, rows: dict[str, Values]) -> None:
        ShippedRow.objects.bulk_create(
            [
                ShippedRow(table=self.table.name, key=key, values=values)
                for key, values in rows.items()
                if self.last.get(key) != values
            ],
            update_conflicts=True,
            unique_fields=["table", "key"],
            update_fields=["values"],
        )


def _text(values: Values) -> tuple[str, str]:
    return str(values.get("name")).lower(), str(values.get("qualifier")).lower()


def _load_places() -> tuple[str, Counter[str]]:
    table, digest = SHIPPED_PLACES, SHIPPED_PLACES.digest()
    if _is_loaded(table.file, digest, Place):
        rows = Place.objects.count()
        return table.file, Counter(read=rows, unchanged=rows)
    counts = _Merge(table).run()
    ShippedFile.objects.update_or_create(name=table.file, defaults={"digest": digest})
    return table.file, counts


def _load_sectors() -> tuple[str, Counter[str]]:
    """Postcode sectors are nobody's words: the table is emptied and filled."""
    name, digest = SECTORS_FILE.name, hashlib.sha256(SECTORS_FILE.read_bytes()).hexdigest()
    before = PostcodeSector.objects.count()
    if before and _is_loaded(name, digest, PostcodeSector):
        return name, Counter(read=before, unchanged=before)
    PostcodeSector.objects.all().delete()
    rows = _copy_sectors()
    ShippedFile.objects.update_or_create(name=name, defaults={"digest": digest})
    return name, Counter(read=rows, created=max(rows - before, 0), updated=min(rows, before))


def _copy_sectors() -> int:
    authorities = dict(LocalAuthority.objects.values_list("gss_code", "pk"))
    statement = "COPY reference_postcodesector (sector, nation, authority_id, position) FROM STDIN"
    with SECTORS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            point = GridPoint(int(row["easting"]), int(row["northing"]))
            authority = authorities[row["gss_code"]] if row["gss_code"] else None
            copy.write_row((row["sector"], row["nation"], authority, point_text(point)))
    return len(rows)


def _is_loaded(name: str, digest: str, model: type[models.Model]) -> bool:
    loaded = ShippedFile.objects.filter(name=name, digest=digest).exists()
    return loaded and model._default_manager.exists()
