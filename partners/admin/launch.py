"""Opening dates: where staff say from when visitors see partners, and read what that means."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from partners.admin.pages import DirectoryAdmin
from partners.launch import what_it_means
from partners.models import Launch


@admin.register(Launch)
class LaunchAdmin(DirectoryAdmin):
    list_display = ("whose", "opens_on", "means")
    list_select_related = ("region",)
    ordering = ("region__sort_order", "pk")
    fields = ("region", "opens_on", "means")
    readonly_fields = ("means",)
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request: HttpRequest, obj: Launch | None = None) -> Any:
        return self.fields if obj else ("region", "opens_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Launch | None = None) -> Any:
        return ("region", "means") if obj else ()

    @admin.display(description="region", ordering="region__sort_order")
    def whose(self, launch: Launch) -> str:
        return launch.region.name if launch.region else "National"

    @admin.display(description="what it means")
    def means(self, launch: Launch) -> str:
        return what_it_means(launch)

    def save_model(
        self, request: HttpRequest, obj: Launch, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self.message_user(request, what_it_means(obj))
