"""`/my/`: what waits for whoever is signed in."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Each kind of person finds here what is theirs."""
    context = {"has_second_factor": is_mfa_enabled(request.user)}
    return render(request, "my/my.html", context)
