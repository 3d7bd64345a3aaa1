"""A member's pictures: one at a time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from artsmark_site.http import person
from partners import images
from partners.forms import PictureForm
from partners.models import Organisation, OrganisationImage
from partners.my import services
from partners.my.views import of_member


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def pictures(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Those that are there, and the form for one more."""
    new = OrganisationImage(organisation=organisation)
    form = PictureForm(
        request.POST or None, request.FILES or None, instance=new, by=person(request)
    )
    form.label_suffix = ""
    if request.method == "POST" and services.may_write(organisation) and form.is_valid():
        try:
            services.add_picture(organisation=organisation, form=form)
        except (services.TooManyPictures, images.PictureRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "The picture is added.")
            return redirect("my-organisation:pictures", organisation.pk)
    context = {
        "organisation": organisation,
        "images": organisation.images.order_by("position_in_list", "pk"),
        "form": form,
        "may_write": services.may_write(organisation),
    }
    return render(request, "my/organisation/pictures.html", context)


@require_POST
@of_member
def remove_picture(request: HttpRequest, organisation: Organisation, image_pk: int) -> HttpResponse:
    """At once: whoever is in it may have asked for it."""
    image = get_object_or_404(OrganisationImage, pk=image_pk, organisation=organisation)
    images.delete_picture(image)
    messages.success(request, "The picture is removed.")
    return redirect("my-organisation:pictures", organisation.pk)
