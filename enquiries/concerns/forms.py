"""The short form of those who report a concern."""

from typing import Any

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords
from enquiries.models import Concern

_EMAIL = {"autocomplete": "email", "spellcheck": "false"}


class ConcernForm(ForAnybody, InPlainWords, forms.ModelForm):
    class Meta:
        model = Concern
        fields = ("kind", "words", "name", "email")
        labels = {
            "kind": "What is it about?",
            "words": "What happened?",
            "name": "Your name, if you wish",
            "email": "Your e-mail address, if you wish",
        }
        help_texts = {
            "words": "When, where, and who saw it. Write “a pupil” in place of a name.",
            "email": "Only so that staff can ask you more. The partner never gets it.",
        }
        error_messages = {
            "kind": {"required": "Choose what it is about."},
            "words": {"required": "Write what happened."},
            "email": {"invalid": "Enter an e-mail address like name@school.org."},
        }
        widgets = {
            "kind": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 7}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs=_EMAIL),
        }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label_suffix="", **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = Concern.Kind.choices
