"""Venues within a change: to it each is a field of its organisation, named by its number.

A venue that waits is no row. A `Revision` holds what is to be said of it, as it does for every
other field, so no public query can meet one. A new venue gets its number when it is handed in,
and its row, with that number, when staff approve it. None stands for a venue that is not there.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Func

from partners.locating import locate
from partners.models import Organisation, Venue

type Says = dict[str, Any]  # what is said of a venue, by the names in FIELDS

FIELDS = ("name", "address", "postcode", "receives_visits")
_PREFIX = "venue-"
_WORDED = ("name", "address", "postcode")


class _NextNumber(Func):
    template = "nextval(pg_get_serial_sequence('partners_venue', 'id'))"
    output_field = BigIntegerField()


def field_of(number: int) -> str:
    """What a change calls a venue."""
    return f"{_PREFIX}{number}"


def is_venue(name: str) -> bool:
    return name.startswith(_PREFIX)


def number_of(name: str) -> int:
    return int(name.removeprefix(_PREFIX))


def next_number(organisation: Organisation) -> int:
    """For a venue whose row comes later: no other venue ever gets it."""
    return Organisation.objects.values_list(_NextNumber(), flat=True).get(pk=organisation.pk)


def read(organisation: Organisation, name: str) -> Says | None:
    """What is live."""
    return organisation.venues.filter(pk=number_of(name)).values(*FIELDS).first()


def write(organisation: Organisation, venues: Mapping[str, Says | None]) -> None:
    """Make them what is said of them; those that go make room first.

    Raises:
        ValidationError: one may not be like this, as when another has its name.
        CannotLocate: a postcode gives no place in England.
    """
    gone = [number_of(name) for name, says in venues.items() if says is None]
    organisation.venues.filter(pk__in=gone).delete()
    for name, says in venues.items():
        if says is not None:
            venue = organisation.venues.filter(pk=number_of(name)).first()
            _save(venue or Venue(pk=number_of(name), organisation=organisation), says)


def _save(venue: Venue, says: Says) -> None:
    moved = venue.postcode != says["postcode"]
    for name in FIELDS:
        setattr(venue, name, says[name])
    # A row that was removed comes back with its number; another organisation's is never taken.
    venue.full_clean()
    locate(venue, authority_will_do=not moved)
    venue.save()


def heading(says: Says | None) -> str:
    """“Venue The Kiln”; of one that is not there, “Venue”."""
    return f"Venue {says['name']}" if says else "Venue"


def in_words(says: Says | None) -> str:
    """“The Kiln, 3 Lime Street, PL4 8AA; schools visit it”; empty for one that is not there."""
    if says is None:
        return ""
    where = ", ".join(says[name] for name in _WORDED if says[name])
    return f"{where}; {_visits(says)}"


def _visits(says: Says) -> str:
    return "schools visit it" if says["receives_visits"] else "schools do not visit it"


def what_becomes(before: Says | None, after: Says | None) -> str:
    """“new: …”, “removed: …”, or what is said otherwise: “postcode PL4 8AA → LS1 1UR”."""
    if before is None or after is None:
        kind = "new" if before is None else "removed"
        return f"{kind}: {in_words(after or before)}"
    parts = [
        f"{name} {before[name] or 'nothing'} → {after[name] or 'nothing'}"
        for name in _WORDED
        if before[name] != after[name]
    ]
    if before["receives_visits"] != after["receives_visits"]:
        parts.append(f"{_visits(before)} → {_visits(after)}")
    return "; ".join(parts)
