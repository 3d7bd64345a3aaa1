"""The cookie that finds what somebody is writing: its number and nonce, signed, nothing else."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.sessions import signed_in
from enquiries.models import Enquiry
from enquiries.querysets import EnquiryQuerySet
from enquiries.retention import UNSENT_FOR

_SALT = "enquiry"


def current(request: HttpRequest) -> Enquiry | None:
    """What this browser is writing; None once it is sent, thrown away, or a week old.

    What an account began is that person's alone: at a school many use one computer, and whoever
    comes after them, signed in or not, finds nothing.
    """
    draft, user = _of_cookie(request), signed_in(request)
    is_of_another = draft is not None and draft.by_id not in (None, user.pk if user else None)
    return None if is_of_another else draft


def sent_by(request: HttpRequest) -> Enquiry | None:
    """What this browser wrote and whoever is signed in has sent: “Send” was pressed twice."""
    user = signed_in(request)
    return _written(request).sent().filter(by=user).first() if user else None


def waits_for_its_account(request: HttpRequest) -> bool:
    """Whether an account began what this browser is writing, and nobody is signed in any more."""
    draft = _of_cookie(request)
    return draft is not None and draft.by_id is not None and signed_in(request) is None


def _of_cookie(request: HttpRequest) -> Enquiry | None:
    return _written(request).unsent().first()


def _written(request: HttpRequest) -> EnquiryQuerySet:
    signed = request.COOKIES.get(settings.ENQUIRY_COOKIE_NAME, "")
    try:
        pk, nonce = signing.loads(signed, salt=_SALT, max_age=UNSENT_FOR)
    except signing.BadSignature:
        return Enquiry.objects.none()
    return Enquiry.objects.filter(pk=pk, nonce=nonce)


def keep[Response: HttpResponseBase](response: Response, enquiry: Enquiry) -> Response:
    """For a week from now."""
    response.set_cookie(
        settings.ENQUIRY_COOKIE_NAME,
        signing.dumps([enquiry.pk, enquiry.nonce], salt=_SALT),
        max_age=UNSENT_FOR,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
    return response


def forget[Response: HttpResponseBase](response: Response) -> Response:
    response.delete_cookie(settings.ENQUIRY_COOKIE_NAME, samesite="Lax")
    return response
