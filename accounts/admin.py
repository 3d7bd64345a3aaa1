"""People and the record of decisions, for national administrators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from accounts.models import MailRecord, StatusChange, User


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = NewUserForm
    ordering = ("email", "pk")
    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )


@admin.register(StatusChange)
class StatusChangeAdmin(admin.ModelAdmin):
    """Read only: a record that could be edited would not be one."""

    list_display = ("at", "content_type", "object_id", "field", "before", "after", "by")
    list_filter = ("content_type", "field", "after")
    search_fields = ("reason", "object_id")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    list_select_related = ("content_type", "by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StatusChange | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StatusChange | None = None) -> bool:
        return False


@admin.register(MailRecord)
class MailRecordAdmin(admin.ModelAdmin):
    """What was mailed to whom, and what could not be: to look at, not to change."""

    list_display = ("kind", "to", "state", "problem", "attempts", "created_at", "settled_at")
    list_filter = ("state", "kind")
    search_fields = ("to",)
    search_help_text = "By address."
    ordering = ("-created_at", "-pk")
    date_hierarchy = "created_at"
    fields = ("kind", "to", "state", "problem", "attempts", "created_at", "settled_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
