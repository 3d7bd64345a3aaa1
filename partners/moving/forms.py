"""To which body an organisation shall move, and why."""

from typing import Any

from django import forms

from accounts.models import User
from artsmark_site.forms import InPlainWords
from partners.models import Organisation
from reference.models import BridgeOrganisation


class MoveForm(InPlainWords, forms.Form):
    to = forms.ModelChoiceField(
        label="Who shall lead it",
        queryset=BridgeOrganisation.objects.none(),
        error_messages={"required": "Choose who shall lead it."},
    )
    reason = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": "Write why. The other body reads it."},
    )

    def __init__(self, *args: Any, organisation: Organisation, by: User, **kwargs: Any) -> None:
        """Whoever does not lead it can ask for it for their own body alone."""
        super().__init__(*args, **kwargs)
        leads = organisation.led_by
        may_give = by.is_superuser or (leads is not None and leads.pk in by.bridges)
        bodies = BridgeOrganisation.objects.active() if may_give else by.writes_for()
        others = bodies.exclude(pk=leads.pk) if leads else bodies
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
