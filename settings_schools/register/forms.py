"""The form for a setting that is in no register."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from artsmark_site.forms import InPlainWords
from partners.locating import CannotLocate, check_postcode, tidy_postcode
from reference.models import LocalAuthority, SettingType
from settings_schools.models import EducationSetting


class AddSettingForm(InPlainWords, forms.ModelForm):
    """What staff need to check it, and others to tell it from its namesakes."""

    class Meta:
        model = EducationSetting
        fields = ("name", "setting_type", "town", "postcode", "authority", "urn")
        labels: ClassVar = {
            "name": "What it is called",
            "setting_type": "Kind of setting",
            "town": "Town or village",
            "postcode": "Postcode (optional)",
            "urn": "URN (optional)",
        }
        help_texts: ClassVar = {
            "authority": "The council in whose area it is.",
            "postcode": "Of where you meet. Leave it empty if that is somebody's home.",
            "urn": "Five or six digits. Most settings that are added here have none.",
        }
        widgets: ClassVar = {"urn": forms.TextInput(attrs={"inputmode": "numeric"})}
        error_messages: ClassVar = {
            "urn": {
                "unique": "A setting with this URN is known already: find it by its URN.",
                "invalid": "A URN is five or six digits.",
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        fields: dict[str, Any] = self.fields
        fields["town"].required = True
        for name, rows in (("setting_type", SettingType), ("authority", LocalAuthority)):
            fields[name].queryset = rows.objects.active()
            fields[name].empty_label = "Choose"

    def clean_postcode(self) -> str:
        postcode = tidy_postcode(self.cleaned_data["postcode"])
        if postcode:
            try:
                check_postcode(postcode, self.instance)
            except CannotLocate as refusal:
                raise ValidationError(str(refusal)) from refusal
        return postcode
