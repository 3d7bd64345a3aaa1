"""How a setting's Artsmark Journey stands, and what its next date is."""

from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.launch import in_words
from reference.calendar_months import months_after
from settings_schools.choices import JourneySource
from settings_schools.models import ArtsmarkJourney, EducationSetting, JourneyStage

# Two years each, by the rules of the award.
IMPACT_MONTHS = AWARD_MONTHS = 24
# What is advised: a term after the training; two after registering.
TERM_MONTHS = 4
_RE_REGISTERED = "re-registered"


class NextDate(NamedTuple):
    """A day, what is to be done by it, and why it is that day."""

    on: date
    what: str
    why: str
    is_over: bool


def next_date(journey: ArtsmarkJourney | None, today: date) -> NextDate | None:
    """By the farthest step that has a date; none while nothing is to be done, or none is known."""
    if journey is None:
        return None
    found = _of_award(journey) or _of_impact(journey) or _of_commitment(journey)
    return NextDate(*found, is_over=found[0] < today) if found else None


type _Found = tuple[date, str, str] | None


def _of_award(journey: ArtsmarkJourney) -> _Found:
    what = "Register for the next Journey"
    if journey.expires_on:
        return journey.expires_on, what, "The award ends on that day."
    if journey.awarded_on:
        ends = months_after(journey.awarded_on, AWARD_MONTHS)
        return ends, what, f"An award lasts two years: yours is of {in_words(journey.awarded_on)}."
    return None


def _of_impact(journey: ArtsmarkJourney) -> _Found:
    """Nothing is to be done between the Statement of Impact and the award."""
    what = "Send the Statement of Impact"
    if journey.impact_on:
        return None
    if journey.impact_due_on:
        return journey.impact_due_on, what, "The day that is entered for it."
    if journey.commitment_on:
        due = months_after(journey.commitment_on, IMPACT_MONTHS)
        since = in_words(journey.commitment_on)
        return due, what, f"Two years after the Statement of Commitment of {since}."
    return None


def _of_commitment(journey: ArtsmarkJourney) -> _Found:
    what = "Send the Statement of Commitment"
    if journey.impact_on or journey.commitment_on:
        return None
    if journey.training_on:
        due = months_after(journey.training_on, TERM_MONTHS)
        since = in_words(journey.training_on)
        return due, what, f"Advised: within a term of the Development Training of {since}."
    if journey.registered_on:
        due = months_after(journey.registered_on, 2 * TERM_MONTHS)
        since = in_words(journey.registered_on)
        return due, what, f"Usual: two terms after registering on {since}."
    return None


@transaction.atomic
def correct(*, journey: ArtsmarkJourney, by: User) -> None:
    """Keep what a setting says about its own Journey; a list that is imported later yields to it.

    Two colleagues who begin the first one at once write into one.
    """
    setting = EducationSetting.objects.locked().get(pk=journey.setting_id)
    there = setting.journeys.current().first()
    if journey._state.adding and there is not None:
        journey.pk, journey.began_on, journey.imported = there.pk, there.began_on, there.imported
        journey._state.adding = False
    journey.source = JourneySource.SETTING
    journey.save()
    stage = journey.stage.label if journey.stage else "no stage given"
    record(setting, "Journey", "", stage, by)


@transaction.atomic
def begin_next(*, setting: EducationSetting, by: User) -> ArtsmarkJourney:
    """The next Journey, re-registered for; the one before stays, with its evidence."""
    setting = EducationSetting.objects.locked().get(pk=setting.pk)
    today = timezone.localdate()
    setting.journeys.current().update(is_current=False, ended_on=today)
    stage = JourneyStage.objects.filter(slug=_RE_REGISTERED).first()
    journey = setting.journeys.create(stage=stage, source=JourneySource.SETTING)
    record(setting, "Journey", "", "the next one", by)
    return journey
