"""Who a request speaks for: an account, or else the browser that has the cookie."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.sessions import signed_in
from settings_schools.models import Shortlist
from settings_schools.retention import SHORTLIST_MONTHS

# Rather too long than too short: the list itself ends when it was not used.
_COOKIE_SECONDS = SHORTLIST_MONTHS * 31 * 86_400


@dataclass(frozen=True)
class Maker:
    user: User | None
    key: str

    @classmethod
    def of(cls, request: HttpRequest) -> Maker:
        return cls(signed_in(request), request.COOKIES.get(settings.SHORTLIST_COOKIE_NAME, ""))

    def shortlist(self) -> Shortlist | None:
        return Shortlist.objects.of(self.user, self.key).first()

    def finds_again(self, response: HttpResponse, shortlist: Shortlist) -> HttpResponse:
        """With the cookie that opens the list next time. An account needs none."""
        if self.user is None:
            response.set_cookie(
                settings.SHORTLIST_COOKIE_NAME,
                shortlist.key,
                max_age=_COOKIE_SECONDS,
                secure=settings.IS_HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response

    def forgets(self, response: HttpResponse) -> HttpResponse:
        """Without the cookie, which opens nothing any more."""
        if self.key:
            response.delete_cookie(settings.SHORTLIST_COOKIE_NAME, samesite="Lax")
        return response
