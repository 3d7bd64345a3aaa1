"""What the two sides say of what they did together. None of it is for pupils' names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from enquiries.asking.forms import AsksIfPersonal, LineField, Page, TextField
from enquiries.models import Collaboration
from partners.forms import ErrorsBesideFields
from partners.models import Offer, Organisation

LISTS = ("criteria", "quality_principles", "smsc_strands")
_SOMEBODY_ELSE = "other"
_NO_NAMES = "Name no pupil."


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class RecordForm(AsksIfPersonal):
    """The short form: three fields, and where the name is somebody's here, which of them it is."""

    asks_about = "title"
    partner = LineField(
        label="Who did you work with?",
        max_length=120,
        help_text="A museum, a theatre, an artist: in the directory or not.",
        error_messages={"required": "Say who it was."},
    )
    title = LineField(
        label="What did you do?",
        max_length=120,
        help_text=f"A few words, like “Visit to the textile gallery”. {_NO_NAMES}",
        error_messages={"required": "Say in a few words what it was."},
    )
    first_on = _day("When was it?", help_text="Its first day, if it was more than one.")
    field_order = ("partner", "choice", "title", "first_on", "looked_at")

    def __init__(self, *args: Any, found: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.found = {str(one.pk): one for one in found}
        if self.found:
            self.fields["choice"] = _choice(self.found, self.data.get("partner", ""))
            self.order_fields(self.field_order)

    @property
    def is_asked_whom(self) -> bool:
        """Whether it was sent with the question which one they mean still open."""
        return bool(self.found) and "choice" not in self.data

    def chosen(self) -> Organisation | None:
        """Of the directory; none for somebody else."""
        return self.found.get(self.cleaned_data.get("choice", ""))


def _choice(found: dict[str, Organisation], typed: str) -> forms.ChoiceField:
    shown = [(pk, f"{one.name}, {one.town or one.authority}") for pk, one in found.items()]
    return forms.ChoiceField(
        label="Is it one of these?",
        choices=[*shown, (_SOMEBODY_ELSE, f"None of these: {typed}")],
        widget=forms.RadioSelect,
        help_text="If it is, we ask them to confirm it.",
        error_messages={"required": "Choose which one it was, or “None of these”."},
    )


class FactsForm(AsksIfPersonal, ErrorsBesideFields, Page):
    """All that both sides may say."""

    asks_about = "title"
    asks_about_more: ClassVar[tuple[str, ...]] = ("classes",)
    title = LineField(
        label="What you did together",
        max_length=120,
        help_text=f"A few words, like “Visit to the textile gallery”. {_NO_NAMES}",
        error_messages={"required": "Say in a few words what it was."},
    )
    first_on = _day("First day")
    last_on = _day("Last day (optional)", required=False)
    classes = LineField(
        label="Which classes? (optional)",
        required=False,
        max_length=120,
        help_text=f"For example “Two classes of Year 4”. {_NO_NAMES}",
    )
    constraint_fields = {"collaboration_days_in_order": "last_on"}

    class Meta:
        model = Collaboration
        fields: ClassVar[tuple[str, ...]] = (
            *("title", "offer", "first_on", "last_on", "classes", "pupils"),
            *LISTS,
        )
        labels: ClassVar = {
            "offer": "Which of the partner’s offers? (optional)",  # noqa: RUF001
            "pupils": "How many pupils took part? (optional)",
            "criteria": "Artsmark criteria that it can help to evidence",
            "quality_principles": "Quality Principles",
            "smsc_strands": "Spiritual, moral, social and cultural development",
        }
        help_texts: ClassVar = {
            "pupils": "Each pupil once.",
            "criteria": "Tick those that fit; you can come back to it.",
        }
        error_messages: ClassVar = {
            "pupils": {"invalid": "Enter how many took part as a number, like 58."}
        }
        widgets: ClassVar = {
            "pupils": forms.TextInput(attrs={"inputmode": "numeric"}),
            **dict.fromkeys(LISTS, forms.CheckboxSelectMultiple),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.instance.organisation
        if organisation is None:
            del self.fields["offer"]
            return
        field: Any = self.fields["offer"]
        offers = Offer.objects.of(organisation).once_listed()
        field.queryset, field.empty_label = offers.order_by("title", "pk"), "None of them"

    @property
    def lists(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in LISTS}

    @property
    def values(self) -> dict[str, Any]:
        """All but the lists, as typed."""
        names = [name for name in self._meta.fields or () if name not in LISTS]
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def groups(self) -> list[BoundField]:
        """The lists, which are long, apart."""
        return [self[name] for name in LISTS]


class SettingForm(FactsForm):
    """What the setting says; what was learnt is for itself alone."""

    asks_about_more = ("classes", "learnt")
    learnt = TextField(
        label="What was learnt? (optional)",
        required=False,
        max_length=4000,
        help_text=f"Yours alone: the partner does not see it. {_NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta(FactsForm.Meta):
        fields = (*FactsForm.Meta.fields, "learnt")
