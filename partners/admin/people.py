"""A member of an organisation, for staff of its area: made an owner, or out."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from artsmark_site.http import person
from partners.forms import ReasonForm
from partners.members import by_staff
from partners.members.services import CannotChangeMembers
from partners.models import Membership, Organisation

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object

_DECISIONS = {
    "make_owner": (by_staff.make_owner, "an owner now"),
    "end_access": (by_staff.end_access, "reaches its pages no longer"),
}


class DecidesAboutPeople(_Page):
    """Adds that page, reached from the one of the organisation."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.member)
        name = "partners_organisation_member"
        return [path("<int:pk>/members/<int:member_pk>/", view, name=name), *super().get_urls()]

    def member(self, request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
        """Who they are, and two buttons that each want a reason."""
        by = person(request)
        organisation = get_object_or_404(Organisation.objects.writable_by(by), pk=pk)
        if not self.has_change_permission(request, organisation):
            raise PermissionDenied
        member = get_object_or_404(Membership.objects.of(organisation), pk=member_pk)
        form = ReasonForm(request.POST or None)
        form.fields["reason"].label = "How did you check, and why? This stays with staff."
        is_sent = request.method == "POST" and form.is_valid()
        if is_sent and self._decide(request, organisation, member, form.worded()):
            return redirect("admin:partners_organisation_change", organisation.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{member.user} for {organisation}",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "organisation": organisation,
            "member": member,
        }
        return TemplateResponse(request, "admin/partners/member.html", context)

    def _decide(
        self, request: HttpRequest, organisation: Organisation, member: Membership, reason: str
    ) -> bool:
        pressed = next((name for name in _DECISIONS if name in request.POST), "")
        if not pressed:
            messages.error(request, "The page was sent without a decision.")
            return False
        service, done = _DECISIONS[pressed]
        try:
            service(membership=member, by=person(request), reason=reason)
        except CannotChangeMembers as refusal:
            messages.error(request, str(refusal))
            return False
        self.log_change(request, organisation, f"A member: {done}.")
        messages.success(request, f"{member.user}: {done}. They and the owners are told.")
        return True
