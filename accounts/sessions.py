"""How long somebody stays signed in."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User

MINUTE, HOUR, DAY = 60, 3600, 86_400
# The moment of the last request is written down no more often than this.
_NOTED_EVERY = MINUTE


class Lifetime(NamedTuple):
    """In seconds: without a request, and in all."""

    idle: int
    whole: int


FOR_STAFF = Lifetime(30 * MINUTE, 12 * HOUR)
FOR_OTHERS = Lifetime(12 * HOUR, 14 * DAY)


class EndOldSessions:
    """Sign out whoever was away too long, before a page that asks who they are.

    Pages for everybody ask nobody for a session, so that they stay the same for all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        is_for_everybody = not getattr(view, "login_required", True)
        if not is_for_everybody and request.user.is_authenticated and _is_over(request):
            logout(request)
            messages.info(request, "You were signed out, because nothing happened for a while.")


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in, for pages for everybody that show what is theirs.

    Nobody, and the session ends, where they were away too long.
    """
    if not isinstance(request.user, User):
        return None
    if _is_over(request):
        logout(request)
        return None
    return request.user


def _is_over(request: HttpRequest) -> bool:
    lifetime = FOR_STAFF if request.user.is_staff else FOR_OTHERS
    now = int(time.time())
    began = request.session.setdefault("signed_in_at", now)
    seen = request.session.setdefault("seen_at", now)
    if now - seen > lifetime.idle or now - began > lifetime.whole:
        return True
    if now - seen >= _NOTED_EVERY:
        request.session["seen_at"] = now
    return False
