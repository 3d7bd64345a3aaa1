"""The addresses of the open data."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from partners.models import Offer, Organisation
from partners.open_data import table
from partners.open_data.answers import JsonEncoded, error, for_other_sites
from partners.open_data.fields import in_full
from partners.open_data.listing import listing, place_of, search_of
from partners.search.current import current
from partners.search.index import DirectoryIndex
from partners.search.kept_pages import keep, kept, with_etag
from partners.search.search import Search, located
from reference.names import name_key
from reference.places import Located


@for_other_sites
def partners(request: HttpRequest) -> HttpResponseBase:
    """A page of partners that match; the parameters are those of the search."""
    index = current()
    if (known := kept(index, request, for_all=True)) is not None:
        return known
    return keep(index, request, JsonEncoded(listing(index, request.GET)), for_all=True)


@for_other_sites
def partner(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One partner with all public offers."""
    index = current()
    if (known := kept(index, request, for_all=True)) is not None:
        return known
    return keep(index, request, _partner(pk), for_all=True)


def _partner(pk: int) -> HttpResponse:
    organisations = Organisation.objects
    organisation = organisations.public().for_open_data().filter(pk=pk).first()
    if organisation is not None:
        offers = Offer.objects.public().of(organisation).for_profile()
        full = in_full(organisation, offers)
        return JsonEncoded({"licence": settings.OPEN_DATA_LICENCE, "partner": full})
    if organisations.once_listed().filter(pk=pk).exists():
        return error("This organisation is no longer listed.", HTTPStatus.GONE)
    return error("There is no partner with this id.", HTTPStatus.NOT_FOUND)


@for_other_sites
def without_slash(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The address with a slash at its end, as many type it, leads to the one without."""
    where = reverse("open_data:partner", args=[pk]) if pk else reverse("open_data:partners")
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{where}?{query}" if query else where, permanent=True)


@for_other_sites
@gzip_page
def partners_csv(request: HttpRequest) -> HttpResponseBase:
    """All partners that match. A file cannot say what was left out of a search: 400 says it."""
    index = current()
    search, _, sentences = search_of(index, _without_order(request))
    sentences += _doubt_about_the_place(index, search)
    if sentences:
        return error(" ".join(sentences), HTTPStatus.BAD_REQUEST)
    response = StreamingHttpResponse(
        table.lines(table.ids_of(search)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="partners.csv"'
    return with_etag(request, response, _etag(index, request), for_all=True)


def _doubt_about_the_place(index: DirectoryIndex, search: Search) -> list[str]:
    """What the list says of `near`, unless it is the very text that leaves nothing to say."""
    place, found = place_of(search), search.place
    if place is None or not place["sentence"]:
        return []
    exact = [found.full_label or found.value] if found else []
    if exact and name_key(exact[0]) == name_key(search.query.near):
        return []
    choices = dict.fromkeys([*exact, *(_in_full(index, text) for text in place["choices"])])
    may_be = f" The parameter near may be: {'; '.join(choices)}." if choices else ""
    return [f"{place['sentence']}{may_be}"]


def _in_full(index: DirectoryIndex, text: str) -> str:
    """The text that finds the same place and leaves nothing to say about it."""
    answer = located(index, text)
    return answer.full_label or text if isinstance(answer, Located) else text


def _without_order(request: HttpRequest) -> QueryDict:
    parameters = request.GET.copy()
    for name in ("page", "sort", "facets"):
        parameters.pop(name, None)
    return parameters


def _etag(index: DirectoryIndex, request: HttpRequest) -> str:
    """Of what the rows follow from: the table is too long to be made for its digest."""
    made_of = (index.token, index.day, request.get_full_path(), table.COLUMNS)
    said = f"{made_of} {settings.OPEN_DATA_LICENCE} {settings.SITE_URL.geturl()}"
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
