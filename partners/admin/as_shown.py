"""What a staff page showed when it was opened: nobody overwrites what they never saw.

The page sends a digest of each value along. So two things can be told apart when it comes back:
what staff typed (it is not what was shown), and what somebody saved meanwhile (what is stored is
not what was shown).
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.text import get_text_list

NAME = "as_shown"
_LONGEST_QUOTE = 200


class Comparison(NamedTuple):
    """Fields of a page that came back: what was typed, and what was saved by somebody else."""

    typed: list[BoundField]
    overtaken: list[BoundField]
    adds_rows: bool

    @property
    def has_typing(self) -> bool:
        return bool(self.typed) or self.adds_rows

    def why_not_saved(self) -> str:
        """Empty if what was shown is what is stored."""
        if not self.overtaken:
            return ""
        typed = {bound.html_name for bound in self.typed}
        now = [_stored(bound) for bound in self.overtaken if bound.html_name in typed]
        return " ".join(
            [
                f"Somebody else changed {_names(self.overtaken)} after you opened this page: "
                "nothing was saved yet.",
                *now,
                "Below is what you typed; all else is as it is stored now. Look, and save again.",
            ]
        )

    def why_no_action(self) -> str:
        """Empty if nothing would be lost by it."""
        if not self.has_typing:
            return ""
        what = _names(self.typed) or "a new row"
        return f"You typed in {what}: save that first, then choose the action. Nothing was done."

    def with_what_is_stored(self, sent: QueryDict) -> QueryDict:
        """What was sent, but where somebody else saved and nothing was typed, what is stored."""
        typed, merged = {bound.html_name for bound in self.typed}, sent.copy()
        for bound in self.overtaken:
            if bound.html_name not in typed:
                value = _as_sent(bound, _initial(bound))
                merged.setlist(bound.html_name, value if isinstance(value, list) else [value])
                if value == "":
                    del merged[bound.html_name]
        return merged


def digests(form: forms.ModelForm, formsets: list[BaseInlineFormSet]) -> str:
    """What a page sends along, for the values that it is filled with."""
    fields = _fields_of(form, formsets)
    return json.dumps({bound.html_name: _digest(bound, _initial(bound)) for bound in fields})


def compare(
    sent: QueryDict, form: forms.ModelForm, formsets: list[BaseInlineFormSet]
) -> Comparison:
    """Forms bound to what was sent, made of the rows as they are stored now, and not yet checked.

    A page that sent no digests is compared with what is stored: all that differs was typed.
    """
    try:
        before = json.loads(sent.get(NAME, ""))
    except ValueError:
        before = None
    typed, overtaken = [], []
    for bound in _fields_of(form, formsets):
        stored = _digest(bound, _initial(bound))
        was = before.get(bound.html_name, stored) if isinstance(before, dict) else stored
        if _digest(bound, bound.data) != was:
            typed.append(bound)
        if stored != was:
            overtaken.append(bound)
    adds_rows = any(row.has_changed() for formset in formsets for row in formset.extra_forms)
    return Comparison(typed, overtaken, adds_rows)


def _fields_of(form: forms.ModelForm, formsets: list[BaseInlineFormSet]) -> Iterator[BoundField]:
    for one in (form, *(row for formset in formsets for row in formset.initial_forms)):
        for bound in one:
            if not bound.is_hidden and not bound.field.disabled:
                yield bound


def _initial(bound: BoundField) -> Any:
    return bound.field.prepare_value(bound.initial)


def _as_sent(bound: BoundField, value: Any) -> str | list[str]:
    """A value, stored or sent, as a browser sends it."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    formatted = widget.format_value(value)
    if isinstance(formatted, list):
        return sorted(formatted)
    return "" if formatted is None else str(formatted).replace("\r\n", "\n")


def _digest(bound: BoundField, value: Any) -> str:
    text = json.dumps(_as_sent(bound, value))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _names(fields: list[BoundField]) -> str:
    return get_text_list([f"“{name}”" for name in dict.fromkeys(b.label for b in fields)], "and")


def _stored(bound: BoundField) -> str:
    sent = _as_sent(bound, _initial(bound))
    words = dict(_choices(bound))
    values = [words.get(one, one) for one in (sent if isinstance(sent, list) else [sent])]
    value = ", ".join(filter(None, values))[:_LONGEST_QUOTE]
    return f"“{bound.label}” is now {f'“{value}”' if value else 'empty'}."


def _choices(bound: BoundField) -> Iterator[tuple[str, str]]:
    for value, label in getattr(bound.field, "choices", ()):
        yield str(value), str(label) if value else ""
