"""People, staff, letters and the record of decisions, for national administrators."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from accounts import services
from accounts.models import BridgeStaff, MailRecord, StatusChange, User
from artsmark_site.admin import OwnArea, RowsOfNoArea
from artsmark_site.forms import StaffForm
from artsmark_site.http import person
from reference.models import BridgeOrganisation

_EVERYWHERE = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class NeverDeleted:
    """A page whose rows stay."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class OnlyLookedAt(NeverDeleted):
    """A page to read: a record that could be edited would not be one."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(RowsOfNoArea, NeverDeleted, admin.ModelAdmin):
    """Everybody with an account. They sign up themselves, or are made staff on that page."""

    list_display = ("email", "name", "works_for", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("email", "name")
    ordering = ("email", "pk")
    fields = (
        "email",
        "name",
        "works_for",
        "is_superuser",
        "is_active",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("email", "works_for", "is_superuser", "last_login", "date_joined")
    actions = ("make_administrator", "switch_off_second_step")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("bridge_posts__bridge")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="works for")
    def works_for(self, user: User) -> str:
        return ", ".join(sorted(post.bridge.name for post in user.bridge_posts.all()))

    @admin.action(
        description="Make a national administrator", permissions=["change"], location=_EVERYWHERE
    )
    def make_administrator(self, request: HttpRequest, people: QuerySet) -> None:
        for user in people:
            services.make_administrator(email=user.email, by=person(request))
            self.log_change(request, user, "Made a national administrator.")
            messages.success(request, f"{user} looks after everything now.")

    @admin.action(
        description="Switch off the second step (the phone is lost)",
        permissions=["change"],
        location=_EVERYWHERE,
    )
    def switch_off_second_step(self, request: HttpRequest, people: QuerySet) -> None:
        """For somebody whose voice you know. Staff set it up anew before they come in again."""
        for user in people:
            Authenticator.objects.filter(user=user).delete()
            services.record(user, "second step", "on", "off", person(request))
            self.log_change(request, user, "Second step switched off.")
            messages.success(request, f"{user} signs in with the password alone.")


class AppointmentForm(StaffForm):
    """Whom to make staff, by their address: they need no account yet.

    A body's own staff name its cover alone, from among those who are staff somewhere already.
    """

    by: User

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(label="Name", max_length=120, required=False)

    class Meta:
        model = BridgeStaff
        fields = ("bridge", "only_covers")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        is_staff = BridgeStaff.objects.filter(user__email=email).exists()
        if not (self.by.is_superuser or is_staff):
            raise forms.ValidationError(
                "Nobody with this address is staff of a regional body. National administrators "
                "add new staff."
            )
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        posts = BridgeStaff.objects.filter(
            user__email=cleaned.get("email", ""), bridge=cleaned.get("bridge")
        )
        if posts.exists():
            self.add_error("email", "They work there already.")
        return cleaned


@admin.register(BridgeStaff)
class BridgeStaffAdmin(OwnArea, admin.ModelAdmin):
    """Who looks after which area. Adding somebody writes to them; deleting ends it at once."""

    form = AppointmentForm
    list_display = ("user", "bridge", "only_covers", "since")
    list_filter = ("only_covers", ("bridge", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "bridge")
    search_fields = ("user__email", "user__name")
    ordering = ("bridge__name", "user__email", "pk")
    actions = None  # dismissed on their own page, where it is looked whether one may

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: BridgeStaff | None = None) -> Any:
        """Who is there is looked at; whom one may add depends on who one is."""
        if obj:
            return ("user", "bridge", "only_covers", "since")
        national = person(request).is_superuser
        return ("email", "name", "bridge", "only_covers") if national else ("email", "bridge")

    def get_form(
        self,
        request: HttpRequest,
        obj: BridgeStaff | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = person(request)  # type: ignore[attr-defined]
        return form

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Whoever only covers for a body names nobody there."""
        by = person(request)
        if db_field.name == "bridge" and not by.is_superuser:
            kwargs["queryset"] = by.writes_for().filter(pk__in=by.own_bridges)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: BridgeStaff, form: Any, change: bool) -> None:
        told, by = form.cleaned_data, person(request)
        bridge: BridgeOrganisation = told["bridge"]
        user = services.appoint(
            email=told["email"],
            name=told.get("name", ""),
            bridge=bridge,
            only_covers=told.get("only_covers", True),
            by=by,
        )
        obj.pk = BridgeStaff.objects.get(user=user, bridge=bridge).pk
        obj.user = user

    def delete_model(self, request: HttpRequest, obj: BridgeStaff) -> None:
        services.dismiss(user=obj.user, bridge=obj.bridge, by=person(request))


@admin.register(StatusChange)
class StatusChangeAdmin(RowsOfNoArea, OnlyLookedAt, admin.ModelAdmin):
    """Who decided what."""

    list_display = ("at", "content_type", "object_id", "field", "before", "after", "by")
    list_filter = ("content_type", "field", "after")
    search_fields = ("reason", "object_id")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    list_select_related = ("content_type", "by")


@admin.register(MailRecord)
class MailRecordAdmin(RowsOfNoArea, OnlyLookedAt, admin.ModelAdmin):
    """What was mailed to whom, and what could not be."""

    list_display = ("kind", "to", "state", "problem", "attempts", "created_at", "settled_at")
    list_filter = ("state", "kind")
    search_fields = ("to",)
    search_help_text = "By address."
    ordering = ("-created_at", "-pk")
    date_hierarchy = "created_at"
    fields = ("kind", "to", "state", "problem", "attempts", "created_at", "settled_at")
