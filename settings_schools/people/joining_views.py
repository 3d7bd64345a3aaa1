"""`/my/setting/join/`: find your setting, and ask to join it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from artsmark_site.http import person
from settings_schools.models import EducationSetting, SettingMembership
from settings_schools.people import services
from settings_schools.people.forms import FindSettingForm
from settings_schools.register.find import find_settings


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def join(request: HttpRequest) -> HttpResponse:
    """What it is for, and the search for one's setting; the register is shown to who signed in."""
    if not isinstance(request.user, User):
        return render(request, "my/setting/begin.html", {"next": request.get_full_path()})
    form = FindSettingForm(request.GET if "q" in request.GET else None)
    asked = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "is_asked": asked,
        "found": find_settings(form.cleaned_data["q"]) if asked else [],
        "own": SettingMembership.objects.of_user(request.user),
    }
    return render(request, "my/setting/find.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A page with one button; whose e-mail address proves it is in at once."""
    user = person(request)
    setting = get_object_or_404(EducationSetting.objects.joinable(user), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            membership = services.ask_to_join(setting=setting, user=user)
        except services.CannotChangePeople as why:
            refusal = str(why)
        else:
            if membership.state == SettingMembership.State.CONFIRMED:
                messages.success(request, f"You belong to {setting.name} now.")
                return redirect("my-setting:setting", pk)
            return redirect("my-setting:ask", pk)
    own = SettingMembership.objects.of_user(user).filter(setting=setting).first()
    if own and own.state == SettingMembership.State.CONFIRMED:
        return redirect("my-setting:setting", pk)
    context = {
        "setting": setting,
        "waits": own,
        "refusal": refusal,
        "has_lead": setting.people.leads().exists(),
    }
    return render(request, "my/setting/ask.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever asked at the wrong school asks no longer."""
    user = person(request)
    waiting = SettingMembership.objects.waiting().filter(user=user)
    services.take_back(membership=get_object_or_404(waiting, setting=pk), by=user)
    messages.success(request, "You ask there no longer.")
    return redirect("my-setting:join")
