"""Answers kept with the index, as pages of the search are: they end at the next change."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from partners.search.index import DirectoryIndex

_LONGEST_KEPT_ADDRESS = 1_000


@dataclass(frozen=True)
class Kept:
    etag: str
    compressed: bytes


def answered(
    request: HttpRequest, make: Callable[[], HttpResponse], *, keep_with: DirectoryIndex | None
) -> HttpResponseBase:
    """The same for everybody who asks at this address. Errors are made anew each time.

    Kept with an index only what follows from it; the rest is made anew to be compared.
    """
    question = ("open data", request.get_full_path())
    kept_with = keep_with if _may_be_kept(request) else None
    known = kept_with.answers.get(question) if kept_with else None
    if known is None:
        response = make()
        if response.status_code != HTTPStatus.OK:
            return response
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        # Weak: the bytes differ with the encoding, what they say does not.
        known = Kept(f'W/"{digest}"', gzip.compress(response.content, 6, mtime=0))
        if kept_with:
            kept_with.keep(question, known, size=len(known.compressed))
    return _response(request, known)


def _may_be_kept(request: HttpRequest) -> bool:
    return settings.KEEP_SEARCH_PAGES and len(request.get_full_path()) <= _LONGEST_KEPT_ADDRESS


def _response(request: HttpRequest, known: Kept) -> HttpResponseBase:
    response = HttpResponse(content_type="application/json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = known.compressed
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(known.compressed)
    return with_etag(request, response, known.etag)


def with_etag(request: HttpRequest, response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """The response, or 304 for whoever has it already."""
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response  # type: ignore[arg-type]  # streams, too
