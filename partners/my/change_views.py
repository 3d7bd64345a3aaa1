"""A member's changes that wait: taken back, or sent again after they were returned."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from artsmark_site.http import person
from partners.models import Organisation
from partners.my.views import of_member
from partners.revisions import services
from partners.standing import is_seen


@require_POST
@of_member
def take_back(request: HttpRequest, organisation: Organisation, revision_pk: int) -> HttpResponse:
    revision = get_object_or_404(organisation.revisions.open(), pk=revision_pk)
    services.take_back(target=revision.target, by=person(request))
    seen = " Schools see what they saw before." if is_seen(organisation) else ""
    messages.success(request, f"The change is dropped.{seen}")
    return redirect("my-organisation:tasks", organisation.pk)


@require_POST
@of_member
def send_again(request: HttpRequest, organisation: Organisation, revision_pk: int) -> HttpResponse:
    revision = get_object_or_404(organisation.revisions.open(), pk=revision_pk)
    services.send_again(target=revision.target, by=person(request))
    messages.success(request, "It is sent again.")
    return redirect("my-organisation:tasks", organisation.pk)
