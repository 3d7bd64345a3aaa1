"""Why staff delete somebody's account."""

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from artsmark_site.personal_data.reasons import OF_STAFF


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
