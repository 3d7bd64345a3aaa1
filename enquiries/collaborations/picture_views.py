"""Pictures of a setting's evidence, for its own people alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from enquiries.collaborations import services
from enquiries.collaborations.pictures import MOST, PictureForm, add, of
from enquiries.models import Collaboration, CollaborationPicture
from settings_schools.models import EducationSetting
from settings_schools.people.access import of_setting


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def pictures(
    request: HttpRequest, setting: EducationSetting, collaboration_pk: int
) -> HttpResponse:
    """Those that are there, and the form for one more."""
    theirs = Collaboration.objects.of_setting(setting).for_reading()
    row = get_object_or_404(theirs, pk=collaboration_pk)
    new = CollaborationPicture(collaboration=row)
    form = PictureForm(
        request.POST or None, request.FILES or None, instance=new, by=person(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            add(picture=new)
        except services.CannotDo as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The picture is added.")
            return redirect("collaborations:pictures", setting.pk, row.pk)
    shown = of(row)
    context = {
        "setting": setting,
        "collaboration": row,
        "pictures": shown,
        "form": form,
        "may_add": len(shown) < MOST,
    }
    return render(request, "collaborations/pictures.html", context)


@require_safe
@of_setting
def picture(
    request: HttpRequest, setting: EducationSetting, collaboration_pk: int, picture_pk: int
) -> HttpResponse:
    """Its file."""
    row = _of(setting, collaboration_pk, picture_pk)
    response = HttpResponse(bytes(row.webp), content_type="image/webp")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@of_setting
def remove(
    request: HttpRequest, setting: EducationSetting, collaboration_pk: int, picture_pk: int
) -> HttpResponse:
    """At once, and for good: whoever is in it may have asked for it."""
    _of(setting, collaboration_pk, picture_pk).delete()
    messages.success(request, "The picture is removed.")
    return redirect("collaborations:pictures", setting.pk, collaboration_pk)


def _of(setting: EducationSetting, collaboration_pk: int, pk: int) -> CollaborationPicture:
    theirs = CollaborationPicture.objects.of_setting(setting)
    return get_object_or_404(theirs, pk=pk, collaboration=collaboration_pk)
