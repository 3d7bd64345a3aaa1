"""`/my/`: what waits for whoever is signed in."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from artsmark_site.http import person
from partners.models import JoinRequest, Membership, Organisation


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Each kind of person finds here what is theirs."""
    user = person(request)
    context = {
        "has_second_factor": is_mfa_enabled(user),
        "memberships": Membership.objects.of_user(user),
        "asked": JoinRequest.objects.waiting().filter(user=user),
        "to_decide": JoinRequest.objects.waiting().filter(
            organisation__in=Organisation.objects.owned_by(user)
        ),
    }
    return render(request, "my/my.html", context)
