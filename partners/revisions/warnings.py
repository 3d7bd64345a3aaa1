"""What else deserves a look before something is published: hints to the reader, no verdicts."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from partners.choices import OfferState
from partners.joining.finding import BY_NAME, Described, alike, candidates
from partners.models import Offer, Organisation
from partners.services import missing_facts

REVIEWED_WITHIN = timedelta(days=366)
SHOUTED = 3  # words in capitals one after the other
_WORD = re.compile(r"\w+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LINK = re.compile(r"\b(?:www\.|[a-z][a-z0-9+.-]*://)\S+", re.IGNORECASE)
# “Ella (7)”, “TOM, aged 9”, “a pupil called Sam”: how children are named in texts.
_CHILD = re.compile(
    r"\b[A-Z][^\W\d_]+ \(\d{1,2}\)|\b[A-Z][^\W\d_]+,? (?i:aged?) \d{1,2}\b"
    r"|\b(?:pupil|child|student|boy|girl|daughter|son)s?,? (?:called |named )?[A-Z][a-z]+\b"
    r"|\b(?:PUPIL|CHILD|STUDENT|BOY|GIRL|DAUGHTER|SON)S?,? (?:CALLED|NAMED) [A-Z]+\b"
)
_TEXTS = {
    "organisation": (
        "name",
        "summary",
        "description",
        "access_statement",
        "safeguarding_statement",
    ),
    "offer": (
        "title",
        "summary",
        "description",
        "curriculum_links",
        "learning_outcomes",
        "required_resources",
        "cost_note",
    ),
}


def warnings(row: Organisation | Offer) -> list[str]:
    """Everything that strikes about an organisation or an offer as it would be, in words."""
    about_it = _of_offer(row) if isinstance(row, Offer) else _of_organisation(row)
    return [*_of_texts(row), *about_it]


def _of_texts(row: Organisation | Offer) -> Iterator[str]:
    for name in _TEXTS[str(row._meta.model_name)]:
        text, label = getattr(row, name), name.replace("_", " ")
        if is_shouted(text):
            yield f"The {label} is written in capitals."
        if _EMAIL.search(text):
            yield f"There is an e-mail address in the {label}."
        if child := _CHILD.search(text):
            yield f"The {label} may name a child: “{child.group()}”."
        for link in (found.rstrip(".,;:!?)") for found in _LINK.findall(text)):
            if not link.lower().startswith(("http://", "https://")):
                yield f"A link in the {label} is not http: “{link}”."


def is_shouted(text: str) -> bool:
    """Whether three words in a row are in capitals; “KS2” is no word.

    Numbers and single letters between them say nothing either way: “5”, “A”.
    """
    in_a_row = 0
    for word in _WORD.findall(text):
        if len(word) == 1 or word.isdecimal():
            continue
        in_a_row = in_a_row + 1 if word.isalpha() and word.isupper() else 0
        if in_a_row == SHOUTED:
            return True
    return False


def _of_organisation(organisation: Organisation) -> Iterator[str]:
    described = Described(
        organisation.name,
        organisation.website,
        organisation.charity_number,
        organisation.postcode,
    )
    for other, reasons in candidates(described):
        is_close = reasons != [BY_NAME] or alike(other.name, organisation.name)
        if other.pk != organisation.pk and is_close:
            where = f" in {other.place_name}" if other.place_name else ""
            yield f"Perhaps the same as {other}{where} (no. {other.pk}): {', '.join(reasons)}."
    leads, there = organisation.led_by, organisation.authority and organisation.authority.bridge
    if there and leads != there:
        yield f"It is based in the area of {there}; {leads} leads it until both agree to a move."
    today = timezone.localdate()
    reviewed = organisation.safeguarding_reviewed_on
    if reviewed is None:
        yield "No date says when safeguarding was last reviewed."
    elif reviewed < today - REVIEWED_WITHIN:
        yield f"Safeguarding was last reviewed on {_day(reviewed)}."
    insured = organisation.insurance_expires_on
    if insured is None:
        yield "No date says how long the insurance lasts."
    elif insured < today:
        yield f"The insurance ended on {_day(insured)}."


def _of_offer(offer: Offer) -> Iterator[str]:
    if missing := missing_facts(offer):
        yield f"It does not state: {', '.join(missing)}."
    others = Offer.objects.filter(organisation=offer.organisation_id, title__iexact=offer.title)
    if others.exclude(pk=offer.pk).exclude(state=OfferState.WITHDRAWN).exists():
        yield "They have another offer of the same title."
    if offer.available_to and offer.available_to < timezone.localdate():
        yield f"Its last day, {_day(offer.available_to)}, has passed."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
