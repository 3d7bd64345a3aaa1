"""Who works for a setting: seen by all of them, decided by those who lead."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from settings_schools.choices import SettingRole
from settings_schools.models import EducationSetting, SettingMembership
from settings_schools.people import services
from settings_schools.people.access import of_setting


@require_safe
@of_setting
def people(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """Who is here and who asks, with what may be done about each."""
    here = list(SettingMembership.objects.of(setting))
    own = get_object_or_404(SettingMembership.objects.of(setting), user=person(request))
    context = {
        "setting": setting,
        "people": here,
        "own": own,
        "leads": own.role == SettingRole.LEAD,
        "is_only_lead": own.role == SettingRole.LEAD
        and not any(one.role == SettingRole.LEAD for one in here if one != own),
        "asking": setting.people.waiting(),
    }
    return render(request, "my/setting/people.html", context)


@require_POST
@of_setting
def decide(request: HttpRequest, setting: EducationSetting, member_pk: int) -> HttpResponse:
    """Somebody asks to join: yes, or no."""
    asked = get_object_or_404(setting.people.waiting(), pk=member_pk)
    accept = "accept" in request.POST
    return _done(
        request,
        setting,
        lambda: services.decide(membership=asked, accept=accept, by=person(request)),
        f"{asked.user} belongs to {setting.name} now."
        if accept
        else f"{asked.user} was told that you said no.",
    )


@require_POST
@of_setting
def role(request: HttpRequest, setting: EducationSetting, member_pk: int) -> HttpResponse:
    """Let a colleague lead, too, or no longer."""
    member = get_object_or_404(SettingMembership.objects.of(setting), pk=member_pk)
    wanted = request.POST.get("role", "")
    if wanted not in SettingRole.values:
        raise BadRequest("There is no such role.")
    return _done(
        request,
        setting,
        lambda: services.set_role(membership=member, role=wanted, by=person(request)),
        f"{member.user} is {SettingRole(wanted).label.lower()} now.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def end(request: HttpRequest, setting: EducationSetting, member_pk: int) -> HttpResponse:
    """A page with one button: leaving, or ending a colleague's access, is done at once."""
    member = get_object_or_404(SettingMembership.objects.of(setting), pk=member_pk)
    is_own = member.user_id == person(request).pk
    if request.method == "POST":
        return _done(
            request,
            setting,
            lambda: services.end(membership=member, by=person(request)),
            f"You left {setting.name}."
            if is_own
            else f"{member.user} no longer reaches these pages.",
        )
    context = {"setting": setting, "member": member, "is_own": is_own}
    return render(request, "my/setting/end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def hand_over(request: HttpRequest, setting: EducationSetting, member_pk: int) -> HttpResponse:
    """A page with one button: they lead from now on, and whoever pressed it leaves."""
    member = get_object_or_404(SettingMembership.objects.of(setting), pk=member_pk)
    if request.method == "POST":
        return _done(
            request,
            setting,
            lambda: services.hand_over(setting=setting, to=member, by=person(request)),
            f"{member.user} leads for {setting.name} now, and you left it.",
        )
    return render(request, "my/setting/hand_over.html", {"setting": setting, "member": member})


def _done(
    request: HttpRequest, setting: EducationSetting, change: Callable[[], object], said: str
) -> HttpResponse:
    """Try the change, and say that it was done or why not."""
    try:
        change()
    except services.CannotChangePeople as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    if EducationSetting.objects.of_member(person(request)).filter(pk=setting.pk).exists():
        return redirect("my-setting:people", setting.pk)
    return redirect("my")
