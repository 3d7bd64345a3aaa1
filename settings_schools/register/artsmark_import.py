"""Takes a list of registered and awarded settings; what a setting said itself stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import get_text_list

from partners.imports.layout import Layout, plain_layout
from partners.imports.outcome import Fate, Outcome, Remark
from partners.imports.table import TableRow, UnreadableFile, read_table
from reference.names import name_key
from reference.turns import Turn, wait_for
from settings_schools.choices import JourneySource
from settings_schools.models import ArtsmarkJourney, AwardLevel, EducationSetting, JourneyStage
from settings_schools.register.artsmark_rows import (
    COLUMNS,
    DATES,
    FINDS,
    SAYS,
    ArtsmarkRows,
    ListedSetting,
)
from settings_schools.register.find import successor_of

# Less alike than this two names are of two schools, and the number may be a slip.
_ALIKE = 0.5


@transaction.atomic
def import_artsmark_settings(
    path: Path, layout: Layout | None = None, *, dry_run: bool = False, watch: Any = iter
) -> Outcome:
    """Take all good rows of a list, or none. `watch` wraps the rows, to show how far it is.

    Raises:
        UnreadableFile: the file is not such a list.
    """
    header, table = read_table(path, layout.encoding if layout else "utf-8-sig")
    layout = layout or plain_layout(header, COLUMNS, FINDS)
    if absent := sorted(layout.reads() - set(header)):
        raise UnreadableFile(f"{path.name} has no column “{absent[0]}”, which the MAP file names.")
    wait_for(Turn.IMPORT_OF_SETTINGS)
    outcome = _Import(layout).take(watch(table))
    if dry_run:
        transaction.set_rollback(True)
    return outcome


class _Import:
    """The rows of one list on their way in."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._outcome = Outcome()
        self._reader = ArtsmarkRows()
        self._stages = dict(JourneyStage.objects.values_list("slug", "pk"))
        self._levels = dict(AwardLevel.objects.values_list("slug", "pk"))
        self._slugs = {
            "stage": {pk: slug for slug, pk in self._stages.items()},
            "level": {pk: slug for slug, pk in self._levels.items()},
        }

    def take(self, table: Iterable[TableRow]) -> Outcome:
        rows = [row for row in self._read(table) if self._is_good(row)]
        pairs = self._find(rows)
        locked = EducationSetting.objects.filter(pk__in=pairs).order_by("pk")
        list(locked.select_for_update(of=("self",), no_key=True).values_list("pk"))
        current = ArtsmarkJourney.objects.current().filter(setting__in=pairs)
        journeys = {journey.setting_id: journey for journey in current}
        new = []
        for pk, (setting, row) in pairs.items():
            journey = journeys.get(pk)
            if journey is not None and _is_of_another(journey, row):
                self._end(journey, row)
                journey = None
            if journey is None:
                new.append(self._begin(setting, row))
            else:
                self._update(journey, row)
        ArtsmarkJourney.objects.bulk_create(new, batch_size=500)
        self._outcome.created += len(new)
        self._outcome.remarks.sort(key=lambda remark: remark.line)
        return self._outcome

    # --- Reading ----------------------------------------------------------------------------

    def _read(self, table: Iterable[TableRow]) -> Iterable[ListedSetting]:
        for found in table:
            self._outcome.read += 1
            if found.surplus:
                reason = f"The row has {found.cells} cells, the first line {found.columns}."
                yield ListedSetting(found.line, faults=[("", reason)])
            elif not self._layout.is_ours(found.texts):
                self._outcome.skipped += 1
            else:
                yield self._reader.read(found.line, self._layout.values(found.texts))

    def _is_good(self, row: ListedSetting) -> bool:
        if row.faults:
            self._outcome.rejected += 1
        for column, reason in row.faults:
            self._say(row, "rejected", reason, column)
        return not row.faults

    def _find(self, rows: list[ListedSetting]) -> dict[int, tuple[EducationSetting, ListedSetting]]:
        """The setting of each row as it is today; each once."""
        urns = {row.urn for row in rows if row.urn}
        numbers = {row.dfe_number for row in rows if row.dfe_number}
        known = EducationSetting.objects.filter(Q(urn__in=urns) | Q(dfe_number__in=numbers))
        known = known.exclude(checked_at=None).select_related("successor")
        in_order = sorted(known, key=lambda one: (one.teaches, one.pk))
        by_urn = {one.urn: one for one in in_order}
        # Of several that had a number one after the other, the one that teaches.
        by_number = {one.dfe_number: one for one in in_order}
        found: dict[int, tuple[EducationSetting, ListedSetting]] = {}
        for row in rows:
            setting = by_urn.get(row.urn) if row.urn else by_number.get(row.dfe_number)
            today = self._today(setting, row)
            if today is None:
                continue
            if today.pk in found:
                earlier = found[today.pk][1].line
                self._refuse(row, "rejected", f"Line {earlier} is about the same setting.")
            else:
                found[today.pk] = (today, row)
        return found

    def _today(
        self, setting: EducationSetting | None, row: ListedSetting
    ) -> EducationSetting | None:
        if setting is None:
            self._refuse(row, "rejected", "There is no setting with this number in the register.")
            return None
        today = setting if setting.status == "proposed" else successor_of(setting)
        if today is None:
            self._refuse(row, "skipped", f"{setting} has closed, and nothing followed it.")
        elif today != setting:
            self._say(row, "taken", f"{setting} has closed; it was taken for {today}.", "urn")
        elif row.name and _differ(row.name, setting.name):
            self._say(row, "taken", f"The register calls it {setting.name}.", "name")
        return today

    # --- Journeys ---------------------------------------------------------------------------

    def _begin(self, setting: EducationSetting, row: ListedSetting) -> ArtsmarkJourney:
        journey = ArtsmarkJourney(setting=setting, source=JourneySource.IMPORT)
        journey.imported = dict(row.values)
        self._write(journey, row.values)
        if journey.registered_on:
            journey.began_on = journey.registered_on
        return journey

    def _end(self, journey: ArtsmarkJourney, row: ListedSetting) -> None:
        """They registered anew after an award: what was is kept, and another begins."""
        journey.is_current = False
        journey.ended_on = date.fromisoformat(row.values["registered_on"])
        journey.save(update_fields=["is_current", "ended_on"])

    def _update(self, journey: ArtsmarkJourney, row: ListedSetting) -> None:
        """Write over what an import wrote, and what nobody said yet."""
        now = {column: self._plain(journey, column) for column in SAYS}
        news = {column for column, value in row.values.items() if now[column] != value}
        own = {column for column in news if now[column] != journey.imported.get(column)}
        wanted = {column: row.values[column] for column in news - own}
        if own:
            columns = get_text_list([self._layout.called(one) for one in sorted(own)], "and")
            self._say(row, "taken", f"Somebody has put {columns} right here, which stays.")
        known = {column: value for column, value in row.values.items() if column not in own}
        if not wanted and known.items() <= journey.imported.items():
            self._outcome.unchanged += 1
            return
        self._write(journey, wanted)
        journey.imported = journey.imported | known
        journey.save()
        self._outcome.updated += bool(wanted)
        self._outcome.unchanged += not wanted

    def _write(self, journey: ArtsmarkJourney, values: dict[str, str]) -> None:
        for column, value in values.items():
            if column in DATES:
                setattr(journey, column, date.fromisoformat(value))
        if "stage" in values:
            journey.stage_id = self._stages[values["stage"]]
        if "level" in values:
            journey.level_id = self._levels[values["level"]]

    def _plain(self, journey: ArtsmarkJourney, column: str) -> str | None:
        if column in DATES:
            day = getattr(journey, column)
            return day.isoformat() if day else None
        return self._slugs[column].get(getattr(journey, f"{column}_id"))

    # --- Both -------------------------------------------------------------------------------

    def _refuse(self, row: ListedSetting, fate: Fate, reason: str) -> None:
        setattr(self._outcome, fate, getattr(self._outcome, fate) + 1)
        self._say(row, fate, reason)

    def _say(self, row: ListedSetting, fate: Fate, reason: str, column: str = "") -> None:
        called = self._layout.called(column) if column else ""
        self._outcome.remarks.append(Remark(row.line, row.called, fate, called, reason))


def _is_of_another(journey: ArtsmarkJourney, row: ListedSetting) -> bool:
    """Whether the list tells of a Journey that began after this one was awarded."""
    registered = row.values.get("registered_on")
    if not registered or journey.awarded_on is None:
        return False
    return registered > journey.awarded_on.isoformat()


def _differ(one: str, other: str) -> bool:
    return SequenceMatcher(None, name_key(one), name_key(other)).ratio() < _ALIKE
