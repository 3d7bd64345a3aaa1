"""What happens to every request and every answer, in the order of `settings.MIDDLEWARE`."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control
from django.views.defaults import bad_request

from artsmark_site.logs import current_request_id

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

access_log = logging.getLogger("artsmark_site.access")

_ACCEPTABLE_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Django puts bytes of a path that are no UTF-8 back into percent signs.
_BROKEN_BYTE = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)
_EXTRA_HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS_POLICY,
}


def request_id(get_response: GetResponse) -> GetResponse:
    """Name each request, log it once by its route (never its address), and say its name back."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        offered = request.headers.get("X-Request-ID", "")
        name = offered if _ACCEPTABLE_REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)
        token = current_request_id.set(name)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = name
            _log_access(request, response, started)
        finally:
            current_request_id.reset(token)
        return response

    return middleware


def _log_access(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
    match = request.resolver_match
    if match is None and request.path_info.startswith(settings.STATIC_URL):
        return
    route = match.route if match else "(no route)"
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    access_log.info(
        "%s /%s %s in %s ms",
        request.method,
        route,
        response.status_code,
        milliseconds,
        extra={
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "milliseconds": milliseconds,
        },
    )


def security_headers(get_response: GetResponse) -> GetResponse:
    """The headers that Django has no setting for, on every answer, static files included."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in _EXTRA_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def compress_anonymous_pages(get_response: GetResponse) -> GetResponse:
    """Compress pages for visitors without a session.

    A signed-in person's page holds secrets beside what they typed, and its compressed length
    would tell about them (BREACH); it goes as it is.
    """
    compress = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = isinstance(response, HttpResponse) and not response.has_header("Content-Encoding")
        if is_page and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return compress.process_response(request, response)
        return response

    return middleware


def refuse_unreadable_input(get_response: GetResponse) -> GetResponse:
    """Answer 400 to NUL bytes and broken UTF-8, which Postgres and Python refuse later, worse.

    Looks at the path, the query string, cookies and posted text; uploaded files' contents are
    their decoder's business.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _is_unreadable(request):
            return bad_request(request, ValueError("unreadable characters"))
        return get_response(request)

    return middleware


def _is_unreadable(request: HttpRequest) -> bool:
    if _BROKEN_BYTE.search(request.path_info):
        return True
    texts = [request.path_info, *request.COOKIES.keys(), *request.COOKIES.values()]
    texts += _texts(request.GET)
    if request.method == "POST":
        texts += _texts(request.POST)
        texts += [file.name or "" for _, files in request.FILES.lists() for file in files]
    # U+FFFD is what Django puts in the place of bytes that are no UTF-8.
    return any("\x00" in text or "\ufffd" in text for text in texts)


def _texts(pairs: QueryDict) -> Iterator[str]:
    for name, values in pairs.lists():
        yield name
        yield from (str(value) for value in values)


def keep_personal_pages_private(get_response: GetResponse) -> GetResponse:
    """No cache keeps a page that was made for somebody who is signed in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated or response.cookies:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware
