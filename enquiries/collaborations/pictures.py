"""Pictures of a setting's evidence: taken in as the pictures of partners are, kept in the row."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from artsmark_site.forms import InPlainWords
from enquiries.collaborations.services import CannotDo, locked
from enquiries.models import Collaboration, CollaborationPicture
from partners import images
from partners.models.image import WIDTHS

MOST = 3
# Wide enough for a page of a document.
WIDEST = WIDTHS[2]


class PictureForm(InPlainWords, forms.ModelForm):
    """One file, what it shows, and that everybody in it agreed."""

    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG or WebP; up to 5 MB and 24 megapixels.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": "Choose a picture."},
    )
    permission_confirmed = forms.BooleanField(
        label="Everybody in it, or their parents, agreed to its use as evidence",
        error_messages={"required": "Confirm that everybody in the picture agreed to its use."},
    )
    field_order = ("file", "alt_text", "permission_confirmed")

    class Meta:
        model = CollaborationPicture
        fields = ("alt_text", "permission_confirmed")
        labels = {"alt_text": "What it shows, for people who cannot see it"}
        help_texts = {"alt_text": "Without names of people."}
        error_messages = {"alt_text": {"required": "Say what the picture shows."}}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.by = by

    def clean_file(self) -> Any:
        """Rebuilt from its pixels, in the width that is kept."""
        try:
            images.count_upload(by=self.by)
            rebuilt = images.rebuild(self.cleaned_data["file"])
        except images.PictureRefused as refusal:
            raise ValidationError(str(refusal), code="picture") from refusal
        width = max(one for one in rebuilt.copies if one <= max(WIDEST, min(rebuilt.copies)))
        self.instance.webp, self.instance.width = rebuilt.copies[width], width
        self.instance.height = max(1, round(rebuilt.height * width / rebuilt.width))
        return self.cleaned_data["file"]


@transaction.atomic
def add(*, picture: CollaborationPicture) -> None:
    """Keep one more.

    Raises:
        CannotDo: there are three already.
    """
    collaboration = locked(picture.collaboration)
    if collaboration.pictures.count() >= MOST:
        raise CannotDo(f"{MOST} pictures are the most. Remove one first.")
    picture.save()


def of(collaboration: Collaboration) -> list[CollaborationPicture]:
    """Without their files."""
    rows = CollaborationPicture.objects.filter(collaboration=collaboration)
    return list(rows.without_files())
