"""Names of parts of England that no register has, and counties as old addresses write them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reference.names import name_key

_DATA = Path(__file__).parent / "data"
# Which towns and areas are offered to somebody who types “Teesside”, “the Fens” or the like.
_INFORMAL_AREAS = _DATA / "informal_areas.csv"
# Counties that people still write behind towns of an authority: “Bromley, Kent”.
_FORMER_COUNTIES = _DATA / "former_counties.csv"


@dataclass(frozen=True)
class InformalArea:
    """An area in common use. `towns` are texts that are located, `areas` are filters."""

    name: str
    keys: frozenset[str]
    areas: tuple[tuple[str, str], ...]
    towns: tuple[str, ...]


def without_the(key: str) -> str:
    return key.removeprefix("the ")


@cache
def informal_areas() -> dict[str, InformalArea]:
    """By each of their spellings, without “the”."""
    return {key: area for area in _read_areas() for key in area.keys}


@cache
def counties_written_behind() -> dict[str, tuple[str, ...]]:
    """By the slug of an authority, keys of the counties that its towns' addresses may name."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(_FORMER_COUNTIES):
        for slug in row["authorities"].split("|"):
            found[slug] = (*found.get(slug, ()), name_key(row["county"]))
    return found


def _read_areas() -> list[InformalArea]:
    return [
        InformalArea(
            name=row["name"],
            keys=frozenset(
                without_the(name_key(word)) for word in [row["name"], *_list(row["also"])]
            ),
            areas=tuple(_filter(text) for text in _list(row["areas"])),
            towns=tuple(_list(row["towns"])),
        )
        for row in _rows(_INFORMAL_AREAS)
    ]


def _filter(text: str) -> tuple[str, str]:
    name, _, slug = text.partition(":")
    return name, slug


def _list(text: str) -> list[str]:
    return [word for word in text.split("|") if word]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
