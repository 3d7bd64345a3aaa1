"""Inviting a colleague."""

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from partners.choices import MemberRole


class InvitationForm(InPlainWords, forms.Form):
    email = forms.EmailField(
        label="Your colleague's e-mail address",
        error_messages={
            "required": "Enter the e-mail address.",
            "invalid": "Enter an e-mail address like name@museum.org.",
        },
    )
    role = forms.ChoiceField(
        label="What they may do",
        choices=[
            (MemberRole.EDITOR, "Write the pages"),
            (MemberRole.OWNER, "Write the pages, and decide who else may"),
        ],
        initial=MemberRole.EDITOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
