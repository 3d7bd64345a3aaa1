"""Which school or setting asks: found in the register by whatever is typed, or typed as it is."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from enquiries.asking.forms import AsksIfPersonal, LineField, Page
from enquiries.models import Enquiry
from reference.models import LocalAuthority
from reference.postcode_text import read_postcode
from settings_schools.models import EducationSetting
from settings_schools.register.find import find_settings, told

NOT_LISTED = "not-listed"


class SchoolForm(AsksIfPersonal, Page):
    """Sent once with what they call it, and again with the one that it is, if any is like it.

    Whoever took a suggestion sends it once. `offered` is what the page has shown those for.
    """

    asks_about = "setting_name"
    asks_which = False
    behind = ("authority", "setting_type", "urn")
    opened_by = "It is not listed, or you do not know"

    setting_name = LineField(
        label="Name of your school or setting",
        max_length=160,
        help_text="Or its postcode, or its URN.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Enter the name of your school or setting."},
    )
    which = forms.ChoiceField(
        label="Which of these is it?", required=False, widget=forms.RadioSelect
    )
    offered = forms.CharField(required=False, widget=forms.HiddenInput)
    authority = forms.ModelChoiceField(
        LocalAuthority.objects.none(),
        required=False,
        label="Local authority",
        empty_label="Choose",
        help_text="Where it is, so that they know how far they would travel.",
    )

    class Meta:
        model = Enquiry
        fields = ("setting_name", "authority", "setting_type", "role", "urn")
        labels: ClassVar = {
            "setting_type": "Kind of setting (optional)",
            "role": "Your role (optional)",
            "urn": "URN (optional)",
        }
        help_texts: ClassVar = {"urn": "Six digits. Leave it empty if you have none."}
        widgets: ClassVar = {"urn": forms.TextInput(attrs={"inputmode": "numeric"})}

    field_order = ("setting_name", "which", "role", "authority", "setting_type", "urn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggest = f"{reverse('settings:suggest')}?typed="
        self.fields["setting_name"].widget.attrs["data-suggest"] = suggest
        field = self.fields["authority"]
        field.queryset = LocalAuthority.objects.active()  # type: ignore[attr-defined]
        if self.instance.authority_id and not self.instance.setting_name:
            field.help_text = (
                "We chose it by the place that you searched for. Change it if your school is "
                "elsewhere: they go by it to know how far they would travel."
            )
        self.found = {str(one.pk): one for one in self._found()}
        if self.found:
            self._offer()
        else:
            del self.fields["which"]

    def _found(self) -> list[EducationSetting]:
        """Those like what is typed; of one that was chosen before, that one first."""
        chosen = self.instance.setting
        if not self.is_bound:
            return [chosen] if chosen else []
        typed = str(self.data.get(self.add_prefix("setting_name"), ""))
        found = find_settings(typed)
        return [chosen, *found] if chosen and chosen.name == typed.strip() else found

    def _offer(self) -> None:
        which: Any = self.fields["which"]
        which.choices = [
            *((pk, self._called(one)) for pk, one in self.found.items()),
            (NOT_LISTED, "None of these: it is not listed"),
        ]
        if self.instance.setting_id:
            self.initial["which"] = str(self.instance.setting_id)

    def _called(self, one: EducationSetting) -> str:
        """With its number where two are called the same."""
        twins = [twin for twin in self.found.values() if told(twin) == told(one)]
        return f"{told(one)}, URN {one.urn}" if len(twins) > 1 else told(one)

    @property
    def is_opened(self) -> bool:
        """The same; and for whoever typed theirs before."""
        typed_before = not self.is_bound and self.instance.setting_name
        return bool(typed_before and not self.instance.setting_id) or super().is_opened

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asks_which

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed, which = cleaned.get("setting_name", ""), self.data.get(self.add_prefix("which"))
        chosen = self.found.get(str(which))
        if chosen is None and which != NOT_LISTED:
            chosen = self._only(typed)
        self.instance.setting = chosen
        if chosen:
            return cleaned | self._all_of(chosen)
        if self.found and which != NOT_LISTED:
            self._ask_which(typed, was_asked=cleaned.get("offered") == typed)
        elif typed:
            self._check_unlisted(cleaned)
        return cleaned

    def _only(self, typed: str) -> EducationSetting | None:
        """The one whose suggestion was taken."""
        named = [one for one in self.found.values() if told(one) == typed]
        return named[0] if len(named) == 1 else None

    def _ask_which(self, typed: str, *, was_asked: bool) -> None:
        """The first time nothing is wrong yet."""
        self.errors.pop("which", None)
        if was_asked:
            self.add_error("which", "Choose yours, or say that it is not listed.")
            return
        self.asks_which = True
        form: Any = self
        form.data = form.data.copy()
        form.data[self.add_prefix("offered")] = typed

    def _all_of(self, chosen: EducationSetting) -> dict[str, Any]:
        """What the register says of it stands for whatever was typed."""
        for name in (*self.behind, "which"):
            self.errors.pop(name, None)
        return {
            "setting_name": chosen.name,
            "authority": chosen.authority,
            "setting_type": chosen.setting_type,
            "urn": str(chosen.urn or ""),
        }

    def _check_unlisted(self, cleaned: dict[str, Any]) -> None:
        typed = cleaned["setting_name"]
        if typed.replace(" ", "").isdecimal() or read_postcode(typed):
            self.add_error("setting_name", "We know no setting by that. Enter its name.")
        if not cleaned.get("authority") and "authority" not in self.errors:
            self.add_error("authority", "Choose the local authority in which it is.")
