"""How staff enter the words of a page, and what they may say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from artsmark_site.forms import StaffForm
from artsmark_site.information import markdown, placeholders
from artsmark_site.information.models import InformationPage
from partners.validators import holds_email


def validate_public_text(value: str) -> None:
    """For what visitors read: no e-mail address, and no placeholder that means nothing.

    Raises:
        ValidationError: one sentence for each.
    """
    found = [
        f"There is no placeholder {{{name}}}: use one of the list below, or leave the braces out."
        for name in placeholders.unknown(value)
    ]
    if holds_email(value):
        found.append("Leave e-mail addresses out: no public page shows one.")
    if found:
        raise ValidationError(found)


def validate_markdown(value: str) -> None:
    """What can be shown as a page of ours.

    Raises:
        ValidationError: one sentence for each thing that cannot.
    """
    found = list(markdown.problems(placeholders.fill_markdown(value)))
    if found:
        raise ValidationError(found)


_CHECKS = (
    ("title", validate_public_text),
    ("summary", validate_public_text),
    ("body", validate_public_text),
    ("body", validate_markdown),
)
_HOW_TO_WRITE = (
    "Leave an empty line between paragraphs. ## begins a heading and ### one below it, - an item "
    "of a list; **words** are bold, [words](https://…) a link, [words](/about/glossary/) one to a "
    "page of ours. HTML and pictures are not for these pages."
)


class InformationPageForm(StaffForm):
    """The words of a page."""

    class Meta:
        model = InformationPage
        fields = ("title", "summary", "body")
        help_texts = {"body": _HOW_TO_WRITE}
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "summary": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.Textarea(attrs={"class": "vLargeTextField long-text", "rows": 36}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, check in _CHECKS:
            if name in self.fields:  # those who may only look have none
                self.fields[name].validators.append(check)
