"""Turns rows of the national register into values of ours, or says why a row is not taken."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from reference.area_names import AreaNames
from reference.authority_codes import AuthorityCodes
from reference.models import LocalAuthority, SettingType
from reference.names import name_key
from reference.positions import GridPoint, is_on_the_grid
from reference.postcode_text import read_postcode
from settings_schools.models.setting import HIGHEST_URN, LOWEST_URN
from settings_schools.querysets import search_words
from settings_schools.register.dates import read_date
from settings_schools.register.kinds import ABROAD, kind_of, phase_of, status_of
from settings_schools.register.register_file import UNREADABLE, Line

NEEDED = (
    "URN",
    "LA (code)",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
    "Postcode",
)
WANTED = (
    "LA (name)",
    "EstablishmentNumber",
    "OpenDate",
    "CloseDate",
    "NumberOfPupils",
    "Locality",
    "Town",
    "Easting",
    "Northing",
    "GSSLACode (name)",
    "DistrictAdministrative (code)",
)
_LONGEST_NAME = 160
_LONGEST_TOWN = 80
# Of Welsh authorities, of none, and of the forces abroad; on 999 a row says nothing at all.
_WELSH = range(660, 682)
_ABROAD = range(701, 709)


class Incoming(NamedTuple):
    """A good row, in the order of the columns that it is copied into."""

    line: int
    urn: int
    dfe_number: str
    name: str
    setting_type_id: int
    phase: str
    authority_id: int
    town: str
    postcode: str
    position: GridPoint | None
    status: str
    opened_on: date | None
    closed_on: date | None
    pupils: int | None
    search_words: str


class Refused(NamedTuple):
    """A row that is wrong: where it stands, whose it is, and what is wrong."""

    line: int
    urn: str
    name: str
    reason: str


class Abroad(NamedTuple):
    """A row that is right, of a school that does not lie in England."""

    line: int


class _Wrong(Exception):
    """What is wrong with a row, in words."""


class GiasRows:
    """Reads rows; knows our tables, which it loads once."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._names = AreaNames()
        self._by_gss = dict(LocalAuthority.objects.values_list("gss_code", "pk"))
        self._codes = AuthorityCodes(self._by_gss)
        self._types = dict(SettingType.objects.values_list("slug", "pk"))
        self._known: dict[tuple[str, ...], int | None] = {}

    def read(self, line: Line) -> Incoming | Refused | Abroad:
        texts = line.texts
        try:
            if line.cells != self._columns:
                raise _Wrong(f"it has {line.cells} cells, the first line {self._columns}")
            if _is_abroad(texts):
                return Abroad(line.number)
            return self._incoming(line.number, texts)
        except (_Wrong, ValueError) as problem:
            urn, name = texts.get("URN", ""), texts.get("EstablishmentName", "")
            return Refused(line.number, urn[:20], name[:_LONGEST_NAME], str(problem))

    def _incoming(self, line: int, texts: dict[str, str]) -> Incoming:
        urn, name = _urn(texts["URN"]), _name(" ".join(texts["EstablishmentName"].split()))
        status = status_of(texts["EstablishmentStatus (name)"])
        if status is None:
            raise _Wrong(f"its status “{texts['EstablishmentStatus (name)'][:40]}” is none of ours")
        phase = phase_of(texts["PhaseOfEducation (name)"])
        kind = kind_of(texts["TypeOfEstablishment (name)"], phase)
        town = " ".join((texts.get("Town") or texts.get("Locality") or "").split())[:_LONGEST_TOWN]
        return Incoming(
            line,
            urn,
            _dfe_number(texts),
            name,
            self._types[kind],
            phase,
            self._authority(texts),
            town,
            _postcode(texts["Postcode"]),
            _position(texts),
            status.value,
            read_date(texts.get("OpenDate", "")),
            read_date(texts.get("CloseDate", "")),
            _pupils(texts.get("NumberOfPupils", "")),
            search_words(name, town),
        )

    def _authority(self, texts: dict[str, str]) -> int:
        """By its code; of an authority that is no more, by that of the district it lies in."""
        names = ("LA (code)", "GSSLACode (name)", "DistrictAdministrative (code)", "LA (name)")
        said = tuple(texts.get(name, "") for name in names)
        if said not in self._known:
            self._known[said] = self._find(*said)
        found = self._known[said]
        if found is None:
            shown = " ".join(filter(None, (said[0], said[3]))) or "nothing"
            raise _Wrong(f"its authority “{shown}” is none of England that we know")
        return found

    def _find(self, number: str, gss: str, district: str, name: str) -> int | None:
        if found := self._names.authority(number):
            return found.pk
        if code := self._codes.find(gss) or self._codes.find(district):
            return self._by_gss[code]
        named = self._names.authority(name)
        return named.pk if named else None


def _is_abroad(texts: dict[str, str]) -> bool:
    if name_key(texts["TypeOfEstablishment (name)"]) in ABROAD:
        return True
    number, gss = texts["LA (code)"], texts.get("GSSLACode (name)", "")
    if number.isdecimal() and (int(number) in _WELSH or int(number) in _ABROAD):
        return True
    return gss[:1] in {"W", "S", "N", "L", "M"} and gss[1:].isdecimal()


def _urn(text: str) -> int:
    if not (text.isascii() and text.isdigit() and LOWEST_URN <= int(text[:9]) <= HIGHEST_URN):
        raise _Wrong(f"“{text[:20]}” is not a URN")
    return int(text)


def _name(text: str) -> str:
    if not text:
        raise _Wrong("it has no name")
    if len(text) > _LONGEST_NAME:
        raise _Wrong(f"its name has more than {_LONGEST_NAME} letters")
    if UNREADABLE in text or not text.isprintable():
        raise _Wrong("its name has a letter that cannot be read")
    return text


def _dfe_number(texts: dict[str, str]) -> str:
    """Of authority and establishment; empty where it has none of its own."""
    authority, own = texts["LA (code)"], texts.get("EstablishmentNumber", "")
    number = f"{authority}{own.zfill(4)}" if own else ""
    return number if number.isascii() and number.isdigit() and len(number) == 7 else ""


def _postcode(text: str) -> str:
    """As it is written; of what is none, nothing: the school is there all the same."""
    return next((str(part) for part in read_postcode(text) if part.unit), "")


def _position(texts: dict[str, str]) -> GridPoint | None:
    easting, northing = texts.get("Easting", ""), texts.get("Northing", "")
    if not (easting.isascii() and easting.isdigit() and northing.isascii() and northing.isdigit()):
        return None
    point = GridPoint(int(easting[:9]), int(northing[:9]))
    return point if is_on_the_grid(point) else None


def _pupils(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
