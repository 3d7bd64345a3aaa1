"""Where settings are suggested to whoever types, and added by whoever misses theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from artsmark_site.http import person
from settings_schools.register.adding import CannotAdd, add_setting
from settings_schools.register.find import suggestions
from settings_schools.register.forms import AddSettingForm


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Names with town and postcode. Nothing that was typed is kept or logged."""
    response = JsonResponse({"suggestions": suggestions(request.GET.get("typed", ""))})
    response["Cache-Control"] = "private, max-age=60"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A nursery, a youth offending team, a home-education group, a trust."""
    form = AddSettingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            setting = add_setting(setting=form.save(commit=False), by=person(request))
        except CannotAdd as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{setting.name} is added. Others find it once staff have checked it."
            )
            return redirect("my-setting:ask", setting.pk)
    return render(request, "settings_schools/add.html", {"form": form})
