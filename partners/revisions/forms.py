"""What staff fill in when they decide: notes beside fields, and words to the owners."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from artsmark_site.forms import InPlainWords
from partners.choices import ReasonCode
from partners.revisions.decisions import Note

CODES = [("", "Nothing to change"), *ReasonCode.choices]
CHECKLIST = (
    "It is an arts or cultural organisation in England, with something for schools.",
    "The safeguarding statement says who is checked and who leads.",
    "Ages, art forms, curriculum links, outcomes, cost and resources are clear to a teacher.",
    "No child is named, and pictures have the permission of those in them.",
    "It does not claim to speak for Arts Council England, Artsmark or Ofsted.",
)


@dataclass(frozen=True)
class Place:
    """Where a note may be written: beside a field of what is read, or of one of its offers."""

    field: str
    offer: int | None = None

    @property
    def name(self) -> str:
        return f"{self.offer}-{self.field}" if self.offer else self.field


class DecisionForm(InPlainWords, forms.Form):
    """One of three decisions, by the button: `approve`, `return` or `reject`.

    In each of the `places` may stand a note: a reason by its code, and words.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    gone_through = forms.BooleanField(label="I have gone through this list", required=False)
    reason = forms.CharField(
        label="A word to the owners",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Goes into the e-mail and stays with the decision.",
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        for place in self.places:
            self.fields[f"code-{place.name}"] = forms.ChoiceField(
                label="What should be changed", choices=CODES, required=False
            )
            self.fields[f"words-{place.name}"] = forms.CharField(
                label="In words",
                max_length=1000,
                required=False,
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "approve" in self.data:
            self._check_approval(cleaned)
        elif "return" in self.data and not (self.notes() or cleaned.get("reason")):
            self.add_error("reason", "Say what should be changed, here or beside a field.")
        elif "reject" in self.data and not cleaned.get("reason"):
            self.add_error("reason", "Say why: the owners get your words.")
        return cleaned

    def _check_approval(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("gone_through"):
            self.add_error("gone_through", "Go through the list, then tick the box.")
        if self.notes():
            self.add_error("reason", "There are notes beside fields. Return it, or empty them.")

    def read_again(self, seen: str) -> None:
        """Stand for what is before its reader by now; what they typed stays, but for the tick."""
        typed = cast(QueryDict, self.data).copy()
        typed["seen"] = seen
        typed.pop("gone_through", None)
        self.data = typed

    def notes(self) -> list[Note]:
        """Those of the fields that got a reason or words."""
        found = []
        for place in self.places:
            code = self.cleaned_data.get(f"code-{place.name}", "")
            words = self.cleaned_data.get(f"words-{place.name}", "")
            if code or words:
                code = code or ReasonCode.OTHER
                words = words or str(ReasonCode(code).label)
                found.append(Note(place.field, code, words, place.offer))
        return found
