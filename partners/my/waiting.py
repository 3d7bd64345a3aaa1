"""What waits for the members of an organisation, in a line each: for `/my/`."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from partners.choices import HiddenBecause, ListingState, RevisionState
from partners.launch import in_words
from partners.models import CodeOfPractice, Organisation
from partners.my.steps import missing
from partners.upkeep import dates
from reference.calendar_months import months_after


class ToDo(NamedTuple):
    """What is to be done, and the path of the page where it is."""

    words: str
    address: str


def waits_for_members(organisation: Organisation) -> list[ToDo]:
    """The most pressing first; nothing where all is well."""
    today = timezone.localdate()
    return [*_about_the_profile(organisation), *_about_dates(organisation, today)]


def _page(organisation: Organisation, name: str, *more: str) -> str:
    return reverse(f"my-organisation:{name}", args=[organisation.pk, *more])


def _about_the_profile(organisation: Organisation) -> Iterator[ToDo]:
    tasks = _page(organisation, "tasks")
    if organisation.listing_state == ListingState.RETURNED:
        yield ToDo("Something is to be changed before it can be listed: read the notes", tasks)
    elif organisation.listing_state == ListingState.DRAFT:
        if words := missing(organisation):
            yield ToDo(f"Still needed before you can hand it in: {', '.join(words)}", tasks)
        else:
            yield ToDo("You have what is needed: hand it in", tasks)
    if organisation.revisions.filter(state=RevisionState.RETURNED).exists():
        yield ToDo("A change came back with notes", tasks)


def _about_dates(organisation: Organisation, today: date) -> Iterator[ToDo]:
    if dates.may_renew(organisation, today) and organisation.renewal_due_on:
        day = in_words(organisation.renewal_due_on)
        ended = organisation.renewal_due_on <= today
        words = f"The partnership {'ended' if ended else 'ends'} on {day}: renew it"
        yield ToDo(words, _page(organisation, "renew"))
    if organisation.listing_state != ListingState.APPROVED:
        return
    said = dates.said_right_on(organisation)
    is_hidden = organisation.hidden_because == HiddenBecause.NOT_CONFIRMED
    if is_hidden or (said and today >= months_after(said, dates.ASKED_AFTER)):
        yield ToDo("Say whether it is all still right", _page(organisation, "tasks"))
    if organisation.safeguarding_reviewed_on is None:
        words = "Say when your safeguarding was last reviewed"
        yield ToDo(words, _page(organisation, "step", "safety"))
    if dates.safeguarding_is_overdue(organisation, today):
        words = "Your safeguarding was last reviewed over a year ago"
        yield ToDo(words, _page(organisation, "step", "safety"))
    if not organisation.insurance_is_current:
        yield ToDo("Your insurance has run out", _page(organisation, "step", "safety"))
    code = CodeOfPractice.objects.current()
    if code.accept_by and dates.owes_new_code(organisation, code):
        words = f"Accept the new Code of Practice by {in_words(code.accept_by)}"
        yield ToDo(words, _page(organisation, "code"))
