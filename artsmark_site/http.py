"""What views of every app need to know about requests."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User

# All that a mail program posts when its reader presses “Unsubscribe” (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")

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


def ends_by_one_click[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a mail program end letters for its reader, who has the page neither open nor a cookie.

    The address alone proves whose letters they are. The program posts exactly `ONE_CLICK` and is
    answered 200, as it follows no redirect; any other post needs Django's token as ever.
    """
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not _is_one_click(request):
            return with_token(request, *args, **kwargs)
        response = view(request, *args, **kwargs)
        return response if response.status_code >= 400 else HttpResponse()

    return guarded


def _is_one_click(request: HttpRequest) -> bool:
    if request.method != "POST" or request.GET or request.FILES:
        return False
    name, value = ONE_CLICK
    return dict(request.POST.lists()) == {name: [value]}


def number_in(text: str) -> int:
    """An id out of an address or a form; 0, which is nobody's, for what cannot be one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID
    return int(text) if is_number else 0


def person(request: HttpRequest) -> User:
    """Whoever is signed in, on pages that nobody else reaches (`LoginRequiredMiddleware`)."""
    return cast(User, request.user)
