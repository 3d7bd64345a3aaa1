"""The forms in which organisations, venues and pictures are entered; offers have `offer_form`."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.utils import timezone

from accounts.models import User
from artsmark_site.forms import InPlainWords
from partners import images
from partners.choices import ListingState, ReasonCode
from partners.form_fields import WholePoundsField, WordsField
from partners.listing_needs import HANDING_IN_NEEDS, LISTING_NEEDS, unmet
from partners.locating import (
    CannotLocate,
    authorities_of,
    check_postcode,
    locate,
    tidy_postcode,
)
from partners.models import Organisation, OrganisationImage, Venue
from partners.validators import validate_postcode
from reference.models import LocalAuthority, Lookup

OLDEST_REVIEW = timedelta(days=5 * 366)  # older ones are slips of the year

WEEKDAYS = (
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
)


# --- What the forms share -------------------------------------------------------------------


class ErrorsBesideFields(InPlainWords, forms.ModelForm):
    """Shows what a constraint of the model says beside the field that it is about."""

    constraint_fields: dict[str, str] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            rest = error.error_dict.pop(NON_FIELD_ERRORS, [])
            super().add_error(None, error)
            for one in rest:
                super().add_error(self._field_of(one), one)
        else:
            super().add_error(field, error)

    def _field_of(self, error: ValidationError) -> str | None:
        for constraint in self._meta.model._meta.constraints:
            if constraint.violation_error_message == error.message:
                name = self.constraint_fields.get(constraint.name)
                return name if name in self.fields else None
        return None


class LookupChoices(forms.ModelForm):
    """Offers active lookups, and those that this row has already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            rows = getattr(field, "queryset", None)
            if rows is not None and issubclass(rows.model, Lookup):
                field.queryset = self._choices(name, rows.model)  # type: ignore[attr-defined]

    def _choices(self, name: str, model: type[Lookup]) -> QuerySet:
        chosen: Collection[Any] = ()
        if self.instance.pk and (value := getattr(self.instance, name)) is not None:
            chosen = [value.pk] if isinstance(value, Model) else value.values("pk")
        rows = model._default_manager.filter(Q(is_active=True) | Q(pk__in=chosen))
        return rows.order_by("sort_order", "label", "pk")


class LocatedForm(InPlainWords, forms.ModelForm):
    """Sets the place from the postcode, and refuses a postcode that gives none.

    One that came with an import and that nobody knows may stay, if the authority is known.
    """

    def clean_postcode(self) -> str:
        postcode = tidy_postcode(self.cleaned_data["postcode"])
        may_stay = self.instance.authority_id and "postcode" not in self.changed_data
        if postcode and not may_stay:
            validate_postcode(postcode)
            try:
                is_needed = self.fields["postcode"].required
                check_postcode(postcode, self.instance, is_needed=is_needed)
            except CannotLocate as refusal:
                raise ValidationError(str(refusal), code="postcode") from refusal
        return postcode

    def save(self, commit: bool = True) -> Any:
        # With a new postcode, only an authority that was chosen along with it counts as named.
        named = "postcode" not in self.changed_data or "authority" in self.changed_data
        locate(self.instance, authority_will_do=named)
        return super().save(commit)


# --- The forms ------------------------------------------------------------------------------


