"""Letters in a regional body's own words: written, looked at, and sent to oneself as a test."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from artsmark_site.admin import OwnArea
from artsmark_site.http import number_in, person
from artsmark_site.mail import text_of
from partners.admin.pages import DirectoryAdmin
from partners.choices import LetterKind
from partners.letters.forms import LetterTextForm
from partners.letters.samples import post_test, sample
from partners.letters.texts import NAMES, OURS, Words
from partners.models import LetterText


@admin.register(LetterText)
class LetterTextAdmin(OwnArea, DirectoryAdmin):
    """What has no words here goes out in ours."""

    form = LetterTextForm
    list_display = ("kind", "bridge", "subject")
    list_filter = ("kind",)
    list_select_related = ("bridge",)
    ordering = ("bridge__name", "kind")
    readonly_fields = ("names",)
    fields = ("bridge", "kind", "subject", "body", "names")

    @admin.display(description="What you may write in square brackets, and what is put there")
    def names(self, text: LetterText) -> SafeString:
        items = format_html_join("", "<li><code>[{}]</code>: {}</li>", NAMES.items())
        return format_html('<ul class="placeholders">{}</ul>', items)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Nobody writes in another body's name."""
        kwargs["queryset"] = person(request).writes_for()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """One begins with our words for the letter that was chosen."""
        kind = request.GET.get("kind", "")
        kind = kind if kind in LetterKind.values else LetterKind.INVITATION
        return {
            "kind": kind,
            "bridge": person(request).writes_for().first(),
            **OURS[kind]._asdict(),
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the letters for which the body has no words of its own yet."""
        own = LetterText.objects.readable_by(person(request)).values_list("kind", flat=True)
        ours = [kind for kind in LetterKind if person(request).is_superuser or kind not in own]
        return super().changelist_view(request, {"in_our_words": ours} | (extra_context or {}))

    # --- Looking before saving --------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def post_only(view: Any, name: str) -> URLPattern:
            view = self.admin_site.admin_view(require_POST(view))
            return path(f"{name}/", view, name=f"partners_lettertext_{name}")

        looks = [post_only(self.preview, "preview"), post_only(self.test, "test")]
        return [*looks, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The letter with what was typed, or what stands in its way. Nothing is saved or sent."""
        return self._shown(request, "It is not saved yet, and nobody was sent anything.")

    def test(self, request: HttpRequest) -> HttpResponse:
        """The same, and sent to whoever typed it."""
        form = self._typed(request)
        if form.is_valid():
            post_test(_words(form), form.cleaned_data["bridge"], to=person(request))
        return self._shown(request, f"It is on its way to {person(request).email}, not saved yet.")

    def _shown(self, request: HttpRequest, said: str) -> HttpResponse:
        form = self._typed(request)
        context = {**self.admin_site.each_context(request), "form": form, "title": "Preview"}
        if not form.is_valid():
            return render(request, "admin/information/not_yet.html", context)
        letter = sample(_words(form), form.cleaned_data["bridge"])
        messages.info(request, said)
        shown = {"letter": letter, "text": text_of(letter), "title": letter.subject}
        return render(request, "admin/partners/letter.html", context | shown)

    def _typed(self, request: HttpRequest) -> ModelForm:
        """As if for the row that it may be saved to, which has the same body and kind."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        same = LetterText.objects.writable_by(person(request)).filter(
            bridge__in=person(request)
            .writes_for()
            .filter(pk=number_in(request.POST.get("bridge", ""))),
            kind=request.POST.get("kind", ""),
        )
        form = self.get_form(request)
        return form(request.POST, instance=same.first())


def _words(form: ModelForm) -> Words:
    return Words(form.cleaned_data["subject"], form.cleaned_data["body"])
