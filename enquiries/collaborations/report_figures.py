"""What the funder's report counts of settings: who used the directory, and for how many pupils.

From rows that stay when people are erased: `EnquiryReport`, and collaborations without their words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from enquiries.models import Collaboration, EnquiryReport
from enquiries.querysets import EnquiryReportQuerySet
from partners.models import Organisation
from settings_schools.models import ArtsmarkJourney, EducationSetting
from training.report.figures import NOWHERE, Figure, Item, Span, register, register_share
from training.report.names import Name


class _Days(NamedTuple):
    """London's, the last one not counted."""

    first: date
    end: date

    @classmethod
    def of(cls, span: Span) -> _Days:
        return cls(timezone.localdate(span.first), timezone.localdate(span.until))


# --- What is counted ------------------------------------------------------------------------


def _enquiries(span: Span) -> Iterator[Item]:
    fields = ("pk", "authority", "authority__bridge", "setting_type__slug")
    for pk, authority, body, kind in _sent(_Days.of(span)).values_list(*fields):
        yield Item(pk, pk, (authority or NOWHERE,), (), (body or NOWHERE,), 1, (kind or "",))


def _collaborations(span: Span) -> Iterator[Item]:
    for pk, authority, body, kind, _ in _done(span):
        yield Item(pk, pk, (authority,), (), (body or NOWHERE,), 1, (kind,))


def _pupils(span: Span) -> Iterator[Item]:
    """As many as were said; where nobody said how many there were, none."""
    for pk, authority, body, kind, pupils in _done(span):
        if pupils:
            yield Item(pk, pk, (authority,), (), (body or NOWHERE,), pupils, (kind,))


def _settings(span: Span) -> Iterator[Item]:
    yield from _themselves(_users(_Days.of(span)))


def _artsmark_settings(span: Span) -> Iterator[Item]:
    yield from _themselves(_on_a_journey(_Days.of(span)))


def _artsmark_settings_that_used_it(span: Span) -> Iterator[Item]:
    days = _Days.of(span)
    yield from _themselves(_on_a_journey(days) & _users(days))


def _sent(days: _Days) -> EnquiryReportQuerySet:
    return EnquiryReport.objects.filter(sent_on__gte=days.first, sent_on__lt=days.end)


def _done(span: Span) -> Iterable[tuple]:
    rows = Collaboration.objects.counted().within(*_Days.of(span)).order_by("pk")
    where = ("setting__authority", "setting__authority__bridge", "setting__setting_type__slug")
    return rows.values_list("pk", *where, "pupils")


def _users(days: _Days) -> set[int]:
    """Settings that asked a partner or did something with one, by their numbers."""
    asked = _sent(days).exclude(setting=None).values_list("setting", flat=True)
    worked = Collaboration.objects.counted().within(*days).values_list("setting", flat=True)
    return {*asked, *worked}


def _on_a_journey(days: _Days) -> set[int]:
    """Settings that were on a Journey at any time of it."""
    began = ArtsmarkJourney.objects.alias(since=Coalesce("registered_on", F("began_on")))
    lasted = Q(ended_on=None) | Q(ended_on__gte=days.first)
    return set(began.filter(lasted, since__lt=days.end).values_list("setting", flat=True))


def _themselves(numbers: Collection[int]) -> Iterator[Item]:
    rows = EducationSetting.objects.filter(pk__in=numbers).order_by("pk")
    fields = ("pk", "authority", "authority__bridge", "setting_type__slug")
    for pk, authority, body, kind in rows.values_list(*fields):
        yield Item(pk, pk, (authority,), (), (body or NOWHERE,), 1, (kind,))


# --- Who is behind it -----------------------------------------------------------------------


def _names_of_settings(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Of authorities of their own area."""
    rows = EducationSetting.objects.readable_by(user).filter(pk__in=numbers)
    rows = rows.select_related("setting_type", "authority").defer("position")
    return {row.pk: Name(str(row), f"{row.setting_type}, {row.authority}") for row in rows}


def _names_of_collaborations(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Of settings of their own area: who worked with whom, and not a word of what they did."""
    own = EducationSetting.objects.readable_by(user).values("pk")
    rows = Collaboration.objects.filter(pk__in=numbers, setting__in=own)
    return {
        row.pk: Name(str(row), f"{row.pupils or 0} pupils")
        for row in rows.select_related("setting", "organisation")
    }


def _names_of_enquiries(numbers: Collection[int], user: User) -> dict[int, Name]:
    """The organisation that was asked, where their own body leads it; never who asked."""
    own = Organisation.objects.all()
    if not user.is_superuser:
        own = own.led_by(user.bridges)
    rows = EnquiryReport.objects.filter(pk__in=numbers, organisation__in=own.values("pk"))
    return {row.pk: Name(str(row.organisation)) for row in rows.select_related("organisation")}


# --- In the report --------------------------------------------------------------------------

FIGURES = (
    Figure(
        "settings",
        "Education settings that used it",
        _settings,
        _names_of_settings,
        "Settings of the register that asked a partner, or did something with one that both "
        "confirm; each once in a period. Who asked without naming a setting is not among them.",
    ),
    Figure(
        "artsmark-settings",
        "Artsmark settings",
        _artsmark_settings,
        _names_of_settings,
        "Settings that were on an Artsmark Journey at any time of the period.",
    ),
    Figure(
        "artsmark-used",
        "Artsmark settings that used it",
        _artsmark_settings_that_used_it,
        _names_of_settings,
        "Those of them that asked a partner, or did something with one.",
    ),
    Figure(
        "enquiries",
        "Enquiries to partners",
        _enquiries,
        _names_of_enquiries,
        "Each partner that was asked counts, by the authority of whoever asked.",
    ),
    Figure(
        "collaborations",
        "Collaborations",
        _collaborations,
        _names_of_collaborations,
        "What a setting and a partner did together and both confirm, by its first day and the "
        "authority of the setting.",
    ),
    Figure(
        "pupils",
        "Pupils in collaborations",
        _pupils,
        _names_of_collaborations,
        "As the setting or the partner says; somebody who was in two counts twice.",
    ),
)


def register_all() -> None:
    """Called as Django starts."""
    for figure in FIGURES:
        register(figure)
    register_share("artsmark-used", "artsmark-settings", "of Artsmark settings used it")
