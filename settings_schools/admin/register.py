"""Settings for staff of the area: those of the register to look up, those that were added."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from artsmark_site.admin import OfOwnArea, OwnArea
from artsmark_site.forms import StaffForm
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import LONGEST_SEARCH, DirectoryAdmin
from partners.locating import tidy_postcode
from reference.models import LocalAuthority
from reference.names import name_key
from settings_schools.admin.people import domains_of
from settings_schools.choices import JourneySource
from settings_schools.models import ArtsmarkJourney, EducationSetting
from settings_schools.register.adding import CannotAdd, CannotCheck, check_setting, place

_BY_HAND = (
    *("name", "setting_type", "phase", "authority", "town", "postcode", "urn", "dfe_number"),
    *("status", "opened_on", "closed_on", "successor"),
)
_OF_REGISTER = ("from_register", "checked_at", "added_by", "pupils", "email_domains")
# What the register says: to read, and without a link to a list that is for national staff.
_READ = tuple("kind" if name == "setting_type" else name for name in _BY_HAND)


class ToDo(admin.SimpleListFilter):
    title = "what is to do"
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("check", "To check: somebody added it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(checked_at=None) if self.value() == "check" else queryset


class SettingForm(StaffForm):
    """A postcode gives the position, and lies in the authority that is named."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.successor_id:
            self.initial["successor"] = self.instance.successor  # by its URN, not its row

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "postcode" in cleaned:
            cleaned["postcode"] = tidy_postcode(cleaned["postcode"])
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or "postcode" not in self.changed_data:
            return
        try:
            place(self.instance)
        except CannotAdd as refusal:
            self.add_error("postcode", ValidationError(str(refusal)))


class JourneyInline(OfOwnArea, admin.StackedInline):
    model = ArtsmarkJourney
    extra = 0
    fields = (
        *("stage", "level", "registered_on", "training_on", "commitment_on", "impact_due_on"),
        *("impact_on", "awarded_on", "expires_on", "is_current", "source"),
    )
    readonly_fields = ("is_current", "source")
    can_delete = False
    ordering = ("-is_current", "-began_on", "-pk")

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return field


@admin.register(EducationSetting)
class EducationSettingAdmin(OwnArea, DirectoryAdmin):
    """What the national register says is changed there, and comes with its next file."""

    form = SettingForm
    list_display = ("name", "town", "setting_type", "authority", "status", "urn", "is_checked")
    list_filter = (
        ToDo,
        "status",
        ("setting_type", admin.RelatedOnlyFieldListFilter),
        ("authority", admin.RelatedOnlyFieldListFilter),
        "from_register",
    )
    list_select_related = ("setting_type", "authority")
    left_out_of_lists = ("position",)
    # Counting 50,000 rows for each choice of each filter takes longer than reading the page.
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    search_fields = ("name",)
    search_help_text = "By name and town, postcode, URN or DfE number."
    ordering = ("name", "town", "pk")
    inlines = (JourneyInline,)
    actions = ("let_be_found",)

    @admin.display(description="checked", boolean=True)
    def is_checked(self, setting: EducationSetting) -> bool:
        return setting.checked_at is not None

    @admin.display(description="setting type")
    def kind(self, setting: EducationSetting) -> str:
        return str(setting.setting_type)

    @admin.display(description="e-mail domains of its people")
    def email_domains(self, setting: EducationSetting) -> SafeString:
        """Whoever has an address there joins it without being asked about."""
        return domains_of(setting)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj and obj.from_register:
            return (*_READ, *_OF_REGISTER)
        return (*_BY_HAND, *_OF_REGISTER) if obj else _BY_HAND

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj and obj.from_register:
            return (*_READ, *_OF_REGISTER)
        return _OF_REGISTER

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What turned out to be no setting goes; of the register none does."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and obj is not None and obj.checked_at is None

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """The authorities of one's own area, and settings that one may change."""
        user = person(request)
        if db_field.name == "authority":
            own = LocalAuthority.objects.active()
            kwargs["queryset"] = own if user.is_superuser else own.filter(bridge__in=user.bridges)
        if db_field.name == "successor":
            own_settings = EducationSetting.objects.readable_by(user).exclude(urn=None)
            kwargs |= {"queryset": own_settings, "to_field_name": "urn"}
            kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric"})
            kwargs["help_text"] = "What became of it once it closed: the URN of that one."
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        term = search_term[:LONGEST_SEARCH].replace("\x00", "").strip()
        if not term:
            return queryset, False
        found = Q(search_words__contains=name_key(term)) | Q(postcode=tidy_postcode(term))
        if term.isascii() and term.isdecimal():
            found = Q(dfe_number=term) | Q(urn=int(term)) if len(term) < 8 else Q(pk=None)
        return queryset.filter(found), False

    # --- Saving -----------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What staff add is checked."""
        if not change:
            obj.checked_at, obj.added_by = timezone.now(), person(request)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for journey in formset.save(commit=False):
            journey.source = JourneySource.STAFF
            journey.save()
        formset.save_m2m()

    @admin.action(
        description="It is a setting: let others find it",
        permissions=["change"],
        location=EVERYWHERE,
    )
    def let_be_found(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = 0
        for setting in queryset:
            try:
                check_setting(setting=setting, by=person(request))
            except CannotCheck as refusal:
                messages.error(request, str(refusal))
            else:
                done += 1
        if done:
            messages.success(request, f"Others find {done} of them now.")
