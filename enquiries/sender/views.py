"""The page of whoever asked: by the link of a letter, or signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.sessions import signed_in
from accounts.typed import forget, is_kept, keeps_what_is_typed, sent
from artsmark_site.http import same_origin_post
from enquiries import talking
from enquiries.asked import partners_of
from enquiries.asking import drafts
from enquiries.asking import services as asking
from enquiries.asking.views import user_of
from enquiries.choices import Side
from enquiries.collaborations.beginning import may_be_recorded, settings_to_record
from enquiries.models import Enquiry, EnquiryRecipient
from enquiries.refusal import ERASED, CannotAsk
from enquiries.sender import services
from enquiries.sender.forms import MessageForm
from enquiries.sender.links import of_sender

type View[**P] = Callable[Concatenate[HttpRequest, Enquiry, str, P], HttpResponseBase]


def for_sender[**P](view: View[P]) -> Callable[..., HttpResponseBase]:
    """Hand the view the enquiry of its address: by the link's token, or of whoever is signed in.

    Each action has two addresses for that; the token of the second is empty.
    """

    @login_not_required
    @same_origin_post
    @never_cache
    @wraps(view)
    def guarded(
        request: HttpRequest, pk: int, token: str = "", *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if token:
            enquiry = of_sender(pk, token)
            if enquiry is None:
                return _ended(request)
        elif (user := signed_in(request)) is None:
            # What somebody was typing waits at its own address.
            asked = reverse("enquiries:asked", args=[pk])
            return redirect_to_login(request.path if is_kept(request) else asked)
        else:
            enquiry = get_object_or_404(Enquiry.objects.asked_by(user), pk=pk)
        try:
            return view(request, enquiry, token, *args, **kwargs)
        except ERASED as gone:
            if token:
                return _ended(request)
            raise Http404 from gone

    return guarded


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/sender_ended.html", status=410)


@require_safe
@for_sender
def enquiry(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    """Whom they asked, what each says, and what can be done now."""
    return _page(request, enquiry, token)


def _page(
    request: HttpRequest,
    enquiry: Enquiry,
    token: str,
    form: MessageForm | None = None,
    about: int = 0,
    problem: str = "",
) -> HttpResponse:
    """`form` is what was typed to the recipient `about`, with what is wrong with it."""
    asked = partners_of(enquiry)
    forms = [
        form if form and one.recipient.pk == about else MessageForm(prefix=str(one.recipient.pk))
        for one in asked
    ]
    for one in forms:
        one.label_suffix = ""
    context = {
        "enquiry": enquiry,
        "asked": list(zip(asked, forms, strict=True)),
        "is_open": any(one.is_open for one in asked),
        "here": _path(enquiry, token),
        "to_record": [one.recipient.pk for one in asked if may_be_recorded(one.recipient)],
        "settings_to_record": settings_to_record(enquiry, signed_in(request)),
        "form": form,
        "problem": problem,
    }
    return render(request, "enquiries/sender.html", context)


def _path(enquiry: Enquiry, token: str) -> str:
    if token:
        return reverse("enquiries:sender", args=[enquiry.pk, token])
    return reverse("enquiries:asked", args=[enquiry.pk])


def _write(request: HttpRequest, enquiry: Enquiry, token: str, recipient_pk: int) -> HttpResponse:
    """Opened, it holds what was typed before they signed in again."""
    recipient = get_object_or_404(EnquiryRecipient.objects.sent(), pk=recipient_pk, enquiry=enquiry)
    form = MessageForm(sent(request), prefix=str(recipient.pk))
    if request.method != "POST" and not form.is_bound:
        return redirect(f"{_path(enquiry, token)}#asked-{recipient.pk}")
    if request.method == "POST" and form.is_valid():
        try:
            by = request.user if isinstance(request.user, User) and not token else None
            talking.write(recipient, Side.SENDER, form.cleaned_data["text"], by=by)
        except talking.CannotWrite as refusal:
            form.add_error("text", str(refusal))
        else:
            forget(request)
            return redirect(f"{_path(enquiry, token)}#asked-{recipient.pk}")
    return _page(request, enquiry, token, form, recipient.pk)


_writes = require_http_methods(["GET", "HEAD", "POST"])
write = _writes(for_sender(_write))
write_signed_in = _writes(for_sender(keeps_what_is_typed(_write)))


@require_POST
@for_sender
def show_address(
    request: HttpRequest, enquiry: Enquiry, token: str, recipient_pk: int
) -> HttpResponse:
    """Chosen for each partner, and taken back in the same place."""
    recipient = get_object_or_404(EnquiryRecipient.objects.sent(), pk=recipient_pk, enquiry=enquiry)
    services.show_address(recipient, shown=request.POST.get("show") == "1")
    return redirect(f"{_path(enquiry, token)}#asked-{recipient.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_sender
def close(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    """Asked once more, as nobody can open it again."""
    if request.method != "POST":
        return _ask_to_close(request, enquiry, token)
    services.close(enquiry, by=user_of(request) if not token else None)
    return redirect(_path(enquiry, token))


def _ask_to_close(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    here = _path(enquiry, token)
    still_open = [one for one in partners_of(enquiry) if one.is_open]
    if not still_open:
        return redirect(here)
    context = {"enquiry": enquiry, "asked": still_open, "here": here}
    return render(request, "enquiries/close.html", context)


@require_POST
@for_sender
def again(request: HttpRequest, enquiry: Enquiry, token: str) -> HttpResponse:
    """A new enquiry like this one, to be read and changed before it goes."""
    try:
        draft = asking.ask_again(enquiry, draft=drafts.current(request), user=user_of(request))
    except CannotAsk as refusal:
        return _page(request, enquiry, token, problem=str(refusal))
    return drafts.keep(redirect("enquiries:step", "who"), draft)
