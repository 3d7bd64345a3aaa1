"""Which entry another goes up in, and why."""

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from partners.joining.finding import Described, candidates
from partners.models import Membership, Organisation
from partners.querysets import OrganisationQuerySet

_FOUND = 10


class MergeForm(InPlainWords, forms.Form):
    """Offers entries that are alike, and those that `search` finds among `own`."""

    search = forms.CharField(
        label="Look for another",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="By name. Then press “Look”.",
    )
    into = forms.ModelChoiceField(
        label="The entry that stays",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the entry that stays."},
    )
    going = forms.ModelMultipleChoiceField(
        label="Who looks after the entry that stays from now on",
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever you do not tick asks to join it instead: its owners decide, or you. "
        "Anybody can begin an entry that looks like another, so tick only whom you know.",
    )
    reason = forms.CharField(
        label="Why are they one?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": "Write why. It is kept with the decision."},
    )

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        own: OrganisationQuerySet,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        others = own.joinable().exclude(pk=organisation.pk)
        field = self.fields["into"]
        field.queryset = others.filter(pk__in=self._alike(organisation, others)).order_by("name")  # type: ignore[attr-defined]
        field.label_from_instance = _described  # type: ignore[attr-defined]
        self._offer_people(organisation, field.queryset)  # type: ignore[attr-defined]

    def _offer_people(self, organisation: Organisation, others: OrganisationQuerySet) -> None:
        """Ticked are those who looked after what schools saw, or who belong to another offered."""
        people = Membership.objects.of(organisation)
        there: dict[int, list[str]] = {}
        for one in Membership.objects.filter(
            organisation__in=others, user__in=people.values("user")
        ):
            words = f"{one.get_role_display().lower()} of {one.organisation}"
            there.setdefault(one.user_id, []).append(words)
        field = self.fields["going"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: _person(one, there.get(one.user_id, []))  # type: ignore[attr-defined]
        field.initial = [
            one.pk for one in people if organisation.was_listed or one.user_id in there
        ]

    def _alike(self, organisation: Organisation, others: OrganisationQuerySet) -> set[int]:
        described = Described(
            organisation.name,
            organisation.website,
            organisation.charity_number,
            organisation.postcode,
        )
        found = {candidate.organisation.pk for candidate in candidates(described)}
        words = self.data.get("search", "").strip()[:160].replace("\x00", "")
        if words:
            named = others.filter(name__icontains=words).order_by("name", "pk")
            found |= set(named.values_list("pk", flat=True)[:_FOUND])
        return found


def _described(organisation: Organisation) -> str:
    parts = [organisation.name, organisation.place_name, organisation.postcode]
    return f"{', '.join(filter(None, parts))} ({organisation.get_listing_state_display().lower()})"


def _person(one: Membership, there: list[str]) -> str:
    name = f"{one.user.name}, " if one.user.name else ""
    already = f"; {', '.join(there)} already" if there else ""
    return f"{name}{one.user.email}: {one.get_role_display().lower()}{already}"
