"""Areas, regional bodies and the words to choose from, for national administrators.

Nothing here is deleted: what is in use elsewhere is deactivated.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from artsmark_site.admin import OwnArea, RowsOfNoArea, TellsWhatChanged
from artsmark_site.http import person
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    BridgeOrganisation,
    County,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    Place,
    PostcodeSector,
    QualityPrinciple,
    Region,
    SettingType,
    SmscStrand,
)


class NeverDeleted(admin.ModelAdmin):
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


class KeptForGood(RowsOfNoArea, TellsWhatChanged, NeverDeleted):
    """Those of them that are national."""


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


@admin.register(Region)
class RegionAdmin(KeptForGood):
    list_display = ("name", "gss_code", "synonyms")
    search_fields = ("name",)
    ordering = ("sort_order", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("slug", "gss_code")


@admin.register(County)
class CountyAdmin(KeptForGood):
    list_display = ("name", "slug")
    search_fields = ("name",)
    ordering = ("sort_order", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Place)
class PlaceAdmin(KeptForGood):
    """Towns and villages. Staff add one that is missing, or another name for one."""

    list_display = ("name", "qualifier", "nation", "authority", "population", "is_active")
    list_filter = ("nation", "is_active", "authority__region")
    list_select_related = ("authority",)
    search_fields = ("name", "qualifier", "aliases")
    autocomplete_fields = ("authority",)
    ordering = ("name", "qualifier", "pk")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("source_id", "position") if obj else ("source_id",)


@admin.register(PostcodeSector)
class PostcodeSectorAdmin(KeptForGood):
    """To look up only: the table is filled from a file."""

    list_display = ("sector", "nation", "authority", "position")
    list_filter = ("nation",)
    list_select_related = ("authority",)
    search_fields = ("sector__istartswith",)
    ordering = ("sector",)
    show_full_result_count = False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(BridgeOrganisation)
class BridgeOrganisationAdmin(OwnArea, NeverDeleted):
    """Its own staff say where it is reached; all else is for national staff."""

    list_display = ("name", "website", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = ("name", "pk")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        if person(request).is_superuser:
            return super().get_readonly_fields(request, obj)
        return ("slug", "name", "website", "description", "is_active")


class LookupAdmin(KeptForGood):
    list_display = ["label", "slug", "sort_order", "is_active"]
    list_filter = ["is_active"]
    search_fields = ("label", "slug")
    ordering = ("sort_order", "label", "pk")


@admin.register(CurriculumTheme)
class CurriculumThemeAdmin(LookupAdmin):
    list_display = ["label", "kind", "slug", "sort_order", "is_active"]
    list_filter = ["kind", "is_active"]


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