class OrganisationForm(ErrorsBesideFields, LookupChoices, LocatedForm):
    """An organisation's profile. Which of its fields are asked for, the page says.

    With `by`, a member of staff, a new one must be based where they look after organisations.
    """

    by: User | None = None

    constraint_fields = {
        "organisation_travel_miles_possible": "travel_miles",
        "organisation_closed_season_ordered": "closed_from",
    }

    art_form_tags = WordsField(
        label="Finer art forms",
        required=False,
        help_text="Between commas, like “printmaking, puppetry”.",
    )
    insurance_pounds = WholePoundsField(
        label="Public liability cover", required=False, help_text="In pounds, like 5 million."
    )
    working_days = forms.TypedMultipleChoiceField(
        label="Days on which they work",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nothing ticked means that they have not said.",
    )

    class Meta:
        model = Organisation
        fields = ()
        labels = {
            "hide_street": "Hide the street",
            "travel_miles": "They travel up to (miles)",
            "receives_visits": "Schools can visit them",
            "works_online": "They work online",
            "covers_england": "They work across England",
            "covered_authorities": "Authorities that they cover",
            "covered_regions": "Regions that they cover",
            "access": "Access provision",
            "arts_award_role": "Arts Award role",
        }
        widgets: dict[str, Any] = {
            "art_forms": forms.CheckboxSelectMultiple,
            "covered_regions": forms.CheckboxSelectMultiple,
            "access": forms.CheckboxSelectMultiple,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_days(cleaned)
        if self.instance.listing_state == ListingState.APPROVED:
            self._keep_complete(cleaned)
        if self.instance.pk is None and self.by and not self.by.is_superuser:
            self._keep_in_own_area(self.by, cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """What is stored and passed meanwhile may stay; nobody types it anew."""
        today = timezone.localdate()
        for name in ("trained_on", "code_accepted_on", "confirmed_on", "safeguarding_reviewed_on"):
            day = cleaned.get(name)
            if day and day > today:
                self.add_error(name, "This day is still to come.")
        typed = {name: cleaned.get(name) for name in self.changed_data}
        reviewed, insured = map(typed.get, ("safeguarding_reviewed_on", "insurance_expires_on"))
        if reviewed and reviewed < today - OLDEST_REVIEW:
            self.add_error(
                "safeguarding_reviewed_on",
                "This was over five years ago. Enter the day of the last review.",
            )
        if insured and insured < today:
            self.add_error(
                "insurance_expires_on",
                "This day has passed. Enter the last day of the insurance that is in force now, "
                "or leave it empty.",
            )

    def _keep_in_own_area(self, by: User, cleaned: dict[str, Any]) -> None:
        """Outside England is nobody's area: whoever adds one that is based there leads it."""
        postcode, authority = cleaned.get("postcode", ""), cleaned.get("authority")
        named = (postcode, authority.pk if authority else None)
        found = authorities_of([named]) if postcode else {}
        if named in found and found[named] is None:
            self.instance.lead_bridge = by.writes_for().first()
            return
        based_in = found.get(named) or named[1]
        theirs = LocalAuthority.objects.filter(bridge__in=by.bridges)
        if not self.errors and based_in not in theirs.values_list("pk", flat=True):
            self.add_error(
                "postcode" if postcode else "authority",
                "This is outside your area. Whoever looks after it there adds it.",
            )

    def _keep_complete(self, cleaned: dict[str, Any]) -> None:
        """A listed profile keeps what every listing needs (see `services.approve_listing`)."""
        # The date of a review may be owed, but what was given once is not taken away.
        needs = HANDING_IN_NEEDS if self.instance.safeguarding_reviewed_on else LISTING_NEEDS
        # What has an error of its own already is not complained of twice.
        for need in unmet(lambda name: cleaned.get(name, name in self.errors), needs):
            if need.field in self.fields:  # a step asks for some of them
                self.add_error(need.field, f"A listed organisation needs {need.words}.")


class VenueForm(LocatedForm):
    class Meta:
        model = Venue
        fields = ("name", "address", "postcode", "receives_visits")


class Thumbnail(forms.Widget):
    """The picture itself in the place of a file field: a picture is replaced by a new one."""

    template_name = "admin/partners/thumbnail.html"

    def __init__(self, image: OrganisationImage) -> None:
        super().__init__()
        self.image = image

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"image": self.image}


class PictureForm(ErrorsBesideFields):
    """A picture: the file once, when it is new; what it shows, and that it may be shown."""

    constraint_fields = {
        "image_alt_text_given": "alt_text",
        "image_permission_confirmed": "permission_confirmed",
    }

    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG or WebP; up to 5 MB and 24 megapixels.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    permission_confirmed = forms.BooleanField(
        label="Everybody in it, or their parents, agreed to its use here",
        error_messages={"required": "Confirm that everybody in the picture agreed to its use."},
    )

    class Meta:
        model = OrganisationImage
        fields = ("alt_text", "permission_confirmed", "credit", "position_in_list")
        labels = {"position_in_list": "Place among the pictures"}
        help_texts = {"position_in_list": "The lowest comes first."}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.rebuilt: images.RebuiltPicture | None = None
        if self.instance.pk:
            field = self.fields["file"]
            field.required, field.disabled, field.help_text = False, True, ""
            field.widget = Thumbnail(self.instance)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload:
            try:
                images.count_upload(by=self.by)
                self.rebuilt = images.rebuild(upload)
            except images.PictureRefused as refusal:
                raise ValidationError(str(refusal), code="picture") from refusal
        return upload

    def save(self, commit: bool = True) -> OrganisationImage:
        """Write the files, too.

        Raises:
            PictureRefused: there is no room for them.
        """
        if self.rebuilt:
            stored = images.store(self.rebuilt)
            self.instance.name = stored.name
            self.instance.width, self.instance.height = stored.width, stored.height
        return super().save(commit)


class PictureFormSet(BaseInlineFormSet):
    """An organisation's pictures, ten at the most. `by` is whoever sends the page."""

    by: User

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"by": self.by}

    def clean(self) -> None:
        super().clean()
        leaving = self.deleted_forms
        new = [form for form in self.extra_forms if form.has_changed() and form not in leaving]
        gone = [form for form in self.initial_forms if form in leaving]
        if new and self._already_there() + len(new) - len(gone) > images.MAX_PICTURES:
            raise ValidationError(
                f"An organisation has {images.MAX_PICTURES} pictures at the most. Delete one first."
            )

    def _already_there(self) -> int:
        """Counted under a lock, so that two people adding at once do not pass the limit."""
        if not self.instance.pk:
            return 0
        Organisation.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        return OrganisationImage.objects.filter(organisation=self.instance).count()

    def delete_existing(self, obj: OrganisationImage, commit: bool = True) -> None:
        if commit:
            images.delete_picture(obj)


class ReasonForm(InPlainWords, forms.Form):
    """Why a decision is made; it goes on record."""

    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": "Write why: it goes on record."},
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def worded(self) -> str:
        """As it goes on record. Only of a valid form."""
        return str(self.cleaned_data["reason"])


class CodedReasonForm(ReasonForm):
    """One of the reasons that all regional bodies share, and words; the owners read both."""

    code = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose one"), *ReasonCode.choices],
        error_messages={"required": "Choose a reason: the owners read it."},
    )
    field_order = ("code", "reason")

    def __init__(self, *args: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "In words"
        for field in self.fields.values():
            field.required = is_needed

    def worded(self) -> str:
        """“Out of date: the course ended”."""
        code, words = self.cleaned_data["code"], self.cleaned_data["reason"]
        return ": ".join(filter(None, [code and str(ReasonCode(code).label), words]))
