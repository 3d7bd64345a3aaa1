"""What somebody says of their organisation, to find it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from artsmark_site.forms import InPlainWords
from partners.joining.finding import Described
from partners.locating import tidy_postcode
from partners.models import Organisation
from partners.validators import validate_charity_number, validate_no_email, validate_postcode


class FindYourselfForm(InPlainWords, forms.Form):
    name = forms.CharField(
        label="What is your organisation called?",
        max_length=Organisation._meta.get_field("name").max_length,
        validators=[validate_no_email],
        error_messages={"required": "Enter the name."},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = forms.CharField(
        label="Website", required=False, max_length=300, help_text="Like harbourtheatre.org.uk"
    )
    postcode = forms.CharField(
        label="Postcode",
        required=False,
        max_length=8,
        help_text="Where you are based, like PL1 2AB",
    )
    charity_number = forms.CharField(
        label="Charity number", required=False, max_length=10, help_text="If you have one"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_website(self) -> str:
        website = str(self.cleaned_data["website"]).strip()
        if website and "//" not in website:
            website = f"https://{website}"
        if website:
            try:
                Organisation._meta.get_field("website").run_validators(website)
            except ValidationError as refusal:
                if refusal.error_list[0].code != "invalid":
                    raise
                raise ValidationError(
                    "Enter a web address like harbourtheatre.org.uk."
                ) from refusal
        return website

    def clean_postcode(self) -> str:
        postcode = tidy_postcode(self.cleaned_data["postcode"])
        if postcode:
            validate_postcode(postcode)
        return postcode

    def clean_charity_number(self) -> str:
        number = str(self.cleaned_data["charity_number"]).strip()
        if number:
            validate_charity_number(number)
        return number

    @property
    def described(self) -> Described:
        """What a valid form says."""
        return Described(**self.cleaned_data)


class AskToJoinForm(InPlainWords, forms.Form):
    message = forms.CharField(
        label="A line for them, if you like",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who you are, so that they know you. Your name and e-mail address go with it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_message(self) -> str:
        message = str(self.cleaned_data["message"])
        if "\x00" in message:
            raise ValidationError("Enter plain text.")
        return message
