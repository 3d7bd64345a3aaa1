"""Deleting one's account, downloading what is held; and staff who delete somebody else's."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from artsmark_site.http import person, same_origin_post
from artsmark_site.personal_data import emails, exporting, services, without_account
from artsmark_site.personal_data.forms import AddressForm, WhyForm
from artsmark_site.personal_data.reasons import Why


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def delete_account(request: HttpRequest) -> HttpResponse:
    """What happens, and one button; the password is asked for when it is pressed."""
    user = person(request)
    if request.method == "POST":
        try:
            services.delete_account(user=user, why=Why.THEMSELVES)
        except services.CannotDelete as refusal:
            messages.error(request, str(refusal))
            return redirect("delete-account")
        logout(request)
        return redirect("account-deleted")
    return render(request, "personal_data/delete_account.html", _consequences(user))


def _consequences(user: User) -> dict[str, Any]:
    return {
        "left_alone": services.would_be_left_alone(user),
        "is_last_administrator": services.is_last_administrator(user),
        "contact_of": services.contact_of(user),
    }


@login_not_required
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "personal_data/account_deleted.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def download(request: HttpRequest) -> HttpResponse:
    """A page that says what is in the file, and the file."""
    if request.method != "POST":
        return render(request, "personal_data/download.html")
    return _file(exporting.told(person(request)))


def _file(held: dict[str, Any]) -> HttpResponse:
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return answer


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest) -> HttpResponse:
    """For those without an account: a link to their address leads to what is held about it."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        without_account.send_link(form.cleaned_data["email"].lower())
        return redirect("held-asked")
    return render(request, "personal_data/held.html", {"form": form})


@login_not_required
@require_safe
def held_asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not say which addresses we know."""
    return render(request, "personal_data/held_asked.html")


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held_at(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Download it, or delete it. Opening it changes nothing: mail scanners do that."""
    address = emails.address_proved(pk, token)
    if not address:
        return render(request, "personal_data/held_ended.html", status=410)
    has_account = without_account.has_account(address)
    if request.method == "POST" and not has_account:
        without_account.erase(address)
        return render(request, "personal_data/held_deleted.html")
    context = {"address": address, "has_account": has_account, "here": request.path}
    return render(request, "personal_data/held_at.html", context)


@login_not_required
@same_origin_post
@never_cache
@require_POST
def held_download(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    address = emails.address_proved(pk, token)
    if not address or without_account.has_account(address):
        return redirect("held-at", pk, token)
    return _file(exporting.told_at(address))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_person(request: HttpRequest, pk: int) -> HttpResponse:
    """National staff delete somebody's account, as that person could, and say why."""
    if not request.user.has_perm("accounts.delete_user"):
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = Why(form.cleaned_data["why"])
        try:
            services.delete_account(user=user, why=why, by=person(request))
        except services.CannotDelete as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The account is deleted, and all that was that person's.")
            return redirect("admin:accounts_user_changelist")
    context = {
        **admin.site.each_context(request),
        "title": "Delete this account",
        "opts": User._meta,
        "user_to_delete": user,
        "form": form,
        **_consequences(user),
    }
    return render(request, "admin/accounts/user/delete_account.html", context)
