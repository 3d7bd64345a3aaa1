"""What views of every app need to know about requests."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User

_LONGEST_ID = 18  # digits, so that it fits into the database's column


def same_origin_post[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let visitors without any cookie post a form, from the site's own pages alone.

    Django's token needs a cookie, and public pages set none. In its place stands what the browser
    itself says about where the form came from, which no other site can change.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not _comes_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _comes_from_here(request: HttpRequest) -> bool:
    """By `Origin`, which browsers send with every post; by `Sec-Fetch-Site` where it is away."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return origin == f"{request.scheme}://{request.get_host()}"


def number_in(text: str) -> int:
    """An id out of an address or a form; 0, which is nobody's, for what cannot be one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID
    return int(text) if is_number else 0


def person(request: HttpRequest) -> User:
    """Whoever is signed in, on pages that nobody else reaches (`LoginRequiredMiddleware`)."""
    return cast(User, request.user)
