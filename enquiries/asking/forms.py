"""The pages of an enquiry, one thing each."""

import hashlib
from typing import Any, ClassVar

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords
from enquiries.asking.personal import looks_personal
from enquiries.models import Enquiry
from partners.forms import LookupChoices


class LineField(forms.CharField):
    """One line: whatever breaks it becomes a space, as it may stand in the subject of a letter."""

    def to_python(self, value: Any) -> Any:
        return " ".join(str(super().to_python(value)).split())


class TextField(forms.CharField):
    """Lines end as in the database, so that a browser's way of ending them makes none longer."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value)).replace("\r\n", "\n")


class AsksIfPersonal(InPlainWords, forms.Form):
    """Shows once what looks like somebody's name or address, and takes it the second time.

    `asks_about` is the field that it reads.
    """

    asks_about: ClassVar[str]
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = looks_personal(cleaned.get(self.asks_about, ""))
        digest = hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]
        if found and cleaned.get("seen") != digest:
            form: Any = self
            form.data = form.data.copy()
            form.data[self.add_prefix("seen")] = digest
            pieces = ", ".join(f"“{piece}”" for piece in found)
            self.add_error(
                self.asks_about,
                f"This may name a pupil, or say how to reach somebody: {pieces}. Partners do not "
                "need that. Take it out; or, if it is right as it is, press the button again.",
            )
        return cleaned


class Page(InPlainWords, LookupChoices):
    """What the pages share. Fields that few need stand behind a line that opens (`behind`)."""

    behind: ClassVar[tuple[str, ...]] = ()
    opened_by = ""
    asks_which = False  # whether it has a question before it can be kept

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
                field.empty_label = "Choose"
            elif isinstance(field, forms.TypedChoiceField):
                shown: Any = field.choices
                field.choices = [("", "Choose"), *[one for one in shown if one[0]]]

    def asked(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.behind]

    def asked_behind(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.behind]

    @property
    def is_opened(self) -> bool:
        """Whether something behind the line is wrong."""
        return any(field.errors for field in self.asked_behind())


class WhatForm(AsksIfPersonal, Page):
    asks_about = "purpose"
    purpose = TextField(
        label="What would you like to do?",
        max_length=2000,
        help_text=(
            "What it is for, and what matters to you. Name no pupil and give nothing by which one "
            "could be known: say what the group needs, not who they are."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what you would like to do."},
    )

    class Meta:
        model = Enquiry
        fields = ("purpose", "strengthens")
        labels: ClassVar = {"strengthens": "What should it strengthen? (optional)"}
        help_texts: ClassVar = {"strengthens": "Criteria of Artsmark. Tick those that matter."}
        widgets: ClassVar = {"strengthens": forms.CheckboxSelectMultiple}


class PupilsForm(AsksIfPersonal, Page):
    asks_about = "years"
    years = LineField(
        label="Which years? (optional)",
        required=False,
        max_length=80,
        help_text="For example “Year 4 and Year 5”.",
    )

    class Meta:
        model = Enquiry
        fields = ("key_stages", "years", "pupils")
        labels: ClassVar = {"key_stages": "Which ages?", "pupils": "How many? (optional)"}
        help_texts: ClassVar = {
            "key_stages": "Tick all that take part.",
            "pupils": "About how many take part, in all.",
        }
        error_messages: ClassVar = {
            "pupils": {"invalid": "Enter how many take part as a number, like 58."}
        }
        widgets: ClassVar = {
            "key_stages": forms.CheckboxSelectMultiple,
            "pupils": forms.TextInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key_stages"].required = True
        self.fields["key_stages"].error_messages["required"] = "Tick at least one."


class WhenForm(AsksIfPersonal, Page):
    asks_about = "when"
    when = LineField(
        label="When?",
        max_length=200,
        help_text="Like “the week of 3 March”, “a day in the autumn term” or “any time”.",
        error_messages={"required": "Say when, even if it is “any time”."},
    )

    class Meta:
        model = Enquiry
        fields = ("when", "budget")
        labels: ClassVar = {"budget": "What can you spend? (optional)"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.instance.repeats
        if last and last.when:
            self.fields["when"].help_text += f" Last time: “{last.when}”."


class YouForm(Page):
    name = LineField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text=(
            "For the answers. Partners do not see it unless you show it to them. We first send a "
            "link to it, to be sure that it is yours."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address like name@school.org.",
        },
    )

    class Meta:
        model = Enquiry
        fields = ("name", "email")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SignedInForm(YouForm):
    """Their confirmed address is known."""

    email = None  # type: ignore[assignment]

    class Meta(YouForm.Meta):
        fields = ("name",)  # type: ignore[assignment]


class CheckForm(ForAnybody, InPlainWords, forms.Form):
    """Nothing to fill in: all of it is read once more, and sent."""
