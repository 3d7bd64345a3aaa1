"""What schools looked for and did not find in a stretch of time: numbers, and what they told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from accounts.models import User
from enquiries.models import GapReport
from partners.figures.querysets import regions_of
from partners.models import MissedSearch
from reference.calendar_months import months_after

MONTHS_BACK, TERMS_BACK = 12, 6
MOST_ROWS = 300
# The month in which each term begins. Schools' own dates differ by authority; months do for this.
_TERMS = ((1, "Spring term"), (4, "Summer term"), (9, "Autumn term"))


class Time(NamedTuple):
    """A month or a term, by the name in the address; `end` is the day after its last."""

    slug: str
    label: str
    first: date
    end: date


@dataclass(frozen=True)
class MissedThings:
    """All that the page of staff shows."""

    time: Time
    times: list[tuple[str, list[Time]]]
    region: str
    regions: list[Any]
    rows: list[dict[str, Any]]
    more: int
    zero: int
    thin: int
    told: list[GapReport]


def missed_in(time: str, region: str, *, by: User, today: date) -> MissedThings:
    """For staff: of their own regions, and of one alone if they choose it."""
    months, terms = list(_months(today)), list(_terms(today))
    found = next((one for one in (*months, *terms) if one.slug == time), months[0])
    regions = list(regions_of(by))
    chosen = region if region in {one.slug for one in regions} else ""
    searches = MissedSearch.objects.readable_by(by).within(found.first, found.end)
    told = GapReport.objects.readable_by(by).within(found.first, found.end)
    if chosen:
        searches, told = searches.filter(region__slug=chosen), told.filter(region__slug=chosen)
    rows = list(searches.by_what())
    return MissedThings(
        time=found,
        times=[("Months", months), ("Terms", terms)],
        region=chosen,
        regions=regions,
        rows=rows[:MOST_ROWS],
        more=len(rows[MOST_ROWS:]),
        zero=sum(row["zero"] for row in rows),
        thin=sum(row["thin"] for row in rows),
        told=list(told[:MOST_ROWS]),
    )


def _months(today: date) -> Iterator[Time]:
    """This one first."""
    for back in range(MONTHS_BACK):
        first = months_after(today.replace(day=1), -back)
        yield Time(f"{first:%Y-%m}", f"{first:%B %Y}", first, months_after(first, 1))


def _terms(today: date) -> Iterator[Time]:
    """The present one first, back over two school years."""
    begun = [
        (date(year, month, 1), name)
        for year in range(today.year - 2, today.year + 1)
        for month, name in _TERMS
        if date(year, month, 1) <= today
    ]
    for first, name in begun[: -TERMS_BACK - 1 : -1]:
        slug = f"{name.split()[0].lower()}-{first.year}"
        yield Time(slug, f"{name} {first.year}", first, _next_term(first))


def _next_term(first: date) -> date:
    months = [month for month, _ in _TERMS]
    later = [month for month in months if month > first.month]
    return date(first.year, later[0], 1) if later else date(first.year + 1, months[0], 1)
