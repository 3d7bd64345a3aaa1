"""Pages kept as they were sent, for the next visitor who asks for the same.

A page follows from its address and the index alone, as long as the visitor has no cookie: nothing
on it is theirs. So it is kept with the index, and ends with it: at the next change, at midnight.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from partners.search.index import DirectoryIndex

_LONGEST_QUERY = 1_000


@dataclass(frozen=True)
class KeptPage:
    etag: str
    compressed: bytes


def kept(index: DirectoryIndex, request: HttpRequest) -> HttpResponseBase | None:
    """The page, if somebody without a cookie asked for it since the last change."""
    if not _may_be_kept(request):
        return None
    page = index.answers.get(_question(request))
    return None if page is None else _answer(request, page)


def keep(index: DirectoryIndex, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The same response, kept and with what a browser needs to ask whether it changed."""
    if not _may_be_kept(request):
        return response
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    # Weak: the bytes differ with the encoding, the page does not.
    page = KeptPage(f'W/"{digest}"', gzip.compress(response.content, 6, mtime=0))
    index.keep(_question(request), page, size=len(page.compressed))
    return _answer(request, page)


def _may_be_kept(request: HttpRequest) -> bool:
    short = len(request.META.get("QUERY_STRING", "")) <= _LONGEST_QUERY
    nobody = not request.COOKIES and "Authorization" not in request.headers
    return settings.KEEP_SEARCH_PAGES and nobody and short


def _question(request: HttpRequest) -> tuple[str, str]:
    return "page", f"{request.path}?{request.META.get('QUERY_STRING', '')}"


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponseBase:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.compressed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(page.compressed))
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return get_conditional_response(request, etag=page.etag, response=response) or response
