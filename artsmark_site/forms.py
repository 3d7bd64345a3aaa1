"""How every form field on the site is drawn, and forms that anybody may send, programs too."""

import secrets
import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.forms.renderers import TemplatesSetting

_DAY = 86_400
# One opened form is taken twice: people press a button twice, programs a thousand times.
MOST_USES = 2


class FieldRenderer(TemplatesSetting):
    """Fields drawn by one template of ours, so that all look and read alike."""

    field_template_name = "components/field.html"


class Trap(forms.TextInput):
    """A field that no screen, keyboard, screen reader or password manager meets."""

    template_name = "components/trap.html"
    is_hidden = True


class ForAnybody:
    """For forms that can be sent without signing in. Before it in the list of bases of a form.

    Refuses what fills in the trap, what comes sooner than a person can read the page
    (LEAST_SECONDS_TO_FILL_IN; 0 looks at the trap alone), what never opened the page, and what
    sends one page again and again. Each refusal can be put right by pressing the button once more.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["homepage"] = forms.CharField(required=False, widget=Trap, label="")
        fields["opened"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self._now_opened
        )

    def full_clean(self) -> None:
        """Once all else is right, so that a slip costs none of the uses of a page."""
        form: Any = super()
        form.full_clean()
        form = self
        if form.is_bound and not form.errors and (refusal := self._refusal(form.cleaned_data)):
            form.add_error(None, refusal)

    def _refusal(self, sent: dict[str, Any]) -> str:
        """Why this is no person's doing, as told to the person who did it after all."""
        if sent["homepage"]:
            self._write("homepage", "")
            return (
                "A field that people do not see was filled in, perhaps by a program of your "
                "browser’s. It is empty again: press the button once more."  # noqa: RUF001
            )
        least: float = settings.LEAST_SECONDS_TO_FILL_IN
        if not least:
            return ""
        try:
            opened_at, number = self._signer().unsign_object(sent["opened"])
        except signing.BadSignature:
            opened_at, number = 0, ""
        age = time.time() - opened_at
        if age < least:
            return "That was quicker than people are. Press the button once more."
        if age > _DAY or not _is_new(number):
            self._write("opened", self._now_opened())
            return "This page was open for long, or was sent before. Press the button once more."
        return ""

    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"opened {type(self).__qualname__}")

    def _now_opened(self) -> str:
        return self._signer().sign_object([round(time.time(), 1), secrets.token_urlsafe(9)])

    def _write(self, name: str, text: str) -> None:
        """Let the page show this in the place of what was sent."""
        form: Any = self
        form.data = form.data.copy()
        form.data[form.add_prefix(name)] = text


def _is_new(number: str) -> bool:
    """Whether this page was not sent so often before; counted for all processes together."""
    return any(cache.add(f"form:{number}:{use}", True, _DAY) for use in range(MOST_USES))
