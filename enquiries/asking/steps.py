"""The pages on which an enquiry is written, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from enquiries.asking.forms import (
    Page,
    PupilsForm,
    SignedInForm,
    WhatForm,
    WhenForm,
    YouForm,
)
from enquiries.asking.school_form import SchoolForm
from enquiries.models import Enquiry


class Step(NamedTuple):
    slug: str
    title: str
    form: type[Page]
    signed_in: type[Page]
    needs: tuple[str, ...]


STEPS = (
    Step("what", "What for?", WhatForm, WhatForm, ("purpose",)),
    Step("pupils", "For whom?", PupilsForm, PupilsForm, ("key_stages",)),
    Step("when", "When, and with what budget?", WhenForm, WhenForm, ("when",)),
    Step("school", "Where are you?", SchoolForm, SchoolForm, ("setting_name", "authority")),
    Step("you", "Who are you?", YouForm, SignedInForm, ("name", "email")),
)
BY_SLUG = {step.slug: step for step in STEPS}
WHO, CHECK = "who", "check"


def place_of(slug: str) -> tuple[int, int]:
    """Which page this is, of how many; the first says who is asked, the last shows all."""
    order = [WHO, *BY_SLUG, CHECK]
    return order.index(slug) + 1, len(order)


def missing(enquiry: Enquiry, *, signed_in: bool) -> Iterator[str]:
    """The slugs of the pages that still lack something that partners need."""
    if not enquiry.recipients.exists():
        yield WHO
    for step in STEPS:
        needs = [name for name in step.needs if not (signed_in and name == "email")]
        if not all(_says(enquiry, name) for name in needs):
            yield step.slug


def _says(enquiry: Enquiry, name: str) -> bool:
    if name == "key_stages":
        return enquiry.key_stages.exists()
    return bool(getattr(enquiry, name))
