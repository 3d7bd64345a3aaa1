"""`/shortlist/`: what somebody keeps, with or without an account.

All of it is for everybody and none of it is kept by anybody between: whose list it is says the
session, or else the cookie. Posts need no token, so that nobody needs a second cookie.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import number_in, same_origin_post
from partners.models import Organisation
from settings_schools import services
from settings_schools.comparison import Row, place_of, rows_of, search_near
from settings_schools.forms import NotesForm, ShareForm, WhomToAskForm
from settings_schools.links import address_of
from settings_schools.links import shared as shortlist_of_link
from settings_schools.makers import Maker
from settings_schools.models import MOST_ASKED, Shortlist, ShortlistItem
from settings_schools.way_back import way_back, where_from

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_LIST = "shortlist:shortlist"


def _for_everybody[**P](view: View[P]) -> View[P]:
    """Without an account; of nobody else, for no cache and for no search engine."""

    @login_not_required
    @same_origin_post
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@_for_everybody
@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    maker = Maker.of(request)
    kept = maker.shortlist()
    page = _page(request, maker, kept, rows := _rows(request, kept), NotesForm(rows))
    if kept is None:
        return maker.forgets(page)
    return maker.finds_again(page, kept) if services.note_use(kept) else page


@_for_everybody
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """From a card, a profile or an offer, all of which stay the same for everybody."""
    number = number_in(request.POST.get("partner", ""))
    organisation = get_object_or_404(Organisation.objects.public(), pk=number)
    back, maker = where_from(request, organisation), Maker.of(request)
    try:
        kept = services.save(organisation=organisation, user=maker.user, key=maker.key)
    except services.CannotSave as refusal:
        context = {"why": str(refusal), "organisation": organisation, "back": way_back(back)}
        return render(request, "shortlist/not_saved.html", context, status=409)
    address = reverse("shortlist:saved", args=[organisation.pk])
    return maker.finds_again(redirect(f"{address}?{urlencode({'back': back})}"), kept)


@_for_everybody
@require_safe
def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """What pressing “Save” leads to: the way back, and to the list."""
    maker = Maker.of(request)
    kept = maker.shortlist()
    item = ShortlistItem.objects.of(kept).filter(organisation=pk).first()
    context = {"back": way_back(request.GET.get("back", "")), "item": item}
    if kept is None or item is None:
        return render(request, "shortlist/not_saved.html", context)
    return render(request, "shortlist/saved.html", context | {"count": kept.items.count()})


@_for_everybody
@require_POST
def notes(request: HttpRequest) -> HttpResponse:
    def done(rows: list[Row]) -> HttpResponse:
        return redirect(_address(request, noted=request.POST.get("noted", "")))

    return _with_notes(request, done)


@_for_everybody
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take one off the list, with its note; saved again it is there again."""

    def done(rows: list[Row]) -> HttpResponse:
        number = request.POST.get("remove", "")
        found = [row.item for row in rows if str(row.organisation.pk) == number]
        for item in found:
            services.remove(shortlist=item.shortlist, organisation=item.organisation_id)
        return redirect(_address(request, removed=number if found else ""))

    return _with_notes(request, done)


@_for_everybody
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """On to the question, for those chosen; what was typed here is kept first."""

    def done(rows: list[Row]) -> HttpResponse:
        form = WhomToAskForm(rows, request.POST)
        if not form.is_valid():
            maker = Maker.of(request)
            return _page(request, maker, maker.shortlist(), rows, NotesForm(rows), whom=form)
        chosen = {"partner": form.cleaned_data["partner"]}
        if near := place_of(search_near(_near(request))).value:
            chosen["near"] = near
        return redirect(f"{reverse('enquiries:begin')}?{urlencode(chosen, doseq=True)}")

    return _with_notes(request, done)


@_for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """All of it, after one more question."""
    maker = Maker.of(request)
    if (kept := maker.shortlist()) is None:
        return maker.forgets(redirect(_LIST))
    if request.method == "POST":
        services.clear(shortlist=kept)
        return maker.forgets(redirect(_LIST))
    context = {"shortlist": kept, "count": kept.items.count()}
    return render(request, "shortlist/clear.html", context)


@_for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Says what others will read, makes the link, and shows it."""
    kept = Maker.of(request).shortlist()
    if kept is None or not kept.items.exists():
        return redirect(_LIST)
    form = ShareForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        services.share(shortlist=kept, title=form.cleaned_data["title"])
        return redirect("shortlist:share")
    link = request.build_absolute_uri(address_of(kept)) if kept.share_nonce else ""
    context = {"form": form, "link": link, "shortlist": kept}
    return render(request, "shortlist/share.html", context)


@_for_everybody
@require_POST
def end_sharing(request: HttpRequest) -> HttpResponse:
    if kept := Maker.of(request).shortlist():
        services.end_sharing(shortlist=kept)
    return redirect("shortlist:share")


@_for_everybody
@require_safe
def shared(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What a link opens for whoever has it: to read, and to print."""
    found = shortlist_of_link(pk, token)
    if found is None:
        return render(request, "shortlist/ended.html", status=410)
    context = {
        "shortlist": found,
        "rows": _rows(request, found),
        "place": place_of(search_near(request.GET.get("near", ""))),
        "is_own": Maker.of(request).shortlist() == found,
    }
    return render(request, "shortlist/shared.html", context)


def _with_notes(request: HttpRequest, done: Callable[[list[Row]], HttpResponse]) -> HttpResponse:
    """Keep the notes that came with a button, then do what it is for; or show what is wrong."""
    maker = Maker.of(request)
    if (kept := maker.shortlist()) is None:
        return redirect(_LIST)
    form = NotesForm(_rows(request, kept), request.POST)
    if not form.is_valid():
        return _page(request, maker, kept, form.rows, form)
    services.write_notes(shortlist=kept, notes=form.changed_notes())
    return done(_rows(request, kept))


def _rows(request: HttpRequest, kept: Shortlist | None) -> list[Row]:
    return rows_of(kept, search_near(_near(request)))


def _page(
    request: HttpRequest,
    maker: Maker,
    kept: Shortlist | None,
    rows: list[Row],
    form: NotesForm,
    whom: WhomToAskForm | None = None,
) -> HttpResponse:
    """The list as its maker sees it. `form` holds the notes."""
    removed = number_in(request.GET.get("removed", ""))
    again = Organisation.objects.public().filter(pk=removed)
    context: dict[str, Any] = {
        "shortlist": kept,
        "rows": rows,
        "form": whom or form,
        "place": place_of(search_near(_near(request))),
        "has_account": maker.user is not None,
        "noted": request.GET.get("noted", ""),
        "removed": again.first(),
        "most_asked": MOST_ASKED,
        "askable": sum(row.can_be_asked for row in rows),
    }
    return render(request, "shortlist/shortlist.html", context)


def _near(request: HttpRequest) -> str:
    return request.POST.get("near", "") or request.GET.get("near", "")


def _address(request: HttpRequest, **said: str) -> str:
    """The list again, with the place that distances are from, at the row that was changed."""
    query = {name: value for name, value in {"near": _near(request), **said}.items() if value}
    row = f"#partner-{said['noted']}" if said.get("noted", "").isdecimal() else ""
    return f"{reverse(_LIST)}{'?' if query else ''}{urlencode(query)}{row}"
