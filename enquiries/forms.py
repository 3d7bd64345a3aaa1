"""What a partner writes back, and staff where it does not. None of it is for pupils' names."""

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from enquiries.asking.forms import AsksIfPersonal
from enquiries.choices import Answer, DeclineReason, Settlement
from enquiries.models import EnquiryRecipient, Message

_LONGEST = 3000
NO_NAMES = "Name no pupils, here or later: numbers, ages and needs are enough."

_LABELS = {
    Answer.INTERESTED: "What you could do, and how to go on",
    Answer.QUESTION: "Your question",
    Answer.CANNOT: "In your own words, if you like",
}


class AnswerForm(AsksIfPersonal):
    """Interested, or a question. `seen` is the answer that stood there when it was opened."""

    asks_about = "text"
    may_give_contacts = True
    text = forms.CharField(
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=NO_NAMES,
        error_messages={"required": "Write a line or two: the school reads nothing else from you."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["text"].label = _LABELS[answer]

    def reasons_in_words(self) -> list[str]:
        """Those that were chosen, as the school reads them."""
        return [str(DeclineReason(one).label) for one in self.cleaned_data.get("reasons", [])]


class CannotForm(AnswerForm):
    """Why not, so that the school asks the right one next."""

    reasons = forms.MultipleChoiceField(
        label="Why not? Choose all that fit",
        choices=DeclineReason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one reason: it helps the school to go on."},
    )
    field_order = ("reasons", "text", "seen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        """“Something else” alone says nothing."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reasons") == [DeclineReason.OTHER] and not cleaned.get("text"):
            self.add_error("text", "Say in a line what it is.")
        return cleaned


def answer_form(answer: Answer) -> type[AnswerForm]:
    return CannotForm if answer == Answer.CANNOT else AnswerForm


class MessageForm(AsksIfPersonal, forms.ModelForm):
    asks_about = "text"
    may_give_contacts = True

    class Meta:
        model = Message
        fields = ("text",)
        labels = {"text": "Write to the school"}
        help_texts = {"text": NO_NAMES}
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"text": {"required": "Write something first."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class SettlementForm(InPlainWords, forms.Form):
    """What staff did where no answer came; the school reads both."""

    settlement = forms.TypedChoiceField(
        label="What was done",
        choices=[("", "Choose one"), *Settlement.choices],
        coerce=Settlement,
        help_text="The school reads it as it stands here.",
        error_messages={"required": "Choose what was done: the school reads it."},
    )
    words = forms.CharField(
        label="In words, for the school",
        max_length=EnquiryRecipient._meta.get_field("settlement_words").max_length,
        help_text="What you found out, and what the school can do next. Name no pupil.",
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        error_messages={"required": "Write a line or two: the school reads nothing else from you."},
    )
