"""A setting's page, and its Artsmark Journey."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from settings_schools.models import (
    ArtsmarkJourney,
    EducationSetting,
    SavedSearch,
    SettingMembership,
    Shortlist,
)
from settings_schools.people import journey as journeys
from settings_schools.people import slots
from settings_schools.people.access import of_setting
from settings_schools.people.forms import JourneyForm


@require_safe
@of_setting
def setting(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """Its Journey, its people, and what they do here, in one place."""
    user, current = person(request), setting.journeys.current().first()
    context = {
        "setting": setting,
        "journey": current,
        "next_date": journeys.next_date(current, timezone.localdate()),
        "people": SettingMembership.objects.of(setting),
        "asking": setting.people.waiting().count(),
        "own_shortlist": Shortlist.objects.of(user, "").with_numbers().first(),
        "shortlists": Shortlist.objects.read_by(setting).exclude(user=user),
        "searches": SavedSearch.objects.of(user),
        "sections": slots.sections(setting, request),
    }
    return render(request, "my/setting/setting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def journey(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """What the setting itself says about its Journey; all of it optional."""
    current = setting.journeys.current().first() or ArtsmarkJourney(setting=setting)
    form = JourneyForm(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid():
        journeys.correct(journey=form.save(commit=False), by=person(request))
        messages.success(request, "Your Journey is saved.")
        return redirect("my-setting:setting", setting.pk)
    context = {
        "setting": setting,
        "form": form,
        "journey": current,
        "earlier": setting.journeys.filter(is_current=False).order_by("-ended_on", "-pk"),
    }
    return render(request, "my/setting/journey.html", context)


@require_POST
@of_setting
def next_journey(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """The one before stays, with what was done in it."""
    journeys.begin_next(setting=setting, by=person(request))
    messages.success(request, "The next Journey has begun. The one before is kept.")
    return redirect("my-setting:journey", setting.pk)
