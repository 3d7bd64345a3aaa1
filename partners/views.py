"""Profiles, offers and their pictures, as visitors see them."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from partners import standing
from partners.arrival import arrival
from partners.figures.daily import counts_visits
from partners.launch import waits_for
from partners.merging.heirs import heir_of
from partners.models import Offer, Organisation, OrganisationImage
from partners.profile import profile_of
from partners.search.current import current
from partners.search.kept_pages import keep, kept
from partners.search.similar import offers_like, similar_to
from partners.social_card import card_of, card_of_site


@login_not_required
@require_safe
def by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """An address without its name: to the whole one, or what that would say."""
    organisation = Organisation.objects.public().filter(pk=pk).first()
    return _moved(request, organisation) if organisation else not_listed(request, pk)


@login_not_required
@require_safe
@counts_visits
def organisation_profile(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """A partner's profile. The id finds it; an old name in the address redirects."""
    index = current()
    if (known := kept(index, request)) is not None:
        return known
    organisation = Organisation.objects.public().for_profile().filter(pk=pk).first()
    if organisation is None:
        return not_listed(request, pk)
    if slug != organisation.slug:
        return _moved(request, organisation)
    profile = profile_of(organisation, Offer.objects.public(), request.GET)
    return keep(index, request, render(request, "partners/organisation.html", profile))


@login_not_required
@require_safe
@counts_visits
def offer_page(
    request: HttpRequest, pk: int, slug: str, offer_pk: int, offer_slug: str
) -> HttpResponseBase:
    """One offer with all six facts."""
    index = current()
    if (known := kept(index, request)) is not None:
        return known
    offer = Offer.objects.public().for_profile().filter(pk=offer_pk, organisation=pk).first()
    if offer is None:
        return _offer_not_listed(request, pk, offer_pk)
    if (slug, offer_slug) != (offer.organisation.slug, offer.slug):
        return _moved(request, offer)
    context = {
        "offer": offer,
        "organisation": offer.organisation,
        "is_reachable": offer.organisation.is_reachable,
        "arrival": arrival(request.GET, offer.organisation, offer),
    }
    return keep(index, request, render(request, "partners/offer.html", context))


def _moved(request: HttpRequest, row: Organisation | Offer) -> HttpResponse:
    """To the address of today, with the search that the old one was opened from."""
    query = request.META.get("QUERY_STRING", "")
    address = row.get_absolute_url()
    response = redirect(f"{address}?{query}" if query else address, permanent=True)
    return _asked_again(response)


def _asked_again[Response: HttpResponse](response: Response) -> Response:
    """A name is taken back, a profile shown again: no browser keeps what was so yesterday."""
    response["Cache-Control"] = "no-cache"
    return response


def _offer_not_listed(request: HttpRequest, pk: int, offer_pk: int) -> HttpResponse:
    """404 for what nobody ever saw; 410 for what ended; else what its organisation's page says."""
    offer = Offer.objects.once_listed().filter(pk=offer_pk).first()
    if offer is None:
        raise Http404
    if offer.organisation_id != pk:
        return _offer_moved(request, pk, offer)
    organisation = Organisation.objects.public().filter(pk=pk).first()
    if organisation is None:
        return not_listed(request, pk)
    context = {
        "organisation": organisation,
        "ended_on": standing.ended_on(offer),
        "withdrawn": offer.state == Offer.State.WITHDRAWN,
        "offer": offer,
        "others": Offer.objects.public().of(organisation).for_profile(),
        "similar": offers_like(offer),
    }
    status = HTTPStatus.GONE
    page = render(request, "partners/offer_no_longer_listed.html", context, status=status)
    return _asked_again(page)


def _offer_moved(request: HttpRequest, pk: int, offer: Offer) -> HttpResponse:
    """To an offer that went with its organisation to the heir, if visitors may see that one."""
    former = get_object_or_404(Organisation.objects.once_listed().with_heir(), pk=pk)
    heir = heir_of(former)
    if heir is None or heir.pk != offer.organisation_id:
        raise Http404
    if not Organisation.objects.public().filter(pk=heir.pk).exists():
        return not_listed(request, pk)
    return _moved(request, offer)


def not_listed(request: HttpRequest, pk: int) -> HttpResponse:
    """To the heir of a merged organisation; 410 for a former partner; else there is nothing."""
    organisation = get_object_or_404(Organisation.objects.once_listed().with_heir(), pk=pk)
    heir = heir_of(organisation)
    if heir is not None and Organisation.objects.public().filter(pk=heir.pk).exists():
        return _moved(request, heir)
    page = render(
        request,
        "partners/no_longer_listed.html",
        {"similar": similar_to(organisation), "waits_for": waits_for(organisation)},
        status=HTTPStatus.GONE,
    )
    return _asked_again(page)


@login_not_required
@require_safe
def social_card(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """A partner's poster with its name, for where people share its page."""
    organisations = Organisation.objects.public().select_related("authority")
    organisation = organisations.prefetch_related("art_forms").filter(pk=pk).first()
    if organisation is None:
        return not_listed(request, pk)
    return _png(request, card_of(organisation))


@login_not_required
@require_safe
def social_card_of_site(request: HttpRequest) -> HttpResponseBase:
    """The same for pages that are nobody's own."""
    return _png(request, card_of_site())


def _png(request: HttpRequest, drawing: bytes) -> HttpResponseBase:
    """A drawing of ours, which changes seldom; asked for again it is not sent again."""
    response = HttpResponse(drawing, content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response


@login_not_required
@require_safe
def picture(request: HttpRequest, name: str, width: str) -> HttpResponseBase:
    """A picture of a public organisation; staff see those of the others, too."""
    image = get_object_or_404(OrganisationImage.every.visible_to(request.user), name=name)
    if int(width) not in image.widths:
        raise Http404
    try:
        file = default_storage.open(image.file_name(int(width)))
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp")
    if not request.user.is_staff:
        response["Cache-Control"] = "public, max-age=604800, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
