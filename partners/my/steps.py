"""The steps in which a profile is written: their fields, and what is still to be done in each."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from partners.choices import OfferState
from partners.listing_needs import HANDING_IN_NEEDS, WORKS_IN_ENGLAND, Need, unmet
from partners.models import Offer, Organisation, ReviewNote
from partners.reach import works_in_england
from partners.revisions import pictures, venues
from partners.revisions.values import label
from partners.services import missing_facts
from partners.upkeep import dates

_CODE = "my-organisation:code"


class Step(NamedTuple):
    """One form of the task list. `needed` for the least that can go live; others help schools."""

    slug: str
    title: str
    fields: tuple[str, ...]
    needed: bool
    hint: str = ""


WHERE = "where"
STEPS = (
    Step(
        "basics",
        "Who you are",
        (
            "name",
            "type",
            "summary",
            "description",
            "website",
            "charity_number",
            "company_number",
        ),
        True,
        "Say what pupils see, make and do with you. Teachers read the summary in the results.",
    ),
    Step(
        WHERE,
        "Where you are and where you work",
        (
            "address",
            "hide_street",
            "town",
            "postcode",
            "authority",
            "receives_visits",
            "travel_miles",
            "covers_england",
            "covered_regions",
            "covered_authorities",
            "works_online",
        ),
        True,
        "A school finds you if it can visit you, or if you come to it.",
    ),
    Step(
        "art-forms",
        "Art forms",
        ("art_forms", "art_form_tags", "arts_award_role"),
        True,
    ),
    Step(
        "safety",
        "Safeguarding and insurance",
        (
            "safeguarding_statement",
            "safeguarding_reviewed_on",
            "insurance_pounds",
            "insurance_expires_on",
        ),
        True,
        "A few sentences are enough: who is checked, who leads, when you last reviewed it. No "
        "numbers of DBS certificates.",
    ),
    Step("access", "Access", ("access", "access_statement"), False),
    Step(
        "contact",
        "Whom schools reach, and when",
        (
            "contact_name",
            "contact_email",
            "phone",
            "working_days",
            "closed_from",
            "closed_to",
            "not_taking_enquiries_until",
        ),
        False,
        "Names, e-mail and telephone are never public. Schools write through this site.",
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}


class Unfinished(NamedTuple):
    """An offer that somebody began to write, and what it does not state yet, in words."""

    offer: Offer
    missing: list[str]


class Asked(NamedTuple):
    """What staff ask to be changed: of what, in words, and the address where it is written."""

    about: str
    words: str
    address: str


class Task(NamedTuple):
    """A line of the task list: where it leads, and what is missing or has run out, in words."""

    title: str
    url_name: str
    slug: str
    is_done: bool
    needed: bool
    missing: list[str]
    passed: tuple[str, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    asked: tuple[Asked, ...] = ()


def tasks_of(organisation: Organisation) -> list[Task]:
    """Everything that can be done for a profile, what is needed first.

    Where staff ask for something, it is not done.
    """
    notes: dict[tuple[str, str], list[Asked]] = {}
    asked = ReviewNote.objects.filter(organisation=organisation, settled_at=None)
    for note in asked.select_related("organisation", "offer").order_by("pk"):
        notes.setdefault(_place_of(note), []).append(asked_by(note))
    return [_with_notes(task, notes) for task in _tasks(organisation)]


def _with_notes(task: Task, notes: dict[tuple[str, str], list[Asked]]) -> Task:
    asked = notes.get((task.url_name, task.slug))
    return task._replace(asked=tuple(asked), is_done=False) if asked else task


def asked_by(note: ReviewNote) -> Asked:
    """A note, with the name of its field and the way to it."""
    url_name, slug = _place_of(note)
    target = note.offer or note.organisation
    about = label(target, note.field) if note.field else ""
    if note.offer:
        about = f"{note.offer.title}, {about}" if about else note.offer.title
        address = reverse("my-organisation:offer", args=[note.organisation_id, note.offer_id])
    else:
        address = reverse(url_name, args=[note.organisation_id, *filter(None, [slug])])
    anchor = f"#id_{note.field}" if note.offer or slug else ""
    return Asked(about, note.words, address + (anchor if note.field else ""))


def _place_of(note: ReviewNote) -> tuple[str, str]:
    """The task in which what it asks for is done; of all of a profile, the list itself."""
    if note.offer_id:
        return "my-organisation:offers", ""
    if venues.is_venue(note.field):
        return "my-organisation:venues", ""
    if pictures.is_picture(note.field):
        return "my-organisation:pictures", ""
    slug = next((step.slug for step in STEPS if note.field in step.fields), "")
    return ("my-organisation:step", slug) if slug else ("my-organisation:tasks", "")


def _tasks(organisation: Organisation) -> list[Task]:
    return [
        *_tasks_of_steps(organisation),
        _venues(organisation),
        _offers(organisation),
        _pictures(organisation),
        _code(organisation),
    ]


def missing(organisation: Organisation) -> list[str]:
    """What still stands between a profile and its submission, in words."""
    needed = (task for task in tasks_of(organisation) if task.needed)
    return [words for task in needed for words in task.missing]


def missing_beside_code(organisation: Organisation) -> list[str]:
    """The same without the Code of Practice, which whoever is asked accepts along with it."""
    needed = (task for task in tasks_of(organisation) if task.needed and task.url_name != _CODE)
    return [words for task in needed for words in task.missing]


def completeness(organisation: Organisation) -> int:
    """Per cent of what helps a teacher to choose."""
    facts = _facts_that_help(organisation)
    return round(100 * sum(map(bool, facts)) / len(facts))


def _facts_that_help(organisation: Organisation) -> list[object]:
    offers = list(organisation.offers.exclude(state=OfferState.WITHDRAWN))
    return [
        organisation.summary,
        organisation.description,
        organisation.website,
        organisation.authority_id or organisation.nation,
        organisation.receives_visits
        or any(venue.receives_visits for venue in organisation.venues.all())
        or organisation.travel_miles
        or organisation.covers_england
        or organisation.works_online,
        organisation.art_forms.exists(),
        organisation.safeguarding_statement,
        organisation.safeguarding_reviewed_on,
        organisation.insurance_pounds,
        organisation.access.exists() or organisation.access_statement,
        organisation.images.exists(),
        organisation.working_days,
        offers,
        any(offer.cost_from_pence is not None or offer.is_free for offer in offers),
        any(not missing_facts(offer) for offer in offers),
    ]


def _tasks_of_steps(organisation: Organisation) -> Iterator[Task]:
    today = timezone.localdate()
    given = {
        "summary": organisation.summary.strip(),
        "authority": organisation.authority_id or organisation.nation,
        "art_forms": organisation.art_forms.exists(),
        "safeguarding_statement": organisation.safeguarding_statement.strip(),
        "safeguarding_reviewed_on": not dates.owes_safeguarding(organisation, today),
    }
    needs: tuple[Need, ...] = HANDING_IN_NEEDS
    if organisation.nation:
        given["covers_england"] = works_in_england(organisation)
        needs = (*needs, WORKS_IN_ENGLAND)
    lacks = unmet(given.get, needs)
    ran_out = dates.what_has_passed(organisation, today)
    for step in STEPS:
        words = [need.words for need in lacks if need.field in step.fields]
        passed = tuple(said for name, said in ran_out.items() if name in step.fields)
        done = not words and not passed and (step.needed or _is_begun(organisation, step))
        yield Task(step.title, "my-organisation:step", step.slug, done, step.needed, words, passed)


def _is_begun(organisation: Organisation, step: Step) -> bool:
    for name in step.fields:
        field = Organisation._meta.get_field(name)
        value = getattr(organisation, name)
        if value.exists() if field.many_to_many else value:
            return True
    return False


def _venues(organisation: Organisation) -> Task:
    done = bool(organisation.venues.all())
    return Task("Venues, if you have several", "my-organisation:venues", "", done, False, [])


def _offers(organisation: Organisation) -> Task:
    offers = organisation.offers.exclude(state=OfferState.WITHDRAWN).order_by("title", "pk")
    stated = [Unfinished(offer, missing_facts(offer)) for offer in offers]
    has_one = any(not one.missing for one in stated)
    words = [] if has_one else ["one offer with its six facts"]
    drafts = tuple(one for one in stated if one.missing and one.offer.state == OfferState.DRAFT)
    return Task("Your offers", "my-organisation:offers", "", has_one, True, words, (), drafts)


def _pictures(organisation: Organisation) -> Task:
    done = organisation.images.exists()
    return Task("Pictures", "my-organisation:pictures", "", done, False, [])


def _code(organisation: Organisation) -> Task:
    done = organisation.code_accepted_on is not None
    words = [] if done else ["the Code of Practice, accepted"]
    return Task("Code of Practice", _CODE, "", done, True, words)
