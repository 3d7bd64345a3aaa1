"""For staff: how often each organisation was asked in the last year, and what it answered."""

from collections import defaultdict
from statistics import median
from typing import NamedTuple

from django.utils import timezone

from enquiries.choices import Answer
from enquiries.models import EnquiryReport
from partners.querysets import OrganisationQuerySet

_NONE = "none"  # in the time that it had


class Figures(NamedTuple):
    """Of one organisation; `half_within` is of its answers, in days on which it answers.

    `open_or_ended` may be answered still, or nobody could, or the school ended it before.
    """

    number: int
    name: str
    asked: int
    interested: int
    questions: int
    cannot: int
    unanswered: int
    open_or_ended: int
    half_within: float | None


def figures_of(organisations: OrganisationQuerySet) -> list[Figures]:
    """Those that were asked, most often first. One query."""
    reports = EnquiryReport.objects.of_any(organisations.values("pk"))
    found = defaultdict(list)
    rows = reports.of_last_year(timezone.localdate()).values_list(
        "organisation", "organisation__name", "answer", "answered_after_days", "unanswered_on"
    )
    for number, name, answer, after, unanswered_on in rows:
        found[number, name].append((answer or (unanswered_on and _NONE) or "", after))
    figures = [_figures(number, name, told) for (number, name), told in found.items()]
    return sorted(figures, key=lambda one: (-one.asked, one.name, one.number))


def _figures(number: int, name: str, told: list[tuple[str, int | None]]) -> Figures:
    answers = [answer for answer, _ in told]
    days = [after for _, after in told if after is not None]
    return Figures(
        number,
        name,
        asked=len(told),
        interested=answers.count(Answer.INTERESTED),
        questions=answers.count(Answer.QUESTION),
        cannot=answers.count(Answer.CANNOT),
        unanswered=answers.count(_NONE),
        open_or_ended=answers.count(""),
        half_within=median(days) if days else None,
    )
