"""A member's pictures: one at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from artsmark_site.http import person
from partners import images
from partners.choices import ListingState
from partners.forms import PictureForm
from partners.models import Organisation, OrganisationImage, ReviewNote
from partners.my import services
from partners.my.views import of_member
from partners.revisions.pictures import field_of


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def pictures(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Those that are there, and the form for one more."""
    new = OrganisationImage(organisation=organisation)
    form = PictureForm(
        request.POST or None, request.FILES or None, instance=new, by=person(request)
    )
    form.label_suffix = ""
    is_listed = organisation.listing_state == ListingState.APPROVED
    may_add = is_listed or services.may_write(organisation)
    if request.method == "POST" and may_add and form.is_valid():
        try:
            services.add_picture(organisation=organisation, form=form, by=person(request))
        except (services.TooManyPictures, images.PictureRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            waits = form.instance.is_waiting
            then = " Schools see it once it is approved." if waits else ""
            messages.success(request, f"The picture is added.{then}")
            return redirect("my-organisation:pictures", organisation.pk)
    context = {
        "organisation": organisation,
        "images": _with_notes(organisation),
        "form": form,
        "may_write": may_add,
    }
    return render(request, "my/organisation/pictures.html", context)


def _with_notes(organisation: Organisation) -> list[OrganisationImage]:
    """Each with what staff ask of it."""
    notes = list(ReviewNote.objects.unsettled(organisation))
    images = list(OrganisationImage.every.of(organisation))
    for image in images:
        about_it = [note for note in notes if note.field == field_of(image.pk)]
        image.notes = about_it  # type: ignore[attr-defined]
    return images


@require_POST
@of_member
def remove_picture(request: HttpRequest, organisation: Organisation, image_pk: int) -> HttpResponse:
    """At once: whoever is in it may have asked for it."""
    image = get_object_or_404(OrganisationImage.every.of(organisation), pk=image_pk)
    services.remove_picture(picture=image, by=person(request))
    messages.success(request, "The picture is removed.")
    return redirect("my-organisation:pictures", organisation.pk)
