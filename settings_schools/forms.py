"""What is typed and ticked on a shortlist."""

from __future__ import annotations

from typing import Any

from django import forms

from artsmark_site.forms import InPlainWords
from settings_schools.comparison import Row
from settings_schools.models import MOST_ASKED, NOTE_LENGTH, Shortlist


class NotesForm(InPlainWords, forms.Form):
    """All notes at once, so that none that was typed is lost whichever button is pressed.

    Each comes with what stood there when the page was opened: a page that was open for long writes
    no old note over a new one.
    """

    def __init__(self, rows: list[Row], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.rows = rows
        self._numbers = {f"note-{row.item.pk}": row.item.pk for row in rows}
        for row in rows:
            name = f"note-{row.item.pk}"
            self.fields[name] = _note_on(row)
            row.note = self[name]

    def changed_notes(self) -> dict[int, str]:
        """By the numbers of their items."""
        return {self._numbers[name]: self.cleaned_data[name] for name in self.changed_data}


def _note_on(row: Row) -> forms.CharField:
    """A note that grew out of two may stay as long as it is."""
    label = f"Note on {row.organisation.name}"
    too_long = "has %(show_value)s letters: %(limit_value)s are the most."
    field = forms.CharField(
        label=label,
        required=False,
        initial=row.item.note,
        show_hidden_initial=True,
        max_length=max(NOTE_LENGTH, len(row.item.note)),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"{label.replace('%', '%%')} {too_long}"},
    )
    # A browser would cut off what is pasted, and say nothing.
    del field.widget.attrs["maxlength"]
    return field


class WhomToAskForm(InPlainWords, forms.Form):
    """Those ticked, the one whose button was pressed, or all."""

    partner = forms.MultipleChoiceField(
        label="Whom to ask",
        error_messages={
            "required": "Tick the partners that you want to ask.",
            "invalid_choice": "One of those cannot be asked any more: untick it.",
        },
    )

    def __init__(self, rows: list[Row], data: Any) -> None:
        askable = [str(row.organisation.pk) for row in rows if row.can_be_asked]
        data = data.copy()
        if "only" in data:
            data.setlist("partner", data.getlist("only"))
        elif "all" in data:
            data.setlist("partner", askable)
        super().__init__(data, label_suffix="")
        field: Any = self.fields["partner"]
        field.choices = [(number, number) for number in askable]
        ticked = set(data.getlist("partner"))
        for row in rows:
            row.is_ticked = str(row.organisation.pk) in ticked

    def clean_partner(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["partner"]
        if (over := len(chosen) - MOST_ASKED) > 0:
            raise forms.ValidationError(
                f"You can ask {MOST_ASKED} partners at once, and ticked {len(chosen)}: "
                f"untick {over}."
            )
        return chosen


class ShareForm(InPlainWords, forms.ModelForm):
    class Meta:
        model = Shortlist
        fields = ("title",)
        labels = {"title": "What to call it (optional)"}
        help_texts = {"title": "Like: Music for Year 4. Whoever has the link reads it."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
