"""Choosing the file of a list."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artsmark_site.forms import InPlainWords
from partners.models.list_upload import MOST_BYTES


class ListForm(InPlainWords, forms.Form):
    file = forms.FileField(
        label="The list, as “CSV UTF-8”",
        help_text="In Excel: “Save as”, “CSV UTF-8”. Its first line names our columns.",
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                f"It is larger than {MOST_BYTES // 1_000_000} MB. Divide it into several lists."
            )
        return file
