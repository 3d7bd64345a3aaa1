"""Why staff delete somebody's account, and who asks what is held without having one."""

from typing import Any

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords
from artsmark_site.personal_data.reasons import OF_STAFF


class AddressForm(ForAnybody, InPlainWords, forms.Form):
    """Of somebody without an account."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address like name@school.org.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class WhyForm(InPlainWords, forms.Form):
    """A choice and no words: the record of it must not name anybody."""

    why = forms.ChoiceField(
        label="Why?",
        choices=[("", "Choose"), *((why.value, why.label) for why in OF_STAFF)],
        error_messages={"required": "Choose why."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
