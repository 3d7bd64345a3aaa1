"""What those who would come fill in."""

from typing import Any, cast

from django import forms

from artsmark_site.forms import ForAnybody, InPlainWords
from reference.models import ArtForm, LocalAuthority
from training.models import InterestRegistration


class SuitsForm(InPlainWords, forms.ModelForm):
    """Who they are and what suits them: what the page of their link can change."""

    class Meta:
        model = InterestRegistration
        fields = (
            "name",
            "organisation_name",
            "authority",
            "art_forms",
            "in_person",
            "online",
            "suits",
        )
        labels = {
            "name": "Your name",
            "organisation_name": "Your organisation",
            "authority": "Local authority where it is based",
            "art_forms": "Art forms (optional)",
            "in_person": "A session in person suits us",
            "online": "A session online suits us",
            "suits": "Days and times that suit (optional)",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "art_forms": forms.CheckboxSelectMultiple,
            "suits": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["name"].required = self.fields["organisation_name"].required = True
        authorities = LocalAuthority.objects.filter(is_active=True).order_by("name")
        authority = cast(forms.ModelChoiceField, self.fields["authority"])
        authority.queryset, authority.empty_label = authorities, "Choose a local authority"
        forms_of_art = cast(forms.ModelMultipleChoiceField, self.fields["art_forms"])
        forms_of_art.queryset = ArtForm.objects.active()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("in_person") and not cleaned.get("online"):
            self.add_error("in_person", "Say whether in person, online or both suit you.")
        return cleaned


class InterestForm(ForAnybody, SuitsForm):
    """The same with an address, from anybody."""

    class Meta(SuitsForm.Meta):
        fields = ("name", "email", *SuitsForm.Meta.fields[1:])  # type: ignore[assignment]
        labels = SuitsForm.Meta.labels | {"email": "Your e-mail address"}
        widgets = SuitsForm.Meta.widgets | {
            "email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def validate_constraints(self) -> None:
        """Who registered before is not told so here: anybody may type any address."""
