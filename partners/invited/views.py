"""The page of an invitation, readable on a phone; and the one on which news is refused."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from artsmark_site.http import ends_by_one_click
from partners.invited import services
from partners.invited.facts import facts_of_entry
from partners.invited.forms import NotUsForm
from partners.letters.links import invited as invited_by
from partners.letters.links import news_reader
from partners.members.services import CannotChangeMembers
from partners.models import Addressee, CodeOfPractice
from partners.my.forms import CodeForm
from partners.my.steps import missing_beside_code

_TEMPLATE = "partners/invited/invited.html"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What we know of them, and three answers. Opening it changes nothing: mail scanners do that.

    Before they sign in only “This is not us” can be answered.
    """
    addressee = invited_by(pk, token)
    if addressee is None:
        return render(request, "partners/invited/ended.html", status=410)
    user = request.user if isinstance(request.user, User) else None
    if addressee.organisation.members.exists():
        return _taken(request, addressee, user)
    if request.method == "POST":
        return _answered(request, addressee, user)
    name = user.name if user else ""
    return _page(request, addressee, user, CodeForm(initial={"name": name}))


def _answered(request: HttpRequest, addressee: Addressee, user: User | None) -> HttpResponse:
    if "not-us" in request.POST:
        form = NotUsForm(request.POST)
        if not form.is_valid():
            return _page(request, addressee, user, CodeForm(), not_us=form)
        services.say_it_is_not_us(addressee=addressee, words=form.cleaned_data["words"])
        return render(request, "partners/invited/not_us.html")
    if user is None:
        return redirect(request.path)
    try:
        if "change" in request.POST:
            organisation = services.take_over(addressee=addressee, user=user)
            return redirect("my-organisation:tasks", organisation.pk)
        return _it_is_right(request, addressee, user)
    except CannotChangeMembers as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)


def _it_is_right(request: HttpRequest, addressee: Addressee, user: User) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, addressee, user, form)
    name = form.cleaned_data["name"]
    missing = services.say_it_is_right(addressee=addressee, user=user, name=name)
    if missing:
        messages.info(request, f"Thank you. Before it can be handed in: {', '.join(missing)}.")
        return redirect("my-organisation:tasks", addressee.organisation_id)
    return redirect("my-organisation:submitted", addressee.organisation_id)


def _taken(request: HttpRequest, addressee: Addressee, user: User | None) -> HttpResponse:
    """Somebody looks after it by now: perhaps whoever asks."""
    if user and addressee.organisation.members.filter(user=user).exists():
        return redirect("my-organisation:tasks", addressee.organisation_id)
    return render(request, "partners/invited/ended.html", {"taken": addressee.organisation})


def _page(
    request: HttpRequest,
    addressee: Addressee,
    user: User | None,
    form: CodeForm,
    not_us: NotUsForm | None = None,
) -> HttpResponse:
    still_missing = missing_beside_code(addressee.organisation)
    context: dict[str, Any] = {
        "addressee": addressee,
        "organisation": addressee.organisation,
        "facts": facts_of_entry(addressee.organisation),
        "form": form,
        "not_us": not_us or NotUsForm(),
        "code": CodeOfPractice.objects.current(),
        "is_theirs": user is not None and services.was_sent_to(addressee, user),
        "next": request.path,
        "still_missing": still_missing,
        "right_button": "It is right: accept the Code and go on"
        if still_missing
        else "It is right: accept the Code and hand it in",
    }
    return render(request, _TEMPLATE, context)


@login_not_required
@ends_by_one_click
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_news(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The link at the foot of news. Opening it changes nothing."""
    addressee = news_reader(pk, token)
    if addressee is None:
        return render(request, "partners/invited/ended.html", status=410)
    if request.method == "POST":
        services.refuse_news(addressee=addressee)
        return render(request, "partners/invited/news_refused.html")
    return render(request, "partners/invited/no_news.html", {"next": request.path})
