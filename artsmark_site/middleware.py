"""What happens to every request and every answer, in the order of `settings.MIDDLEWARE`."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import resolve
from django.utils.cache import patch_cache_control
from django.views.defaults import bad_request
from pghistory.middleware import HistoryMiddleware

from artsmark_site.logs import current_request_id

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

access_log = logging.getLogger("artsmark_site.access")

_ACCEPTABLE_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_REFUSED_ENCODING = re.compile(r";\s*q\s*=\s*0(?:\.0{0,3})?\s*$", re.IGNORECASE)
_PAGES_FOR_THE_LOAD_BALANCER = {"/healthz", "/readyz"}
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
        # Lines about the request that are written after it was answered find its name here.
        request.META["HTTP_X_REQUEST_ID"] = name
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


def send_no_body_to_head(get_response: GetResponse) -> GetResponse:
    """Answer HEAD with the headers of the page alone, its length included.

    Django leaves this to the server, and gunicorn writes a warning for each body that it drops.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "HEAD":
            return response
        if not isinstance(response, HttpResponse):
            response.streaming_content = ()  # type: ignore[attr-defined]  # files, too
        elif response.content:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """The headers that Django has no setting for, on every answer, static files included.

    Django's own as well, which SecurityMiddleware puts only on what passes through it.
    """
    add_those_of_django = SecurityMiddleware(get_response).process_response

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        add_those_of_django(request, response)  # type: ignore[arg-type]  # streams have headers, too
        for name, value in _EXTRA_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def answer_the_load_balancer(get_response: GetResponse) -> GetResponse:
    """Answer `/healthz` and `/readyz` by any host name and over plain http.

    Whoever watches the process asks it by its IP address, past nginx. No session is read.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in _PAGES_FOR_THE_LOAD_BALANCER:
            return get_response(request)
        request.resolver_match = resolve(request.path_info)
        return request.resolver_match.func(request)

    return middleware


def refuse_unknown_hosts(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a host that is not ours, without the error line that Django would write.

    Robots ask for other hosts all day; nobody can mend that.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost as error:
            return bad_request(request, error)
        return get_response(request)

    return middleware


def heed_refused_encodings(get_response: GetResponse) -> GetResponse:
    """Leave out of `Accept-Encoding` what it names to refuse it (`gzip;q=0`).

    Those who compress, for pages and for static files, look at the names alone.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if offered := request.META.get("HTTP_ACCEPT_ENCODING"):
            wanted = [one for one in offered.split(",") if not _REFUSED_ENCODING.search(one)]
            request.META["HTTP_ACCEPT_ENCODING"] = ",".join(wanted)
        return get_response(request)

    return middleware


def compress_anonymous_pages(get_response: GetResponse) -> GetResponse:
    """Compress pages that are nobody's own.

    Somebody's page holds secrets beside what they typed, and its compressed length would tell
    about them (BREACH); it goes as it is.
    """
    compress = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = isinstance(response, HttpResponse) and not response.has_header("Content-Encoding")
        if is_page and not _is_somebodys(request, response):
            return compress.process_response(request, response)
        return response

    return middleware


def _is_somebodys(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Made for a session, or for a cookie that finds a shortlist where nobody may keep the page."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return True
    is_kept_by_none = "no-store" in response.headers.get("Cache-Control", "")
    return is_kept_by_none and settings.SHORTLIST_COOKIE_NAME in request.COOKIES


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
    if _path_is_broken(request):
        return True
    texts = [request.path_info, *request.COOKIES.keys(), *request.COOKIES.values()]
    texts += _texts(request.GET)
    if request.method == "POST":
        texts += _texts(request.POST)
        texts += [file.name or "" for _, files in request.FILES.lists() for file in files]
    # U+FFFD is what Django puts in the place of bytes that are no UTF-8.
    return any("\x00" in text or "\ufffd" in text for text in texts)


def _path_is_broken(request: HttpRequest) -> bool:
    """Whether the path holds bytes that are no UTF-8.

    Django puts such bytes back into percent signs, and somebody may also have meant percent signs
    (`%25C3`): only the address as it came, which gunicorn keeps, tells one from the other.
    """
    raw = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    if raw:
        path = raw.partition("?")[0].encode("latin-1", "replace")
    else:
        path = request.path_info.encode("utf-8", "surrogatepass")
    try:
        unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return True
    return False


def _texts(pairs: QueryDict) -> Iterator[str]:
    for name, values in pairs.lists():
        yield name
        yield from (str(value) for value in values)


def keep_personal_pages_private(get_response: GetResponse) -> GetResponse:
    """No cache keeps a page that was made for somebody with a session, or that sets a cookie.

    A session's cookie is enough, whatever became of the session: nothing is asked of the database.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


class NameWhoWrites(HistoryMiddleware):
    """Let the history of rows say who sent the form, by number, and in which request.

    It costs no query: the name goes with each statement that writes, until its transaction ends.
    Nothing is done for requests that only read (`PGHISTORY_MIDDLEWARE_METHODS`).
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk, "request": current_request_id.get()}
