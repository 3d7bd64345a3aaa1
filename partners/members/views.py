"""Who looks after an organisation's pages: seen by all members, decided by its owners."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from artsmark_site.http import person
from partners.choices import MemberRole
from partners.members import services
from partners.members.forms import InvitationForm
from partners.members.links import invitation_of
from partners.models import Membership, Organisation
from partners.my.views import of_member


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def members(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The people, who is invited, who asks; for owners the form to invite one more."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(organisation=organisation, by=person(request), **form.cleaned_data)
        except services.CannotChangeMembers as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['email']} is invited.")
            return redirect("my-organisation:members", organisation.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "members": Membership.objects.of(organisation),
        "invitations": organisation.invitations.open(timezone.now()).order_by("email"),
        "requests": organisation.join_requests.waiting(),
        "is_owner": Organisation.objects.owned_by(person(request))
        .filter(pk=organisation.pk)
        .exists(),
    }
    return render(request, "my/organisation/members.html", context)


def _done(
    request: HttpRequest, organisation: Organisation, change: Callable[[], object], said: str
) -> HttpResponse:
    """Try the change, and say that it was done or why not."""
    try:
        change()
    except services.CannotChangeMembers as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    still_there = Organisation.objects.of_member(person(request)).filter(pk=organisation.pk)
    if still_there.exists():
        return redirect("my-organisation:members", organisation.pk)
    return redirect("my")


@require_POST
@of_member
def change_member(request: HttpRequest, organisation: Organisation, member_pk: int) -> HttpResponse:
    """Remove somebody, or give them another role."""
    membership = get_object_or_404(organisation.members.select_related("user"), pk=member_pk)
    role = request.POST.get("role", "")
    by = person(request)
    if role and role not in MemberRole.values:
        raise BadRequest("There is no such role.")
    if role:
        return _done(
            request,
            organisation,
            lambda: services.set_role(membership=membership, role=role, by=by),
            f"{membership.user} is {membership.Role(role).label.lower()} now.",
        )
    return _done(
        request,
        organisation,
        lambda: services.remove_member(membership=membership, by=by),
        f"{membership.user} no longer looks after {organisation}.",
    )


@require_POST
@of_member
def withdraw_invitation(
    request: HttpRequest, organisation: Organisation, invitation_pk: int
) -> HttpResponse:
    invitation = get_object_or_404(organisation.invitations.all(), pk=invitation_pk)
    return _done(
        request,
        organisation,
        lambda: services.withdraw_invitation(invitation=invitation, by=person(request)),
        "The invitation is withdrawn.",
    )


@require_POST
@of_member
def decide_request(
    request: HttpRequest, organisation: Organisation, request_pk: int
) -> HttpResponse:
    """Somebody asks to join: yes, or no."""
    asked = get_object_or_404(organisation.join_requests.select_related("user"), pk=request_pk)
    accept = "accept" in request.POST
    return _done(
        request,
        organisation,
        lambda: services.decide_join_request(request=asked, accept=accept, by=person(request)),
        f"{asked.user} is a member now." if accept else f"{asked.user} was told that you said no.",
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the link of an invitation opens. Opening it changes nothing: mail scanners do that."""
    invited = invitation_of(pk, token)
    if invited is None:
        return render(request, "partners/join/invitation_ended.html", status=410)
    user = request.user
    if request.method == "POST" and isinstance(user, User):
        try:
            organisation = services.accept_invitation(invitation=invited, user=user)
        except services.CannotChangeMembers as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("my-organisation:tasks", organisation.pk)
    is_theirs = isinstance(user, User) and invited.is_for(user)
    context = {"invitation": invited, "is_theirs": is_theirs, "next": request.path}
    return render(request, "partners/join/invitation.html", context)
