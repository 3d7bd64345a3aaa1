"""Organisations that settings worked with and let their Bridge know, to be invited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from artsmark_site.admin import OwnArea
from enquiries.admin.settling import SettlesThem
from enquiries.collaborations import names
from enquiries.models import NameToInvite
from partners.admin.pages import DirectoryAdmin


@admin.register(NameToInvite)
class NameToInviteAdmin(OwnArea, SettlesThem, DirectoryAdmin):
    """Who named whom, and no word of what the two did."""

    done_by = names
    told_as = "name"
    list_display = ("name", "setting", "authority", "named_at", "state")
    list_filter = (("state", admin.ChoicesFieldListFilter),)
    list_select_related = ("collaboration__setting__authority",)
    search_fields = ("collaboration__other_name",)
    search_help_text = "By the name of the organisation."
    ordering = ("-named_at", "-pk")
    fields = readonly_fields = ("name", "setting", "authority", "named_at", "state")
    actions = ("settle", "open_again")

    @admin.display(description="organisation", ordering="collaboration__other_name")
    def name(self, row: NameToInvite) -> str:
        return row.collaboration.other_name

    @admin.display(description="named by", ordering="collaboration__setting__name")
    def setting(self, row: NameToInvite) -> str:
        return row.collaboration.setting.name

    @admin.display(description="local authority")
    def authority(self, row: NameToInvite) -> str:
        return str(row.collaboration.setting.authority)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
