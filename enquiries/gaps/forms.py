"""The short form of those who found nobody."""

from typing import Any, cast

from django import forms

from artsmark_site.forms import ForAnybody
from enquiries.asking.forms import AsksIfPersonal
from enquiries.models import GapReport
from reference.models import ArtForm, KeyStage, LocalAuthority, Region

_REGION, _AUTHORITY = "region", "authority"
_TEXT = {"autocomplete": "email", "spellcheck": "false"}


class GapForm(ForAnybody, AsksIfPersonal):
    asks_about = "words"
    place = forms.ChoiceField(
        label="Where is your school?",
        help_text="Your local authority, or the region.",
        error_messages={
            "required": "Choose where your school is.",
            "invalid_choice": "Choose a place from the list.",
        },
    )
    words = forms.CharField(
        label="What did you look for?",
        help_text="What it is for, and what would have been right. Please name no pupils.",
        max_length=GapReport._meta.get_field("words").max_length,
        error_messages={"required": "Write what you looked for."},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    art_form = forms.ModelChoiceField(
        label="Art form, if it was one",
        queryset=ArtForm.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Any",
    )
    key_stage = forms.ModelChoiceField(
        label="Year group",
        queryset=KeyStage.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Any",
    )
    email = forms.EmailField(
        label="Your e-mail address, if you would like an answer",
        help_text="It is used for nothing else.",
        required=False,
        max_length=GapReport._meta.get_field("email").max_length,
        error_messages={"invalid": "Enter an e-mail address like name@school.org."},
        widget=forms.EmailInput(attrs=_TEXT),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label_suffix="", **kwargs)
        cast(forms.ChoiceField, self.fields["place"]).choices = _places()
        cast(forms.ModelChoiceField, self.fields["art_form"]).queryset = ArtForm.objects.active()
        cast(forms.ModelChoiceField, self.fields["key_stage"]).queryset = KeyStage.objects.active()

    def gap(self) -> GapReport:
        """What a valid form tells, not saved yet."""
        told = self.cleaned_data
        kind, _, slug = told["place"].partition(":")
        authority = LocalAuthority.objects.active().filter(slug=slug).select_related("region")
        found = authority.first() if kind == _AUTHORITY else None
        return GapReport(
            region=found.region if found else Region.objects.get(slug=slug),
            authority=found,
            **{name: told[name] for name in ("words", "art_form", "key_stage", "email")},
        )


def initial_from(address: dict[str, str]) -> dict[str, str]:
    """What the search that found nobody carries along; what is not among the choices is not."""
    place = ""
    if authority := address.get(_AUTHORITY):
        place = f"{_AUTHORITY}:{authority}"
    elif region := address.get(_REGION):
        place = f"{_REGION}:{region}"
    chosen = {name: address.get(name, "") for name in ("art_form", "key_stage")}
    return {"place": place, **chosen}


def _places() -> list[Any]:
    """Each region with its authorities below it."""
    authorities: dict[int, list[tuple[str, str]]] = {}
    for row in LocalAuthority.objects.active():
        authorities.setdefault(row.region_id, []).append((f"{_AUTHORITY}:{row.slug}", row.name))
    groups: list[Any] = [("", "Choose a place")]
    for region in Region.objects.in_order():
        whole = (f"{_REGION}:{region.slug}", f"{region.name}, somewhere")
        groups.append((region.name, [whole, *authorities.get(region.pk, [])]))
    return groups
