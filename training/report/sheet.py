"""The report as a whole: figures in total and by cuts, live or as they were when it was closed.

Both are read from a sheet, so that what was closed is shown, counted and downloaded by itself
alone: it holds the words of its time, and of the rows their numbers, not their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count as numbers_from
from typing import Any, NamedTuple

from partners.choices import OrganisationType
from reference.models import BridgeOrganisation, LocalAuthority, SettingType
from training.models import AreaList
from training.report.figures import NOWHERE, SHARES, Item, count
from training.report.periods import Period

TOTAL = "total"


class Column(NamedTuple):
    """A figure with the rows behind it."""

    slug: str
    label: str
    says: str
    items: list[Item]


class Area(NamedTuple):
    number: int
    name: str
    authorities: list[int]


class Cell(NamedTuple):
    """A number of a figure; None where it has none by this cut."""

    figure: str
    number: int | None


class Line(NamedTuple):
    """Cells in the order of the columns."""

    value: str
    label: str
    cells: list[Cell]


class Table(NamedTuple):
    cut: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Sheet:
    """`words` are the labels of values by cut, as they were; `regions` are areas, too."""

    columns: list[Column]
    words: dict[str, dict[str, str]]
    areas: list[Area]
    is_national: bool
    regions: list[Area] = field(default_factory=list)

    def total(self) -> Line:
        return self._lines(TOTAL, {"": "In total"})[0]

    def shares(self) -> Iterator[str]:
        """“12 % of Artsmark settings used it”: of figures that are a part of another."""
        numbers = {cell.figure: cell.number or 0 for cell in self.total().cells}
        for part, whole, says in SHARES:
            if numbers.get(whole):
                yield f"{round(100 * numbers.get(part, 0) / numbers[whole])} % {says}."

    def tables(self) -> Iterator[Table]:
        """By authority, type and body only what has any number."""
        yield self._table("authority", "By local authority")
        yield self._table("type", "By type of organisation")
        if self.words.get("setting"):
            yield self._table("setting", "By type of education setting")
        if self.areas:
            yield Table("area", "By area", self._lines("area", _names(self.areas)))
        if len(self.regions) > 1:
            yield Table("region", "By region", self._lines("region", _names(self.regions)))
        if self.is_national:
            yield self._table("body", "By regional body")

    def items_of(self, slug: str, cut: str, value: str) -> list[Item] | None:
        """The rows behind one number; None if there is no such number."""
        column = next((column for column in self.columns if column.slug == slug), None)
        if column is None or not self.label_of(cut, value):
            return None
        return [item for item in column.items if value in self._values(item, cut)]

    def label_of(self, cut: str, value: str) -> str:
        """What a number is of, beside its figure."""
        if cut == TOTAL:
            return "In total" if not value else ""
        if cut in ("area", "region"):
            return _names(self.areas if cut == "area" else self.regions).get(value, "")
        return self.words.get(cut, {}).get(value, "")

    def _table(self, cut: str, title: str) -> Table:
        lines = self._lines(cut, self.words[cut])
        return Table(
            cut, title, [line for line in lines if any(cell.number for cell in line.cells)]
        )

    def _lines(self, cut: str, labels: dict[str, str]) -> list[Line]:
        counted = {column.slug: self._counted(column, cut) for column in self.columns}
        return [
            Line(
                value,
                label,
                [
                    Cell(slug, None if found is None else sum(found[value].values()))
                    for slug, found in counted.items()
                ],
            )
            for value, label in labels.items()
        ]

    def _counted(self, column: Column, cut: str) -> dict[str, dict[str | int, int]] | None:
        """By value, what is counted once, and for how much. Sessions have no type."""
        if cut == "type" and column.items and not any(item.types for item in column.items):
            return None
        if cut == "setting" and not any(item.settings for item in column.items):
            return None
        found: dict[str, dict[str | int, int]] = defaultdict(dict)
        for item in column.items:
            for value in self._values(item, cut):
                found[value][item.once] = item.number
        return found

    def _values(self, item: Item, cut: str) -> set[str]:
        """Of a cut, those that a row is counted in."""
        if cut == "type":
            return set(item.types)
        if cut == "body":
            return {str(body) for body in item.bodies}
        if cut == "setting":
            return set(item.settings)
        if cut == "authority":
            return {str(authority) for authority in item.authorities}
        if cut in ("area", "region"):
            areas, here = self.areas if cut == "area" else self.regions, set(item.authorities)
            return {str(area.number) for area in areas if here.intersection(area.authorities)}
        return {""}


def _names(areas: Iterable[Area]) -> dict[str, str]:
    return {str(area.number): area.name for area in areas}


def taken(period: Period, body: int | None) -> Sheet:
    """What it says now."""
    columns = [
        Column(figure.slug, figure.label, figure.says, _without_whom(items))
        for figure, items in count(*period.moments, body)
    ]
    lists = AreaList.objects.of(body).order_by("name", "pk").prefetch_related("authorities")
    areas = [Area(one.pk, one.name, [place.pk for place in one.authorities.all()]) for one in lists]
    return Sheet(columns, _words(columns), areas, body is None, _regions(columns))


def _regions(columns: list[Column]) -> list[Area]:
    """Those in which anything was, with the authorities of it."""
    places = {one for column in columns for item in column.items for one in item.authorities}
    found: dict[int, Area] = {}
    rows = LocalAuthority.objects.filter(pk__in=places).select_related("region")
    for place in rows.order_by("region__sort_order", "pk"):
        region = place.region
        found.setdefault(region.pk, Area(region.pk, region.name, [])).authorities.append(place.pk)
    return list(found.values())


def _without_whom(items: Iterable[Item]) -> list[Item]:
    """What counts once gets a number in the place of an address."""
    numbers: dict[str | int, int] = {}
    following = numbers_from(1)
    return [
        item._replace(once=numbers.get(item.once) or numbers.setdefault(item.once, next(following)))
        for item in items
    ]


def _words(columns: list[Column]) -> dict[str, dict[str, str]]:
    """Of what occurs, in the order in which it is shown; what is not known comes last."""
    items = [item for column in columns for item in column.items]
    places = {one for item in items for one in item.authorities}
    bodies = {one for item in items for one in item.bodies}
    kinds = {one for item in items for one in item.types}
    authorities = LocalAuthority.objects.filter(pk__in=places).in_order()
    regional = BridgeOrganisation.objects.filter(pk__in=bodies).in_order()
    words = {
        "authority": {str(one.pk): one.name for one in authorities},
        "body": {str(one.pk): one.name for one in regional},
        "type": {kind.value: kind.label for kind in OrganisationType if kind in kinds},
    }
    settings = {one for item in items for one in item.settings}
    labels = dict(SettingType.objects.in_order().values_list("slug", "label"))
    words["setting"] = {slug: label for slug, label in labels.items() if slug in settings}
    if "" in settings:
        words["setting"][""] = "Not known"
    if NOWHERE in places:
        words["authority"][str(NOWHERE)] = "Online, or authority not known"
    if NOWHERE in bodies:
        words["body"][str(NOWHERE)] = "Of no regional body"
    if "" in kinds:
        words["type"][""] = "Not known"
    return words


# --- As it is kept --------------------------------------------------------------------------


def written(sheet: Sheet) -> dict[str, Any]:
    """As JSON."""
    return {
        "columns": [
            [column.slug, column.label, column.says, [list(item) for item in column.items]]
            for column in sheet.columns
        ],
        "words": {cut: list(words.items()) for cut, words in sheet.words.items()},
        "areas": [list(area) for area in sheet.areas],
        "is_national": sheet.is_national,
        "regions": [list(area) for area in sheet.regions],
    }


def read(kept: dict[str, Any]) -> Sheet:
    """As it was when it was written."""
    columns = [
        Column(slug, label, says, [_item(*values) for values in items])
        for slug, label, says, items in kept["columns"]
    ]
    words = {cut: dict(pairs) for cut, pairs in kept["words"].items()}
    areas = [Area(*area) for area in kept["areas"]]
    regions = [Area(*area) for area in kept.get("regions", [])]
    return Sheet(columns, words, areas, kept["is_national"], regions)


def _item(
    row: int,
    once: int,
    authorities: Any,
    types: Any,
    bodies: Any,
    number: int = 1,
    settings: Any = (),
) -> Item:
    """What was closed before there were numbers and settings has none."""
    return Item(row, once, tuple(authorities), tuple(types), tuple(bodies), number, tuple(settings))
