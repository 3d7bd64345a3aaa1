"""A member's venues: listed, added, changed, removed."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.typed import forget, keeps_what_is_typed, sent
from artsmark_site.http import person
from partners.models import Organisation, Venue
from partners.my import services
from partners.my import venues as ours
from partners.my.forms import MemberVenueForm
from partners.my.views import not_now, of_member
from partners.standing import is_seen


@require_safe
@of_member
def venues(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    context = {
        "organisation": organisation,
        "entries": ours.entries_of(organisation),
        "may_write": _may_write(organisation),
    }
    return render(request, "my/organisation/venues.html", context)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def new_venue(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _edit(request, organisation, None)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def venue(request: HttpRequest, organisation: Organisation, venue_pk: int) -> HttpResponse:
    return _edit(request, organisation, venue_pk)


def _edit(request: HttpRequest, organisation: Organisation, number: int | None) -> HttpResponse:
    """The form of one of their venues, or of a new one."""
    with transaction.atomic():
        if request.method == "POST":
            organisation = services.locked_for_writing(organisation)
        entries = ours.entries_of(organisation)
        entry = _entry(entries, number) if number is not None else None
        if not _may_write(organisation):
            return not_now(request, organisation)
        form = MemberVenueForm(
            sent(request),
            instance=ours.row_of(organisation, entry)
            if entry
            else Venue(organisation=organisation),
            waiting=entry.wanted if entry else None,
            others=[name for other in entries if other is not entry for name in other.names],
        )
        if request.method == "POST" and form.is_valid() and not form.is_overtaken:
            waits = ours.save(organisation=organisation, form=form, by=person(request))
            forget(request)
            messages.success(request, _saved(organisation, waits=waits))
            return redirect("my-organisation:venues", organisation.pk)
    context = {"organisation": organisation, "entry": entry, "form": form}
    return render(request, "my/organisation/venue.html", context)


@require_POST
@of_member
def remove_venue(request: HttpRequest, organisation: Organisation, venue_pk: int) -> HttpResponse:
    """At once: a school must not travel to a place that is closed."""
    with transaction.atomic():
        organisation = services.locked_for_writing(organisation)
        entry = _entry(ours.entries_of(organisation), venue_pk)
        if not _may_write(organisation):
            return not_now(request, organisation)
        ours.remove(organisation=organisation, number=entry.number, by=person(request))
    messages.success(request, f"{entry.shown['name']} is removed.")
    return redirect("my-organisation:venues", organisation.pk)


def _may_write(organisation: Organisation) -> bool:
    return services.may_write(organisation) or services.may_change(organisation, "venues")


def _entry(entries: list[ours.Entry], number: int) -> ours.Entry:
    for entry in entries:
        if entry.number == number:
            return entry
    raise Http404


def _saved(organisation: Organisation, *, waits: bool) -> str:
    if waits:
        before = "; until then schools see what they saw before" if is_seen(organisation) else ""
        return f"Saved. It waits for approval{before}."
    return "Saved: schools see it now." if is_seen(organisation) else "Saved."
