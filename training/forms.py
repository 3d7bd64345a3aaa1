"""What whoever books fills in."""

import uuid
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from artsmark_site.forms import InPlainWords
from partners.models import Organisation
from training.models import TrainingSession
from training.places import Person

# At once; more of them are booked with another form.
MOST_SHOWN = 6


class PersonForm(InPlainWords, forms.Form):
    """One person who comes. Their e-mail address is their own: their calendar entry goes there."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Their own e-mail address",
        max_length=254,
        help_text="The confirmation, the reminders and the link go there.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    access_needs = forms.CharField(
        label="Access needs (optional)",
        required=False,
        max_length=1000,
        help_text="Only the people who run the session see this. It is deleted 30 days after it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    dietary_needs = forms.CharField(
        label="Food they cannot eat (optional)", required=False, max_length=500
    )

    def __init__(
        self, *args: Any, session: TrainingSession, asks_needs: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        if session.is_online or not asks_needs:
            del self.fields["dietary_needs"]
        if not asks_needs:
            del self.fields["access_needs"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    @property
    def person(self) -> Person:
        """Of a valid form."""
        return Person(**self.cleaned_data)


class BookingForm(InPlainWords, forms.Form):
    """For which organisation; sent twice, its number books once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Organisation")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["organisation"])
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0].pk, forms.HiddenInput()
        self.fields["submission"].initial = uuid.uuid4


def people_forms(session: TrainingSession, **kwargs: Any) -> Any:
    """A form for each who may come: the first is needed, the others may stay empty."""
    most = min(session.most_per_organisation, MOST_SHOWN)
    formset = forms.formset_factory(
        PersonForm, min_num=1, validate_min=True, extra=most - 1, max_num=most, validate_max=True
    )
    return formset(form_kwargs={"session": session}, prefix="people", **kwargs)


def check_distinct(people: list[PersonForm]) -> bool:
    """See that each has an address of their own; whether it is so."""
    seen: set[str] = set()
    for form in people:
        email = form.cleaned_data["email"].lower()
        if email in seen:
            form.add_error(
                "email",
                ValidationError("Each person needs an e-mail address of their own."),
            )
            return False
        seen.add(email)
    return True
