"""The home page, the pages for machines, and what is said when something is wrong."""

import logging
import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import typed
from artsmark_site import home as home_page
from artsmark_site.outage import means_database_away
from partners.search.current import current
from partners.search.kept_pages import keep, kept

log = logging.getLogger(__name__)

_COME_BACK = {"Retry-After": "30", "Cache-Control": "no-store"}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Who the site is for, and the ways in. Kept as the search is: its numbers are the same.

    But for the training sessions, which are none of the directory's: they are counted each time.
    """
    index, sessions = current(), home_page.sessions_held()
    if (known := kept(index, request, beside=sessions)) is not None:
        return known
    if not index.openings.any_open:
        page = render(request, "launch/not_open_yet.html", {"openings": index.openings})
    else:
        more = {"sessions_held": sessions, "waiting": index.openings.waiting}
        context = home_page.context() | more
        page = render(request, "home.html", context)
    return keep(index, request, page, beside=sessions)


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here whatever a page says. Not for good: the file's name has a hash."""
    return redirect(static("favicon.svg"))


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that an outage restarts no process."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can serve visitors: the database answers and its tables are up to date."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        log.warning("not ready: the database does not answer")
        return _not_ready()
    if waiting:
        log.warning("not ready: %s migrations wait", len(waiting))
        return _not_ready()
    return HttpResponse("ready\n", content_type="text/plain")


def _not_ready() -> HttpResponse:
    return HttpResponse(
        "not ready\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE
    )


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return render(request, "400.html", {"reason": ""}, status=HTTPStatus.BAD_REQUEST)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This person may not do this."""
    return render(request, "403.html", {}, status=HTTPStatus.FORBIDDEN)


@login_not_required
def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the token of its page: an old page, or a browser without cookies.

    Where what was typed can be kept, its page opens again with it, for whoever typed it.
    """
    if typed.keep(request):
        return redirect(request.get_full_path())
    return render(request, "403.html", {"form": True}, status=HTTPStatus.FORBIDDEN)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page."""
    return render(request, "404.html", {}, status=HTTPStatus.NOT_FOUND)


@login_not_required
def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Somebody tried too often; a minute later they may again."""
    headers = {"Retry-After": "60"}
    page = get_template("429.html").render({}, request)
    return HttpResponse(page, status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke, or the database is away; these pages need neither it nor a context.

    Django asks for this page while it handles the error, so the error is still to be seen.
    """
    if means_database_away(sys.exception()):
        page, status = get_template("503.html"), HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(page.render(), status=status, headers=_COME_BACK)
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)
