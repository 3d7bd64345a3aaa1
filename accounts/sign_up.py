"""What a new account is asked for beside address and password.

Apart from the other forms, because allauth builds those upon this one.
"""

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.models import User
from artsmark_site.forms import InPlainWords


class NameForm(InPlainWords, forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=User._meta.get_field("name").max_length,
        help_text="Colleagues in your organisation and the staff see it. The public does not.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
