"""How a regional body words its letters, and to whom one goes."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst

from accounts.models import User
from artsmark_site.forms import StaffForm
from partners.choices import LetterKind, MailingKind
from partners.letters.texts import DATE, LINK, NAMES, Words, strange_names, words_of
from partners.models import LetterText, Mailing
from reference.models import BridgeOrganisation


class LetterTextForm(StaffForm):
    class Meta:
        model = LetterText
        fields = ("bridge", "kind", "subject", "body")

    def clean_subject(self) -> str:
        return _known_names(_one_line(self.cleaned_data["subject"]))

    def clean_body(self) -> str:
        return _with_link(_known_names(self.cleaned_data["body"]))


class MailingForm(StaffForm):
    """One letter to many. Which kinds it may be is said by whoever shows it."""

    also_unclaimed = forms.BooleanField(
        label="Also to entries that nobody looks after",
        required=False,
        help_text="Their address is the one that came with the list. They never asked to be here.",
    )

    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Mailing
        fields = ("bridge", "kind", "subject", "body", "an_hour")
        help_texts = {"an_hour": "So many letters leave in an hour, some every five minutes."}
        widgets = {
            "subject": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 16}),
        }

    def __init__(self, *args: Any, by: User, kinds: list[MailingKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = by.writes_for()
        invites = kinds == [MailingKind.INVITATION]
        self.names = {name: put for name, put in NAMES.items() if invites or name != DATE}
        self.fields["bridge"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["bridge"].initial = bodies.first()
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0]
        if invites:
            del self.fields["also_unclaimed"]
            words = words_of(bodies.first(), LetterKind.INVITATION)
            self.initial.update(words._asdict())

    def clean(self) -> dict[str, Any]:
        return {"also_unclaimed": False} | (super().clean() or self.cleaned_data)

    def clean_bridge(self) -> BridgeOrganisation:
        """People answer letters: none goes to a list where the answers would reach nobody."""
        bridge: BridgeOrganisation = self.cleaned_data["bridge"]
        if not bridge.contact_email:
            raise forms.ValidationError(
                f"{bridge} has no address at which answers arrive. Set it first: “Contact email” "
                f"on the page of {bridge} under “{capfirst(bridge._meta.verbose_name_plural)}”."
            )
        return bridge

    def clean_subject(self) -> str:
        return self._known(_one_line(self.cleaned_data["subject"]))

    def clean_body(self) -> str:
        body = self._known(self.cleaned_data["body"])
        is_invitation = self.cleaned_data.get("kind") == MailingKind.INVITATION
        return _with_link(body) if is_invitation else body

    def _known(self, text: str) -> str:
        if DATE not in self.names and f"[{DATE}]" in text:
            raise forms.ValidationError(
                f"[{DATE}] is filled in only where a letter is about one day, such as the last of "
                "an invitation. Write the day itself."
            )
        return _known_names(text)

    @property
    def words(self) -> Words:
        """Of a valid form."""
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _with_link(body: str) -> str:
    if LINK not in body:
        raise forms.ValidationError(
            f"Write {LINK} where the address of the page goes, on a line of its own."
        )
    return body


def _known_names(text: str) -> str:
    strange = strange_names(text)
    if strange:
        raise forms.ValidationError(
            f"[{strange[0]}] is no name that we can fill in. You may write "
            f"{', '.join(f'[{name}]' for name in NAMES)}."
        )
    return text
