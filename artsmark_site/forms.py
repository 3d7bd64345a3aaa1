"""How form fields are drawn, what they say when they refuse, and forms that anybody may send."""

import secrets
import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name

_DAY = 86_400
# One opened form is taken twice: people press a button twice, programs a thousand times.
MOST_USES = 2


class FieldRenderer(TemplatesSetting):
    """Fields drawn by one template of ours, so that all look and read alike."""

    field_template_name = "components/field.html"


class InPlainWords:
    """Refuses in our words where a field has none of its own. Before it in the bases of a form.

    A browser cuts what is pasted at the longest that is allowed, and tells nobody: here all of it
    is sent and kept, and the answer says how much is too much.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for field in fields.values():
            field.widget.attrs.pop("maxlength", None)

    def full_clean(self) -> None:
        """Only now is it settled what each field is called."""
        form: Any = super()
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            label = str(field.label or pretty_name(name))
            _say_plainly(field, label.removesuffix(" (optional)"))
        form.full_clean()


class StaffForm(InPlainWords, forms.ModelForm):
    """What staff pages without a form of their own fill in."""


class NotTooLong(MaxLengthValidator):
    """Says which text is too long, as it is read without its field, too, and by how much."""

    def __init__(self, limit_value: int, label: str) -> None:
        super().__init__(limit_value)
        self.label = label

    def __call__(self, value: Any) -> None:
        over = len(value) - self.limit_value
        if over > 0:
            letters = "character" if over == 1 else "characters"
            raise ValidationError(
                f"“{self.label}” is {over:,} {letters} too long: up to {self.limit_value:,} fit.",
                code=self.code,
            )


_NOT_OFFERED = "Choose from what is offered under “{}”."
_IN_OUR_WORDS = {
    "required": "“{}” is needed.",
    "invalid_choice": _NOT_OFFERED,
    "invalid_list": _NOT_OFFERED,
    "invalid_pk_value": _NOT_OFFERED,
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "empty": "This file is empty.",
}
_NOT_UNDERSTOOD: dict[type[forms.Field], str] = {
    forms.DateField: "Enter a day like 28 November 2026.",
    forms.EmailField: "Enter an e-mail address like name@museum.org.",
    forms.URLField: "Enter a web address like https://www.museum.org.",
}


def _say_plainly(field: forms.Field, label: str) -> None:
    ours = {code: words.format(label) for code, words in _IN_OUR_WORDS.items()}
    for kind, words in _NOT_UNDERSTOOD.items():
        if isinstance(field, kind):
            ours["invalid"] = words
    theirs: dict[str, Any] = {}
    for base in reversed(type(field).__mro__):
        theirs |= vars(base).get("default_error_messages", {})
    for code, words in ours.items():
        if field.error_messages.get(code) == theirs.get(code):
            field.error_messages[code] = words
    if "max_length" in field.error_messages:
        return
    field.validators = [
        NotTooLong(one.limit_value, label) if type(one) is MaxLengthValidator else one
        for one in field.validators
    ]


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

    again = "Press the button once more."

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
                f"browser’s. It is empty again. {self.again}"  # noqa: RUF001
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
            return f"That was quicker than people are. {self.again}"
        if age > _DAY or not _is_new(number):
            self._write("opened", self._now_opened())
            return f"This page was open for long, or was sent before. {self.again}"
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
