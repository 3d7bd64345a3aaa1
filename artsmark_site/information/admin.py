"""Where staff write the information pages, and look at them before anybody else does."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from artsmark_site.admin import RowsOfNoArea
from artsmark_site.information import placeholders
from artsmark_site.information.forms import InformationPageForm
from artsmark_site.information.models import InformationPage
from artsmark_site.information.querysets import InformationPageQuerySet
from artsmark_site.information.shipped import SHIPPED_PAGES
from artsmark_site.information.shown import TEMPLATE, context_of
from partners.admin.pages import DirectoryAdmin


@admin.register(InformationPage)
class InformationPageAdmin(RowsOfNoArea, DirectoryAdmin):
    """Code links to these pages: none is added, deleted or given another address."""

    form = InformationPageForm
    list_display = ("title", "slug", "changed_on", "is_as_shipped")
    ordering = ("title", "pk")
    readonly_fields = ("address", "changed_on", "placeholder_list", "shipped_text")
    fieldsets = (
        (None, {"fields": ("address", "changed_on", "title", "summary", "body")}),
        ("Placeholders", {"fields": ("placeholder_list",), "classes": ("collapse",)}),
        ("As it came with the site", {"fields": ("shipped_text",), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> InformationPageQuerySet:
        return InformationPage.objects.published()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: InformationPage, form: forms.ModelForm, change: bool
    ) -> None:
        if form.has_changed():
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    # --- What is shown beside the words -----------------------------------------------------

    @admin.display(description="as it came with the site", boolean=True)
    def is_as_shipped(self, page: InformationPage) -> bool:
        return page.texts == _shipped_texts(page)

    @admin.display(description="last changed", ordering="updated_at")
    def changed_on(self, page: InformationPage) -> str:
        return date_format(timezone.localdate(page.updated_at), "j F Y")

    @admin.display(description="address")
    def address(self, page: InformationPage) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', page.get_absolute_url())

    @admin.display(description="What you may write, and what visitors read")
    def placeholder_list(self, page: InformationPage) -> SafeString:
        names = placeholders.names()
        rows = ((name, placeholders.in_words(placeholders.value_of(name))) for name in names)
        items = format_html_join("", "<li><code>{{{}}}</code>: {}</li>", rows)
        return format_html('<ul class="placeholders">{}</ul>', items)

    @admin.display(description="Title, summary and text")
    def shipped_text(self, page: InformationPage) -> SafeString | str:
        title, summary, body = _shipped_texts(page)
        if page.texts == (title, summary, body):
            return "This page is as it came."
        return format_html(
            '<p>{}</p><p>{}</p><textarea class="vLargeTextField" rows="20" readonly'
            ' aria-label="The text as it came with the site">{}</textarea>',
            title,
            summary,
            body,
        )

    # --- The preview ------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<int:pk>/preview/",
            self.admin_site.admin_view(require_POST(self.preview)),
            name="information_informationpage_preview",
        )
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page with what was typed, or what stands in its way. Nothing is saved."""
        page = self.get_queryset(request).filter(pk=pk).first()
        if page is None:
            raise Http404
        if not self.has_change_permission(request, page):
            raise PermissionDenied
        form = self.get_form(request, page, change=True)(request.POST, instance=page)
        if not form.is_valid():
            context = {**self.admin_site.each_context(request), "form": form, "title": "Preview"}
            return render(request, "admin/information/not_yet.html", context)
        if form.has_changed():
            page.updated_at = timezone.now()
        return render(request, TEMPLATE, context_of(page))


def _shipped_texts(page: InformationPage) -> tuple[str, ...]:
    return tuple(str(text) for text in SHIPPED_PAGES.row(page.slug).values())
