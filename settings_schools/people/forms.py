"""Finding one's setting, and how its Journey stands."""

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from settings_schools.models import ArtsmarkJourney, AwardLevel, JourneyStage

_DAYS = (
    "registered_on",
    "training_on",
    "commitment_on",
    "impact_due_on",
    "impact_on",
    "awarded_on",
    "expires_on",
)
# Of each pair the first comes first.
_IN_ORDER = (
    ("registered_on", "awarded_on"),
    ("commitment_on", "impact_on"),
    ("commitment_on", "impact_due_on"),
    ("awarded_on", "expires_on"),
)


class JourneyForm(InPlainWords, forms.ModelForm):
    """All of it optional."""

    class Meta:
        model = ArtsmarkJourney
        fields = ("stage", "level", *_DAYS)
        labels = {
            "stage": "Where you are",
            "level": "Level of the award",
            "registered_on": "Registered on",
            "training_on": "Development Training on",
            "commitment_on": "Statement of Commitment sent on",
            "impact_due_on": "Statement of Impact due on",
            "impact_on": "Statement of Impact sent on",
            "awarded_on": "Awarded on",
            "expires_on": "The award ends on",
        }
        help_texts = {
            "impact_due_on": "Leave it empty if it is two years after the Statement of Commitment.",
            "expires_on": "Leave it empty if it is two years after the award.",
        }
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in _DAYS
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        fields: dict[str, Any] = self.fields
        rows: dict[str, Any] = {"stage": JourneyStage.objects, "level": AwardLevel.objects}
        for name, lookup in rows.items():
            own = lookup.filter(pk=getattr(self.instance, f"{name}_id"))
            fields[name].queryset = (lookup.active() | own).in_order()
            fields[name].empty_label = "Nothing chosen"

    def clean(self) -> dict[str, Any] | None:
        """Of two days that stand the wrong way round the later one is named."""
        found = super().clean()
        for earlier, later in _IN_ORDER:
            one, other = self.cleaned_data.get(earlier), self.cleaned_data.get(later)
            if one and other and other < one:
                label = str(self.fields[earlier].label)
                self.add_error(later, f"This is before the day under “{label}”.")
        return found


class FindSettingForm(InPlainWords, forms.Form):
    q = forms.CharField(
        label="Name, postcode or URN",
        max_length=120,
        help_text="Like Mill House Primary, PL4 8AA or 113456. Near enough is enough.",
        error_messages={"required": "Enter its name, postcode or URN."},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
