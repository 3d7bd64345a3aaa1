"""What the pages about one session have in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from training.attendance import CannotMark
from training.hosting import CannotHost
from training.locks import Busy
from training.models import TrainingSession
from training.places import CannotChangePlace
from training.rules import CannotBook
from training.wall_clock import NoSuchTime

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object

REFUSALS = (CannotHost, CannotMark, CannotChangePlace, CannotBook, NoSuchTime, Busy)
_BUSY = "Somebody else is at this session just now: nothing was done. Press the button once more."


def sent_by(request: HttpRequest) -> QueryDict | None:
    """What a form of the page is bound to."""
    return request.POST if request.method == "POST" else None


def why_not(refusal: Exception) -> str:
    """In words."""
    return _BUSY if isinstance(refusal, Busy) else str(refusal)


@contextmanager
def said_if_refused(request: HttpRequest) -> Iterator[None]:
    """Tell whoever pressed the button why nothing was done."""
    try:
        yield
    except REFUSALS as refusal:
        messages.error(request, why_not(refusal))


@contextmanager
def refused_on(form: forms.BaseForm) -> Iterator[None]:
    """Tell it on the form, which keeps what was typed."""
    try:
        yield
    except REFUSALS as refusal:
        about_one = isinstance(refusal, CannotBook) and refusal.email
        form.add_error("email" if about_one else None, why_not(refusal))


class SessionPages(_Page):
    """Finds a session of one's own area by its number, and shows a page about it."""

    def page(self, address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        guarded = require_http_methods(["GET", "HEAD", "POST"])(self.admin_site.admin_view(view))
        return path(address, guarded, name=f"training_trainingsession_{name}")

    def session_of(self, request: HttpRequest, pk: int) -> TrainingSession:
        """For whoever may change it; nobody else learns that it is there."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related("bridge")
        session = rows.filter(pk=pk).first()
        if session is None or not self.has_change_permission(request, session):
            raise Http404
        return session

    def about(
        self, request: HttpRequest, session: TrainingSession, name: str, **more: Any
    ) -> HttpResponse:
        """One of the templates of this app, with what all staff pages need."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "session": session,
            "media": self.media,
            **more,
        }
        return TemplateResponse(request, f"admin/training/{name}.html", context)
