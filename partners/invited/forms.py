"""What is asked of somebody who says that an entry is not theirs."""

from typing import Any

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords


class NotUsForm(ForAnybody, InPlainWords, forms.Form):
    words = forms.CharField(
        label="Do you know whose it is? If you like, tell us.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
