"""Shortlists that colleagues let each other read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from artsmark_site.http import person
from settings_schools import services
from settings_schools.comparison import place_of, rows_of, search_near
from settings_schools.models import EducationSetting, Shortlist
from settings_schools.people.access import of_setting


@require_POST
@of_setting
def share(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """Let the setting's people read one's own shortlist, or no longer."""
    reads = "share" in request.POST
    services.let_setting_read(user=person(request), setting=setting if reads else None)
    said = "Your colleagues can read it now." if reads else "Your colleagues read it no longer."
    messages.success(request, said)
    return redirect("my-setting:setting", setting.pk)


@require_safe
@of_setting
def shortlist(request: HttpRequest, setting: EducationSetting, list_pk: int) -> HttpResponse:
    """A colleague's, to read and to print."""
    found = get_object_or_404(Shortlist.objects.read_by(setting), pk=list_pk)
    search = search_near(request.GET.get("near", ""))
    context = {
        "shortlist": found,
        "rows": rows_of(found, search),
        "place": place_of(search),
        "is_own": found.user_id == person(request).pk,
        "setting": setting,
    }
    return render(request, "shortlist/shared.html", context)
