"""What other apps show on a setting's page: they register it, for they know this app, not it them.

An app registers in its `ready`:

    slots.register(collaborations_of, heading="Collaborations", all_of=address_of_the_list)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.http import HttpRequest

from settings_schools.models import EducationSetting


class Row(NamedTuple):
    """One line on the page. A plain tuple of three does as well."""

    title: str
    url: str
    text: str


type Slot = Callable[[EducationSetting, HttpRequest], list[tuple[str, str, str]]]


class Section(NamedTuple):
    """What the page shows of one slot. `address` leads to all of it, where there is such a page."""

    heading: str
    rows: list[Row]
    address: str
    link: str
    when_empty: str


class _Registered(NamedTuple):
    slot: Slot
    heading: str
    all_of: Callable[[EducationSetting], str] | None
    link: str
    when_empty: str


_registered: dict[str, _Registered] = {}


def register(
    slot: Slot,
    *,
    heading: str = "Collaborations",
    all_of: Callable[[EducationSetting], str] | None = None,
    link: str = "All of them",
    when_empty: str = "None yet.",
) -> None:
    """Show what `slot` returns under this heading, in the order of registering.

    `all_of` gives the address of the page that has them all, or where one is made, and `link` says
    so.
    """
    _registered[heading] = _Registered(slot, heading, all_of, link, when_empty)


def sections(setting: EducationSetting, request: HttpRequest) -> Iterator[Section]:
    """For the page of this setting."""
    for one in _registered.values():
        rows = [Row(*row) for row in one.slot(setting, request)]
        address = one.all_of(setting) if one.all_of else ""
        yield Section(one.heading, rows, address, one.link, one.when_empty)
