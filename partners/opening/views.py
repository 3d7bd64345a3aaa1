"""Where visitors ask to be told when the directory opens, and say that it was they."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from artsmark_site.http import same_origin_post
from partners.opening import services
from partners.opening.forms import OpeningNoticeForm
from partners.opening.links import notice_of
from partners.search.current import current


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """When each region opens, and the form to be told. Once all is open: the search."""
    openings = current().openings
    if openings.all_open:
        return redirect("partners:search")
    if request.method == "POST":
        form = OpeningNoticeForm(openings, data=request.POST)
        if form.is_valid():
            email = form.cleaned_data["email"]
            services.ask(email=email, region=form.region_id, now=timezone.now())
            return redirect("partners:opening-asked")
    else:
        form = OpeningNoticeForm(openings, initial={"region": request.GET.get("region", "")})
    return render(request, "launch/opening.html", {"form": form, "openings": openings})


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not say which addresses we know."""
    return render(request, "launch/asked.html")


@login_not_required
@require_safe
def removed(request: HttpRequest) -> HttpResponse:
    """Where whoever deleted their address ends up: it names nobody."""
    return render(request, "launch/removed.html")


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening_notice(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the link in the message opens. Opening it changes nothing: mail scanners do that."""
    notice = notice_of(pk, token)
    if notice is None:
        return render(request, "launch/link_ended.html", status=410)
    if request.method == "POST":
        if "remove" in request.POST:
            services.remove(notice)
            return redirect("partners:opening-removed")
        services.confirm(notice, now=timezone.now())
        return redirect(request.path)
    opens_on, is_open = current().openings.of(notice.region_id)
    context = {"notice": notice, "opens_on": opens_on, "is_open": is_open}
    return render(request, "launch/notice.html", context)
