"""Pages and answers kept as they were sent, for the next visitor who asks for the same.

A page follows from its address and the index alone, as long as the visitor has no cookie that a
public page looks at: nothing on it is theirs. So it is kept with the index, and ends with it: at
the next change of anything that visitors see, and at midnight. The open data looks at no cookie:
it is the same `for_all`. A page that shows what the index does not know asks for it each time, and
is kept once for each answer (`beside`).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from partners.search.index import DirectoryIndex

_LONGEST_ADDRESS = 1_000


@dataclass(frozen=True)
class KeptPage:
    etag: str
    content_type: str
    compressed: bytes
    note: Any = None

    @classmethod
    def of(cls, response: HttpResponse, note: Any = None) -> KeptPage:
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        # Weak: the bytes differ with the encoding, the page does not.
        packed = gzip.compress(response.content, 9, mtime=0)
        return cls(f'W/"{digest}"', response.headers["Content-Type"], packed, note)


def kept(
    index: DirectoryIndex, request: HttpRequest, *, for_all: bool = False, beside: Hashable = None
) -> HttpResponseBase | None:
    """The page, if somebody without a cookie asked for it since the last change."""
    if not _may_be_kept(request, for_all):
        return None
    page = index.pages.get((_address(request), beside))
    return None if page is None else _answer(request, page, for_all)


def note_of(index: DirectoryIndex, request: HttpRequest) -> Any:
    """What was noted with a page as it was kept; none if it is gone meanwhile."""
    page = index.pages.get((_address(request), None))
    return page.note if page else None


def keep(
    index: DirectoryIndex,
    request: HttpRequest,
    response: HttpResponse,
    *,
    for_all: bool = False,
    beside: Hashable = None,
    note: Any = None,
) -> HttpResponseBase:
    """The same response, kept and with what a browser needs to ask whether it changed.

    What is no page, as an error, a redirect or 410, is never kept. The `note` is not sent.
    """
    to_keep = _may_be_kept(request, for_all)
    if response.status_code != HTTPStatus.OK or not (to_keep or for_all):
        return response
    page = KeptPage.of(response, note)
    if to_keep:
        index.keep_page((_address(request), beside), page, size=len(page.compressed))
    return _answer(request, page, for_all)


def with_etag(
    request: HttpRequest, response: HttpResponseBase, etag: str, *, for_all: bool
) -> HttpResponseBase:
    """The response, or 304 for whoever has it already."""
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"] if for_all else ["Accept-Encoding", "Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response  # type: ignore[arg-type]  # streams, too


def _may_be_kept(request: HttpRequest, for_all: bool) -> bool:
    cookies = request.COOKIES.keys() - settings.COOKIES_OF_NO_PUBLIC_PAGE
    nobody = for_all or (not cookies and "Authorization" not in request.headers)
    return settings.KEEP_SEARCH_PAGES and nobody and len(_address(request)) <= _LONGEST_ADDRESS


def _address(request: HttpRequest) -> str:
    return f"{request.path}?{request.META.get('QUERY_STRING', '')}"


def _answer(request: HttpRequest, page: KeptPage, for_all: bool) -> HttpResponseBase:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.compressed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(page.compressed))
    response["Content-Type"] = page.content_type
    return with_etag(request, response, page.etag, for_all=for_all)
