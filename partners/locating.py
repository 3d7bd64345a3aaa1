"""Where an organisation or a venue is, from its postcode.

A full postcode is looked up in the full table where that was loaded, else by its sector, whose
middle is a mile or so away at most in towns, and whose authority is that of most of its postcodes.
Somebody who names another authority nearby knows better than that.

An organisation may be based elsewhere in the United Kingdom; its venues lie in England.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from partners.choices import OtherNation
from partners.models import Organisation, Venue
from reference.models import LocalAuthority, Nation, Postcode, PostcodeSector
from reference.positions import METRES_PER_MILE, GridPoint, distance
from reference.postcode_text import (
    ELSEWHERE,
    PostcodePart,
    outside_ordnance_survey,
    read_postcode,
)

type Located = Organisation | Venue
# A postcode, and the authority that somebody named with it.
type Named = tuple[str, int | None]

# Of 2,500 museums the farthest named rightly lay 8 miles from the next sector of its authority:
# in the country, sectors are that far apart.
_NEARBY = 10 * METRES_PER_MILE


class CannotLocate(Exception):
    """Why a postcode gives no place that will do, worded for whoever typed it."""


@dataclass(frozen=True)
class _Found:
    nation: str
    position: GridPoint
    authority_id: int | None
    is_exact: bool


def tidy_postcode(text: str) -> str:
    """A postcode or sector as it is written: “pl48aa” is PL4 8AA, “pl4 8” is PL4 8.

    What is neither comes back as it was typed, for the field's own check to refuse.
    """
    part = _part(text)
    return str(part) if part else text


def _part(text: str) -> PostcodePart | None:
    return next((part for part in read_postcode(text) if part.digit), None)


def locate(subject: Located, *, authority_will_do: bool = False) -> None:
    """Set position and authority from the postcode, and the lead body from the authority.

    Without a postcode the position goes and an authority that was chosen by hand stays. Whoever is
    based outside England has a nation instead of an authority. Nothing is saved.
    `authority_will_do` is explained at `locate_many`.

    Raises:
        CannotLocate: the postcode is unknown or lies where it may not; nothing was set.
    """
    refusals = locate_many([subject], authority_will_do=authority_will_do)
    if refusals:
        raise CannotLocate(refusals[0])


def check_postcode(text: str, subject: Located, *, is_needed: bool = False) -> None:
    """See that a postcode can be found, before anything is set from it.

    Where one `is_needed`, nobody is told to leave it empty.

    Raises:
        CannotLocate: it is unknown or lies where this may not.
    """
    place = _look_up([text]).get(text)
    if _may_lie_in(_nation(text, place), subject):
        return
    if refusal := _refusal(text, place, is_needed=is_needed):
        raise CannotLocate(refusal)


def authorities_of(named: Iterable[Named]) -> dict[Named, int | None]:
    """The authority of each known postcode; None for one outside England.

    A full postcode that is known decides. Of others only the sector is known, and the authority
    named with it stands if it has a sector nearby.
    """
    named = list(named)
    elsewhere = {pair: None for pair in named if _nation(pair[0], None)}
    return elsewhere | {pair: place.authority_id for pair, place in _look_up_named(named).items()}


def locate_many(subjects: Sequence[Located], *, authority_will_do: bool = False) -> dict[int, str]:
    """Do what `locate` does for many, in three queries.

    With `authority_will_do`, their authorities were named: one may stand against that of the
    sector (`authorities_of` says when), and somebody whose postcode nobody knows (it may have been
    withdrawn) is placed nowhere, as if without a postcode.

    Returns, by their index, why some could not be located; those are left as they were.
    """
    named = [(s.postcode, s.authority_id if authority_will_do else None) for s in subjects]
    found = _look_up_named(pair for pair in named if pair[0])
    refusals = {}
    for index, (subject, pair) in enumerate(zip(subjects, named, strict=True)):
        place = found.get(pair)
        nation = _nation(subject.postcode, place)
        may_lie_nowhere = pair[1] and not outside_ordnance_survey(subject.postcode)
        if not subject.postcode or (place is None and may_lie_nowhere):
            subject.position = None
        elif (place is None or nation) and not _may_lie_in(nation, subject):
            refusals[index] = _refusal(subject.postcode, place)
            continue
        else:
            subject.position = place.position if place else None
            subject.authority_id = place.authority_id if place else None
        if isinstance(subject, Organisation):
            subject.nation = nation
    _set_lead_bridges([s for i, s in enumerate(subjects) if i not in refusals])
    return refusals


def _nation(postcode: str, place: _Found | None) -> str:
    """The nation beside England that a postcode lies in; empty where that is none of them."""
    if place is not None:
        return "" if place.nation == Nation.ENGLAND else place.nation
    is_there = outside_ordnance_survey(postcode) == ELSEWHERE["BT"]
    return OtherNation.NORTHERN_IRELAND if is_there else ""


def _may_lie_in(nation: str, subject: Located) -> bool:
    """Whether this nation beside England will do."""
    return bool(nation) and isinstance(subject, Organisation)


def _refusal(postcode: str, found: _Found | None, *, is_needed: bool = False) -> str:
    """Why not; empty when it is a place in England."""
    if found is not None and found.nation == Nation.ENGLAND:
        return ""
    where = outside_ordnance_survey(postcode)
    if found is not None:
        where = f"in {Nation(found.nation).label}"
    if where:
        return f"{postcode} is {where}; the directory is for England."
    otherwise = (
        "give that of a neighbour" if is_needed else "leave it empty and choose the local authority"
    )
    return f"We do not know the postcode {postcode}. Check it, or {otherwise}."


def _look_up(postcodes: Iterable[str]) -> dict[str, _Found]:
    """What is known of each postcode or sector, the finer table first."""
    parts = {postcode: part for postcode in postcodes if (part := _part(postcode))}
    by_postcode = Postcode.objects.in_bulk({part.compact for part in parts.values() if part.unit})
    coarse = {part.sector for part in parts.values() if part.compact not in by_postcode}
    by_sector = PostcodeSector.objects.in_bulk(coarse)
    rows = {
        postcode: by_postcode.get(part.compact) or by_sector.get(part.sector)
        for postcode, part in parts.items()
    }
    return {
        postcode: _Found(row.nation, row.position, row.authority_id, isinstance(row, Postcode))
        for postcode, row in rows.items()
        if row is not None
    }


def _look_up_named(named: Iterable[Named]) -> dict[Named, _Found]:
    """What is known of each postcode, with the named authority where that stands."""
    named = set(named)
    by_postcode = _look_up({postcode for postcode, _ in named})
    found = {pair: by_postcode[pair[0]] for pair in named if pair[0] in by_postcode}
    disputed = {
        (postcode, authority_id): place
        for (postcode, authority_id), place in found.items()
        if authority_id and not place.is_exact and place.authority_id != authority_id
    }
    sectors = _sectors_of({authority_id for _, authority_id in disputed})
    for (postcode, authority_id), place in disputed.items():
        theirs = sectors.get(authority_id, [])
        if any(distance(place.position, sector) <= _NEARBY for sector in theirs):
            found[postcode, authority_id] = replace(
                place, authority_id=authority_id, nation=Nation.ENGLAND
            )
    return found


def _sectors_of(authorities: set[int | None]) -> dict[int | None, list[GridPoint]]:
    positions: dict[int | None, list[GridPoint]] = {}
    if authorities:
        rows = PostcodeSector.objects.filter(authority__in=authorities)
        for authority_id, position in rows.values_list("authority_id", "position"):
            positions.setdefault(authority_id, []).append(position)
    return positions


def _set_lead_bridges(subjects: Iterable[Located]) -> None:
    """Give an organisation without a lead the body that leads its authority."""
    leaderless: dict[int, list[Organisation]] = {}
    for subject in subjects:
        if (
            isinstance(subject, Organisation)
            and subject.authority_id
            and not subject.lead_bridge_id
        ):
            leaderless.setdefault(subject.authority_id, []).append(subject)
    if not leaderless:
        return
    authorities = LocalAuthority.objects.filter(pk__in=leaderless)
    for authority_id, bridge_id in authorities.values_list("pk", "bridge_id"):
        for organisation in leaderless[authority_id]:
            organisation.lead_bridge_id = bridge_id
