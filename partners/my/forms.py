"""Forms of members: one step, one offer, one picture; and what happens when two write at once."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, cast

from django import forms
from django.db.models import Model
from django.forms import modelform_factory
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from artsmark_site.forms import InPlainWords
from partners import offer_needs
from partners.choices import OfferState
from partners.forms import OrganisationForm, VenueForm
from partners.models import Organisation, ReviewNote
from partners.my.area_boxes import AuthoritiesField
from partners.my.steps import Step
from partners.offer_form import OfferForm
from partners.revisions.facts import OF_AN_OFFER
from partners.revisions.values import Values, in_words, plain
from partners.upkeep import dates

OFFER_FIELDS = tuple(name for _, names in OF_AN_OFFER for name in names)
MOST_VENUES = 60
_DATES = {
    "safeguarding_reviewed_on",
    "insurance_expires_on",
    "closed_from",
    "closed_to",
    "not_taking_enquiries_until",
    "available_from",
    "available_to",
}
_IN_THEIR_WORDS = {
    "travel_miles": "We travel up to (miles)",
    "receives_visits": "Schools can visit us",
    "works_online": "We work online",
    "covers_england": "We work across England",
    "covered_authorities": "Authorities that we cover",
    "covered_regions": "Regions that we cover",
    "working_days": "Days on which we work",
}
_HINTS = {
    "postcode": "If it lies in Wales, Scotland or Northern Ireland, say below where in England you "
    "work.",
    "authority": "Found from the postcode. Choose it only where you have none.",
    "travel_miles": "How far you go to a school, in a straight line.",
    "working_days": "Teachers see on which days you answer.",
    "receives_visits": "At your own place, as given above.",
    "covered_regions": "Tick a region if you come to all of it.",
    "covered_authorities": "Open a region and tick those in which you work.",
    "hide_street": "If you work from home: only the town and the authority are shown.",
}


class Other(NamedTuple):
    """What a colleague saved meanwhile in a field that this form changes, too."""

    label: str
    value: str


class Seen(forms.CharField):
    """Goes out with what is stored now, whatever came in: the next answer has seen that, too."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class SeenBefore(InPlainWords, forms.ModelForm):
    """Carries what the page showed, so that nobody overwrites what they never saw.

    `waiting` are plain values that wait for staff: they are shown in the place of what is live.
    `notes` are what staff ask to be changed, beside their fields.
    """

    seen = Seen()
    hints = _HINTS
    in_their_words = _IN_THEIR_WORDS

    def __init__(
        self,
        *args: Any,
        waiting: Values | None = None,
        notes: Iterable[ReviewNote] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        # Some fields are declared for every form upon this model: this one asks for its own.
        for name in self.fields.keys() - {*(self._meta.fields or ()), "seen"}:
            del self.fields[name]
        for name, field in self.fields.items():
            field.help_text = self.hints.get(name, field.help_text)
            field.label = self.in_their_words.get(name, field.label)
            longest = getattr(field, "max_length", None)
            if longest and isinstance(field.widget, forms.Textarea):
                field.help_text = f"{field.help_text} Up to {longest:,} characters."
            if name in _DATES:
                field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        # Read now: checking the form writes what was typed into the instance.
        names = self.fields.keys() - {"seen"}
        mine = {name: value for name, value in (waiting or {}).items() if name in names}
        self._stored = {name: shown(self.instance, name) for name in sorted(names)}
        self._stored |= {n: in_words(self.instance, n, value) for n, value in mine.items()}
        self.initial.update(mine)
        self._say(notes, mine)
        self.stored = fingerprint(self._stored)
        self.initial["seen"] = self.stored

    def _say(self, notes: Iterable[ReviewNote], waiting: Values) -> None:
        for name in waiting:
            field = self.fields[name]
            waits = "This change waits for approval."
            field.help_text = format_html('<b class="waits">{}</b> {}', waits, field.help_text)
        for note in notes:
            if note.field in self.fields:
                field, asked = self.fields[note.field], f"Please change: {note.words}"
                field.help_text = format_html('<b class="asked">{}</b> {}', asked, field.help_text)

    def plain_values(self) -> Values:
        """What was typed, field by field, as a change keeps it. Only of a valid form."""
        names = self.fields.keys() - {"seen"}
        return {name: plain(self.cleaned_data[name]) for name in sorted(names)}

    @property
    def is_overtaken(self) -> bool:
        """Somebody saved these fields after this page was opened."""
        seen = self.data.get(self.add_prefix("seen"))
        return bool(self.instance.pk and seen and seen != self.stored)

    def others(self) -> list[Other]:
        """What is stored now, of the fields in which it differs from what was typed."""
        changed = [name for name in self.changed_data if name != "seen"]
        return [Other(str(self.fields[name].label), self._stored[name]) for name in changed]


class StepForm(SeenBefore, OrganisationForm):
    seen = Seen()
    covered_authorities = AuthoritiesField()

    class Meta(OrganisationForm.Meta):
        widgets = {
            **OrganisationForm.Meta.widgets,
            "summary": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, said in self.what_has_passed().items():
            field = self.fields[name]
            field.help_text = format_html('<b class="asked">{}</b> {}', said, field.help_text)

    def what_has_passed(self) -> dict[str, str]:
        """Of the dates in this form; once it was checked, of those that were typed."""
        passed = dates.what_has_passed(self.instance, timezone.localdate())
        return {name: said for name, said in passed.items() if name in self.fields}


def step_form(step: Step) -> type[StepForm]:
    made = modelform_factory(Organisation, form=StepForm, fields=step.fields)
    return cast(type[StepForm], made)


class MemberOfferForm(SeenBefore, OfferForm):
    seen = Seen()

    class Meta(OfferForm.Meta):
        fields = OFFER_FIELDS  # type: ignore[assignment]
        widgets = {**OfferForm.Meta.widgets, "summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "What a teacher would call it: “Protest prints: posters with a purpose”.",
            "summary": "One sentence for the results: what pupils do and take away.",
            "key_stages": "Or give ages below.",
            "curriculum_links": "Subjects and topics, in teachers' words: “History: the Romans”.",
            "learning_outcomes": "What pupils can do afterwards that they could not before.",
            "cost_note": "What it depends on, what is included.",
            "required_resources": "What the school provides: a hall, tables. Or “nothing”.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_wait = self.instance.state == OfferState.DRAFT
        self.is_draft = self.may_wait and "draft" in self.data
        if self.is_draft:
            for name in self.fields.keys() - {"title"}:
                self.fields[name].required = False
        elif self.may_wait and self.instance.pk and not self.is_bound:
            self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        for need in offer_needs.lacking(self.instance):
            field = self.fields[need.field]
            field.help_text = format_html('<b class="asked">Still needed.</b> {}', field.help_text)


class MemberVenueForm(SeenBefore, VenueForm):
    """One venue. `others` are the names of the rest, those that wait included."""

    seen = Seen()
    hints = {
        "name": "As a teacher would look for it: “The Old Dairy Studio”.",
        "address": "The street, as on a letter.",
        "postcode": "Schools find the venue by it, and see how far away it is.",
        "receives_visits": "Leave it empty for a place where you only store or prepare things.",
    }
    in_their_words = {"receives_visits": "Schools can visit us here"}

    def __init__(self, *args: Any, others: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others_names = {name.casefold() for name in others}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name.casefold() in self.others_names:
            raise forms.ValidationError("You have a venue of that name already.", code="unique")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None and len(self.others_names) >= MOST_VENUES:
            raise forms.ValidationError(
                f"An organisation has {MOST_VENUES} venues at the most. Remove one first."
            )
        return cleaned


class CodeForm(InPlainWords, forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=120,
        help_text="You accept the Code for your organisation.",
        error_messages={"required": "Enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agree = forms.BooleanField(
        label="We accept this Code of Practice",
        error_messages={"required": "Tick the box if you accept the Code."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


def fingerprint(values: dict[str, str]) -> str:
    """The same as long as the values are."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def shown(row: Model, name: str) -> str:
    """The stored value of a field as one reads it."""
    field = row._meta.get_field(name)
    if row.pk is None:
        return ""
    if field.many_to_many:
        return ", ".join(str(one) for one in getattr(row, name).order_by("pk"))
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(value)
