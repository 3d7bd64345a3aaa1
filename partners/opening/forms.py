"""The form of those who want to be told."""

from typing import Any, cast

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords
from partners.launch import Openings
from partners.models import OpeningNotice

_ALL_OF_ENGLAND = "england"


class OpeningNoticeForm(ForAnybody, InPlainWords, forms.Form):
    region = forms.ChoiceField(
        label="Where is your school?",
        error_messages={
            "required": "Choose where your school is.",
            "invalid_choice": "Choose a region from the list: this one is open, or is none.",
        },
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We write once, on the day it opens, and use your address for nothing else.",
        max_length=OpeningNotice._meta.get_field("email").max_length,
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address like name@school.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, openings: Openings, **kwargs: Any) -> None:
        super().__init__(label_suffix="", **kwargs)
        self._ids = {region.slug: region.pk for region in openings.waiting}
        choices = [("", "Choose a region")]
        choices += [(region.slug, region.name) for region in openings.waiting]
        if not openings.national_is_open:
            choices.append((_ALL_OF_ENGLAND, "All of England"))
        cast(forms.ChoiceField, self.fields["region"]).choices = choices

    @property
    def region_id(self) -> int | None:
        """What a valid form asks for; None for all of England."""
        return self._ids.get(self.cleaned_data["region"])
