"""The evidence log of a setting: what it did in a Journey, by what it can help to evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from enquiries.choices import CollaborationState, Party
from enquiries.collaborations.days import days_of
from enquiries.collaborations.reached import Reached, reached_by
from enquiries.models import Collaboration
from partners.launch import in_words
from reference.models import ArtsmarkCriterion, Lookup, QualityPrinciple, SmscStrand
from settings_schools.models import ArtsmarkJourney, EducationSetting

ALL = "all"
_BEGINNING = date.min


class Span(NamedTuple):
    """The time of a Journey: from the end of the one before it until the next begins."""

    slug: str
    label: str
    first: date
    end: date | None


class Entry(NamedTuple):
    """A collaboration as the log tells it."""

    collaboration: Collaboration
    days: str
    stands: str

    @property
    def who(self) -> str:
        """“Two classes of Year 4, 58 pupils”."""
        pupils = self.collaboration.pupils
        number = f"{pupils:,} pupil{'' if pupils == 1 else 's'}" if pupils else ""
        return ", ".join(filter(None, [self.collaboration.classes, number]))


class Heading(NamedTuple):
    """A criterion, a principle or a strand. `find` leads to partners for it, if there is none."""

    lookup: Lookup
    entries: list[Entry]
    find: str


class Part(NamedTuple):
    title: str
    headings: list[Heading]

    @property
    def gaps(self) -> int:
        return sum(not heading.entries for heading in self.headings)


@dataclass(frozen=True)
class Log:
    """`entries` has those to come, too; they are under no heading until their day."""

    setting: EducationSetting
    span: Span
    entries: list[Entry]
    parts: list[Part]
    reached: Reached


def spans_of(setting: EducationSetting) -> list[Span]:
    """Its Journeys, the newest first, and all of the time; without a Journey that alone.

    The first one has all that was before it: what led to it helps to evidence it.
    """
    journeys = sorted(setting.journeys.all(), key=lambda one: (_began(one), one.pk))
    spans = []
    for number, journey in enumerate(journeys):
        later = journeys[number + 1] if number + 1 < len(journeys) else None
        first = _began(journey) if number else _BEGINNING
        end = _began(later) if later else None
        spans.append(Span(str(journey.pk), _called(journey), first, end))
    return [*reversed(spans), Span(ALL, "Everything that you recorded", _BEGINNING, None)]


def _began(journey: ArtsmarkJourney) -> date:
    return journey.registered_on or journey.began_on


def _called(journey: ArtsmarkJourney) -> str:
    since = in_words(_began(journey))
    return f"Your Journey since {since}" if journey.is_current else f"The Journey of {since}"


def log_of(setting: EducationSetting, span: Span, *, with_pictures: bool = False) -> Log:
    """In a fixed number of queries."""
    rows = Collaboration.objects.of_setting(setting).happened().within(span.first, span.end)
    rows = rows.for_reading()
    found = list(rows.with_pictures() if with_pictures else rows)
    entries = [Entry(one, days_of(one), stands(one)) for one in found]
    past = [entry for entry in entries if not entry.collaboration.is_to_come]
    return Log(setting, span, entries, list(_parts(setting, past)), reached_by(found))


def stands(collaboration: Collaboration) -> str:
    """In words, as a setting reads it."""
    if collaboration.is_own_entry:
        return "Your own entry"
    if collaboration.state == CollaborationState.CONFIRMED:
        return "Confirmed by both"
    if collaboration.state == CollaborationState.DENIED:
        return "Did not happen"
    if collaboration.waits_for == Party.PARTNER:
        return f"Not yet confirmed by {collaboration.partner_name}"
    return "Not yet confirmed by you"


def _parts(setting: EducationSetting, entries: Sequence[Entry]) -> Iterator[Part]:
    criteria = list(_headings(ArtsmarkCriterion, "criteria", entries))
    yield Part(
        "Artsmark criteria",
        [heading._replace(find=_search(setting, heading.lookup)) for heading in criteria],
    )
    yield Part(
        "Quality Principles", list(_headings(QualityPrinciple, "quality_principles", entries))
    )
    yield Part(
        "Spiritual, moral, social and cultural development",
        list(_headings(SmscStrand, "smsc_strands", entries)),
    )


def _headings(model: type[Lookup], name: str, entries: Iterable[Entry]) -> Iterator[Heading]:
    """Those of today in their order, then those of the past that entries have."""
    under: dict[int, list[Entry]] = {}
    used: dict[int, Lookup] = {}
    for entry in entries:
        for lookup in getattr(entry.collaboration, name).all():
            under.setdefault(lookup.pk, []).append(entry)
            used[lookup.pk] = lookup
    today = list(model._default_manager.active())
    past = [one for pk, one in used.items() if pk not in {row.pk for row in today}]
    for lookup in (*today, *sorted(past, key=lambda one: one.label)):
        yield Heading(lookup, under.get(lookup.pk, []), "")


def _search(setting: EducationSetting, criterion: Lookup) -> str:
    """Partners near the setting whose offers say that they support it."""
    if not criterion.is_active:
        return ""
    asked = {"near": setting.postcode} if setting.postcode else {}
    return f"{reverse('partners:search')}?{urlencode({**asked, 'criterion': criterion.slug})}"
