"""The form in which an offer is entered, by its owners and by staff."""

from typing import Any, cast

from django import forms

from partners.choices import ArtsAwardLevel, DeliveryMode, OfferState
from partners.form_fields import PoundsField
from partners.forms import ErrorsBesideFields, LookupChoices
from partners.models import Offer
from partners.models.offer import key_stages_of_ages

STATED_BY_CHOICE = {"vat", "travel_cost", "duration", "group_size"}


class OfferForm(ErrorsBesideFields, LookupChoices):
    """An offer with its six facts. Which fields are asked for, the page says.

    One that `is_draft` is kept as far as it is written: all but its title may be missing.
    """

    is_draft = False

    constraint_fields = {
        "offer_price_fits_its_basis": "cost_from_pence",
        "offer_prices_ordered": "cost_to_pence",
        "offer_price_on_request_explained": "cost_note",
        "offer_ages_ordered": "age_min",
        "offer_dates_ordered": "available_to",
        "offer_delivery_modes_known": "delivery_modes",
    }

    cost_from_pence = PoundsField(
        label="Cost from", required=False, help_text="In pounds: 240 or 240.50. Empty when free."
    )
    cost_to_pence = PoundsField(
        label="Cost to", required=False, help_text="Only if it varies: the most it costs."
    )
    delivery_modes = forms.MultipleChoiceField(
        label="Where it happens",
        choices=DeliveryMode.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose where it happens."},
    )
    arts_award_levels = forms.MultipleChoiceField(
        label="Arts Award levels",
        choices=ArtsAwardLevel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Offer
        fields = ()
        labels = {"vat": "VAT", "access": "Access provision", "web_page": "Its own web page"}
        widgets: dict[str, Any] = dict.fromkeys(
            (
                "key_stages",
                "setting_types",
                "art_forms",
                "access",
                "criteria",
                "quality_principles",
                "smsc_strands",
            ),
            forms.CheckboxSelectMultiple,
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leave_to_be_chosen()

    def _leave_to_be_chosen(self) -> None:
        """Nothing is stated of an offer that nobody chose, such as that it is without VAT."""
        for name in STATED_BY_CHOICE & self.fields.keys():
            if self.instance.pk and getattr(self.instance, name):
                continue
            self.initial.pop(name, None)
            field = cast(forms.TypedChoiceField, self.fields[name])
            field.initial = None
            choices = cast(list[tuple[str, str]], field.choices)
            field.choices = [("", "Choose …"), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        no_key_stages = "key_stages" in cleaned and not cleaned["key_stages"]
        no_key_stages = no_key_stages and not self.is_draft
        if no_key_stages and cleaned.get("age_min") is None and "age_min" not in self.errors:
            self.add_error("key_stages", "Choose key stages or enter an age range.")
        if "key_stages" in cleaned:
            of_ages = key_stages_of_ages(cleaned.get("age_min"), cleaned.get("age_max"))
            cleaned["key_stages"] = list({*cleaned["key_stages"], *of_ages})
        return cleaned

    def validate_constraints(self) -> None:
        """Whoever does not ask for a draft gets no less than what may be handed in."""
        state = self.instance.state
        if not self.is_draft:
            self.instance.state = OfferState.SUBMITTED
        super().validate_constraints()
        self.instance.state = state

    def _get_validation_exclusions(self) -> set[str]:
        """How much must be there hangs on the state, for which no form asks."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"state"}
