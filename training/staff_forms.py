"""The forms in which staff enter sessions, move and copy them, book, and write to people."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from artsmark_site.forms import InPlainWords
from partners.forms import ErrorsBesideFields
from partners.locating import CannotLocate, check_postcode, tidy_postcode
from partners.models import Organisation
from training.choices import LONGEST_REASON, SessionFormat
from training.copying import MOST_COPIES
from training.hosting import Slot, Whom
from training.models import Booking, TrainingSession
from training.places import Person
from training.venue import set_place
from training.wall_clock import TOO_FAR, NoSuchTime, is_too_far, moment

ABOUT_THE_VENUE = ("venue_access", "getting_there")
_LONG = {"class": "vLargeTextField", "rows": 4}
_LINE = {"class": "vTextField"}
_IN_BROWSERS = "%Y-%m-%dT%H:%M"


class LondonField(forms.DateTimeField):
    """A day and a time by the clock on the wall; one that a clock change takes is refused."""

    widget = forms.DateTimeInput(format=_IN_BROWSERS, attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or not isinstance(value, str):
            return value or None
        try:
            typed = parse_datetime(value.strip())
        except ValueError:
            typed = None
        if typed is None or timezone.is_aware(typed):
            raise ValidationError("Enter a day and a time like 3 March 2027, 10:00.")
        if is_too_far(typed.date()):
            raise ValidationError(TOO_FAR, code="too_far")
        try:
            return moment(typed.date(), typed.time())
        except NoSuchTime as refusal:
            raise ValidationError(str(refusal), code="clock_change") from refusal


class _InAPlace(ErrorsBesideFields):
    """Times in order, and a postcode that lies in England, where people come in person."""

    starts_at = LondonField(label="Starts")
    ends_at = LondonField(label="Ends")

    constraint_fields = {
        "training_ends_after_its_start": "ends_at",
        "training_booking_closes_before_it_starts": "booking_closes_at",
        "training_has_a_venue_unless_online": "venue_name",
        "training_capacity_in_bounds": "capacity",
    }

    def clean_postcode(self) -> str:
        return tidy_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_online = cleaned.get("format") == SessionFormat.ONLINE
        postcode = cleaned.get("postcode")
        if postcode and not is_online:
            try:
                check_postcode(postcode, self.instance, is_needed=True)
            except CannotLocate as refusal:
                self.add_error("postcode", str(refusal))
        return cleaned


class SessionForm(_InAPlace):
    """A session; of one that visitors see, what the page lets be changed."""

    booking_opens_at = LondonField(
        label="Booking opens", required=False, help_text="Empty: as soon as the session is open."
    )
    booking_closes_at = LondonField(
        label="Booking closes", required=False, help_text="Empty: when it starts."
    )

    class Meta:
        model = TrainingSession
        fields = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens = cleaned.get("booking_opens_at")
        until = cleaned.get("booking_closes_at") or self._starts_at(cleaned)
        if opens and until and opens >= until:
            self.add_error("booking_opens_at", "Booking must open before it closes.")
        first = cleaned.get("own_area_until")
        starts_at = self._starts_at(cleaned)
        if first and starts_at and first > timezone.localdate(starts_at):
            self.add_error("own_area_until", "This is after the session.")
        return cleaned

    def _starts_at(self, cleaned: dict[str, Any]) -> datetime | None:
        return cleaned.get("starts_at", self.instance.starts_at)

    def save(self, commit: bool = True) -> Any:
        if "postcode" in self.fields:
            set_place(self.instance)
        return super().save(commit)


class MoveForm(_InAPlace):
    """When and where it is instead, and why; all who come or wait read the reason."""

    reason = forms.CharField(
        label="Why it moves", max_length=LONGEST_REASON, widget=forms.Textarea(attrs=_LONG)
    )

    class Meta:
        model = TrainingSession
        fields = Slot._fields
        widgets = {
            **{name: forms.TextInput(attrs=_LINE) for name in ("venue_name", "address")},
            **{name: forms.Textarea(attrs=_LONG) for name in ABOUT_THE_VENUE},
        }

    field_order = ("starts_at", "ends_at", "format")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("format") != SessionFormat.ONLINE:
            self._ask_about_the_venue(cleaned)
        if not self.errors and not set(self.changed_data) - {"reason", *ABOUT_THE_VENUE}:
            self.add_error("starts_at", "Change the time or the place: this is where it is now.")
        return cleaned

    def _ask_about_the_venue(self, cleaned: dict[str, Any]) -> None:
        """What was written of the old place is not true of the new one."""
        for name in ABOUT_THE_VENUE:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "People who come need to know this.")
        if "postcode" in self.changed_data and not set(ABOUT_THE_VENUE) & set(self.changed_data):
            self.add_error("getting_there", "This is of the old place: write it of the new one.")

    @property
    def slot(self) -> Slot:
        """Of a valid form."""
        return Slot(**{name: self.cleaned_data[name] for name in Slot._fields})


class CopyForm(InPlainWords, forms.Form):
    """On which days the same session takes place again."""

    first_day = forms.DateField(
        label="First day", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    times = forms.IntegerField(
        label="How often, a week apart", min_value=1, max_value=MOST_COPIES, initial=1
    )

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = timezone.localdate(session.starts_at) + timedelta(days=7)
        while day <= timezone.localdate():
            day += timedelta(days=7)
        self.fields["first_day"].initial = day

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if day < timezone.localdate():
            raise ValidationError("This day has passed.")
        if is_too_far(day):
            raise ValidationError(TOO_FAR, code="too_far")
        return day


class CancelForm(InPlainWords, forms.Form):
    reason = forms.CharField(
        label="Why it is cancelled",
        max_length=LONGEST_REASON,
        help_text="Everybody who comes or waits reads this.",
        widget=forms.Textarea(attrs=_LONG),
    )


class TakeOutForm(InPlainWords, forms.Form):
    reason = forms.CharField(
        label="Why they cannot come",
        max_length=LONGEST_REASON,
        help_text="They read this.",
        widget=forms.Textarea(attrs=_LONG),
    )


class BookForm(InPlainWords, forms.ModelForm):
    """One person of an organisation anywhere. Which organisations are found, the page says."""

    override = forms.CharField(
        label="Why beyond the rules",
        required=False,
        max_length=300,
        help_text=(
            "Only to book more people of one organisation than is usual, before or after booking "
            "is open, or without waiting for an approval. The number of places holds in any case."
        ),
        widget=forms.TextInput(attrs=_LINE),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Booking
        fields = ("organisation", "name", "email", "access_needs", "dietary_needs")
        widgets = {
            "name": forms.TextInput(attrs=_LINE),
            "email": forms.EmailInput(attrs=_LINE),
            "access_needs": forms.Textarea(attrs=_LONG),
            "dietary_needs": forms.TextInput(attrs=_LINE),
        }

    def __init__(self, *args: Any, picker: forms.Widget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        organisation.queryset = Organisation.objects.joinable()  # type: ignore[attr-defined]
        picker.choices = organisation.widget.choices  # type: ignore[attr-defined]
        organisation.widget = picker
        for name in ("name", "email"):
            self.fields[name].required = True

    @property
    def person(self) -> Person:
        """Of a valid form."""
        names = ("name", "email", "access_needs", "dietary_needs")
        return Person(**{name: self.cleaned_data[name] for name in names})


class WalkInForm(BookForm):
    """The same of somebody who came without a place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["override"]
        reason.label, reason.required = "Why they come without a place", True
        reason.help_text = "It stands in the register, under what staff marked and decided."


class MessageForm(InPlainWords, forms.Form):
    """A letter to all who come or to all who wait."""

    to = forms.ChoiceField(label="To", choices=Whom.choices)
    subject = forms.CharField(max_length=120, widget=forms.TextInput(attrs=_LINE))
    words = forms.CharField(
        label="What it says", max_length=5000, widget=forms.Textarea(attrs=_LONG | {"rows": 12})
    )
    number = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())


class InviteForm(InPlainWords, forms.Form):
    """To which session people of the interest list are invited."""

    session = forms.ModelChoiceField(
        TrainingSession.objects.none(),
        label="Session",
        empty_label="Choose one",
        error_messages={"required": "Choose a session."},
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
