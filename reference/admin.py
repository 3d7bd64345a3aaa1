"""Areas, regional bodies and the words to choose from, for national administrators.

Nothing here is deleted: what is in use elsewhere is deactivated.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    BridgeOrganisation,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    QualityPrinciple,
    SettingType,
    SmscStrand,
)


class KeptForGood(admin.ModelAdmin):
    """Rows that others point to, found by an address that does not change."""

    list_per_page = 200

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the page's own filters ask: a pattern in the address is no filter."""
        names = self.get_list_filter(request)
        endings = ("", "__exact", "__id__exact", "__isnull")
        return lookup in {f"{name}{ending}" for name in names for ending in endings}

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term[:100])


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(KeptForGood):
    list_display = ("name", "official_name", "region", "county", "bridge", "is_active")
    list_filter = ("region", "bridge", "kind", "is_active")
    list_select_related = ("region", "county", "bridge")
    search_fields = ("name", "official_name")
    ordering = ("name", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("slug", "gss_code", "dfe_code")


@admin.register(BridgeOrganisation)
class BridgeOrganisationAdmin(KeptForGood):
    list_display = ("name", "website", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("name", "pk")


class LookupAdmin(KeptForGood):
    list_display = ("label", "slug", "sort_order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("label", "slug")
    ordering = ("sort_order", "label", "pk")


@admin.register(CurriculumTheme)
class CurriculumThemeAdmin(LookupAdmin):
    list_display = ("label", "kind", "slug", "sort_order", "is_active")
    list_filter = ("kind", "is_active")


admin.site.register(
    [
        AccessProvision,
        ArtForm,
        ArtsmarkCriterion,
        KeyStage,
        OfferType,
        QualityPrinciple,
        SettingType,
        SmscStrand,
    ],
    LookupAdmin,
)
