"""What every answer for other programs has: its headers, its methods, its errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

type View = Callable[..., HttpResponseBase]

_METHODS = "GET, HEAD, OPTIONS"
_FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
_BEFORE_ASKING = {
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}


class JsonEncoded(JsonResponse):
    """Letters as they are: half of the size of what Django would write."""

    def __init__(self, data: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        super().__init__(data, status=status, json_dumps_params={"ensure_ascii": False})


def error(sentence: str, status: int) -> HttpResponse:
    return open_to_all(JsonEncoded({"error": sentence}, status))


def open_to_all[Response: HttpResponseBase](response: Response) -> Response:
    for name, value in _FOR_OTHER_SITES.items():
        response.headers[name] = value
    return response


def refused_writing() -> HttpResponse:
    """To whoever posts here; said before anybody asks for a token that programs have none of."""
    refused = error("This address can only be read: use GET.", HTTPStatus.METHOD_NOT_ALLOWED)
    refused["Allow"] = _METHODS
    return refused


def for_other_sites(view: View) -> View:
    """Readable from other sites' pages. Nothing on it depends on who asks, or changes anything.

    The middleware beside this refuses all methods but those that read.
    """

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_BEFORE_ASKING)
            del response["Content-Type"]
            return open_to_all(response)
        return open_to_all(view(request, *args, **kwargs))

    return answer
