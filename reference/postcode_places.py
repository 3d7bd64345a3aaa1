"""Where a postcode, sector or district lies: one query, two for one that is mistyped."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Protocol, cast

from django.conf import settings
from django.db.models import Exists, Q, Subquery

from reference.fields import GridPointField
from reference.found_places import Kind, Located, NotLocated, or_list
from reference.models import LocalAuthority, Nation, Postcode, PostcodeSector
from reference.positions import GridPoint
from reference.postcode_text import PostcodePart, beginnings, mended

# London's oldest districts are split by a letter; people leave it out: “SW1” for SW1A to SW1Y.
_SPLIT_DISTRICT = re.compile(r"(E|EC|N|NW|SE|SW|W|WC)\d")
_NO_SUGGESTION = "Try the town in its place."


def for_schools_in_england(where: str) -> str:
    """The sentence for whoever is elsewhere: “EH1 is in Scotland. The … is for …”."""
    return f"{where}. The {settings.PROGRAMME_NAME} is for schools and other settings in England."


def locate_postcode(parts: list[PostcodePart]) -> Located | NotLocated:
    """The first of `parts`, readings of one text, that exists."""
    sectors = _sectors(parts)
    for part in parts:
        if rows := [row for row in sectors if _lies_in(row, part)]:
            return _located(part, rows, meant=parts[0])
    return _unknown(parts[0], sectors)


def not_a_postcode(text: str) -> NotLocated:
    """For a text that was meant as a postcode and cannot be one."""
    readings = [*mended(text), *beginnings(text)]
    sectors = _sectors(readings)
    known = [part for part in readings if any(_lies_in(row, part) for row in sectors)]
    whole = [part for part in known if part.unit]
    suggestions = tuple(dict.fromkeys(str(part) for part in whole or known[:1]))
    return _did_you_mean(f"“{text}” is not a postcode.", suggestions)


def _did_you_mean(sentence: str, suggestions: tuple[str, ...]) -> NotLocated:
    ask = f"Did you mean {or_list(suggestions)}?" if suggestions else _NO_SUGGESTION
    return NotLocated(f"{sentence} {ask}", suggestions)


class _Sector(Protocol):
    """A sector with what the table of full postcodes says of the one postcode asked for."""

    sector: str
    nation: str
    authority_id: int | None
    authority: LocalAuthority | None
    position: GridPoint
    full_position: GridPoint | None
    full_authority: int | None
    full_nation: str | None
    have_full: bool


def _sectors(parts: Iterable[PostcodePart]) -> list[_Sector]:
    """All sectors of the districts of `parts`."""
    parts = list(parts)
    if not parts:
        return []
    wanted = Q()
    for district in {part.district for part in parts}:
        split = _SPLIT_DISTRICT.fullmatch(district)
        wanted |= Q(sector__startswith=district if split else f"{district} ")
    full = Postcode.objects.filter(postcode=next((p.compact for p in parts if p.unit), ""))
    rows = (
        PostcodeSector.objects.filter(wanted)
        .select_related("authority__region", "authority__county")
        .annotate(
            full_position=Subquery(full.values("position"), output_field=GridPointField()),
            full_authority=Subquery(full.values("authority")),
            full_nation=Subquery(full.values("nation")),
            have_full=Exists(Postcode.objects.all()),
        )
        .order_by("sector")
    )
    return cast(list[_Sector], list(rows))


def _lies_in(row: _Sector, part: PostcodePart) -> bool:
    if part.digit:
        return row.sector == part.sector
    district = row.sector[:-2]
    if district == part.district:
        return True
    split = _SPLIT_DISTRICT.fullmatch(part.district)
    return bool(split) and district[:-1] == part.district and district[-1].isalpha()


def _located(
    part: PostcodePart, rows: list[_Sector], *, meant: PostcodePart
) -> Located | NotLocated:
    """The place of `part`, with a note where it is not what was `meant`."""
    first = rows[0]
    if part.unit and first.have_full and not first.full_position:
        # Newer than our table, or mistyped in its last letters: its sector is what we can say.
        part = part._replace(unit="")
    nation = (part.unit and first.full_nation) or _most_common(row.nation for row in rows)
    if nation != Nation.ENGLAND:
        return NotLocated(for_schools_in_england(f"{part} is in {Nation(nation).label}"))
    english = [row for row in rows if row.authority]
    kind: Kind = "postcode" if part.unit else "sector" if part.digit else "district"
    return Located(
        label=str(part),
        value=str(part),
        position=(part.unit and first.full_position) or _mean(english or rows),
        authority=_authority(first.full_authority, english),
        kind=kind,
        note="" if part == meant else f"We do not know {meant}. We search from {part}.",
    )


def _authority(own: int | None, rows: list[_Sector]) -> LocalAuthority | None:
    """The full postcode's own, by a second query if it is not that of its sector."""
    if own and all(own != row.authority_id for row in rows):
        return LocalAuthority.objects.with_areas().get(pk=own)
    if own:
        return next(row.authority for row in rows if row.authority_id == own)
    return _most_common(row.authority for row in rows) if rows else None


def _most_common[Value](values: Iterable[Value]) -> Value:
    return Counter(values).most_common(1)[0][0]


def _mean(rows: list[_Sector]) -> GridPoint:
    return GridPoint(
        round(sum(row.position.easting for row in rows) / len(rows)),
        round(sum(row.position.northing for row in rows) / len(rows)),
    )


def _unknown(part: PostcodePart, sectors: list[_Sector]) -> NotLocated:
    """Well formed, but no sector of that name. Its district may exist."""
    if any(row.sector[:-2] == part.district for row in sectors) and part.digit:
        sentence = f"We do not know {part}. Check it, or search from all of {part.district}."
        return NotLocated(sentence, (part.district,))
    return NotLocated(f"We do not know the postcode {part}. Check it, or type a town.")
