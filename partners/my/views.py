"""A member's organisation: its task list, its steps, the Code, and handing it in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.typed import forget, keeps_what_is_typed, sent
from artsmark_site.http import person
from partners.choices import ListingState, OfferState
from partners.models import CodeOfPractice, Offer, Organisation, ReviewNote
from partners.my import reach_map, services
from partners.my.changes import open_changes, save, waiting_values
from partners.my.forms import CodeForm, step_form
from partners.my.steps import BY_SLUG, WHERE, completeness, missing, tasks_of
from partners.profile import profile_of
from partners.services import missing_facts, set_hidden
from partners.standing import why_not_public
from partners.upkeep import dates

type View[**P] = Callable[Concatenate[HttpRequest, Organisation, P], HttpResponse]


def of_member[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """Hand the view the organisation of its address, if whoever asks looks after it; else 404.

    One that was merged leads to its heir, for those who look after that.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        theirs = Organisation.objects.of_member(person(request)).for_profile()
        organisation = theirs.filter(pk=pk).first()
        if organisation is None:
            merged = get_object_or_404(Organisation.objects.with_heir(), pk=pk)
            heir = get_object_or_404(theirs, pk=merged.merged_into_id or 0)
            return redirect("my-organisation:tasks", heir.pk)
        return view(request, organisation, *args, **kwargs)

    return guarded


@require_safe
@of_member
def tasks(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is done, what is missing, and the button to hand it in."""
    context = {
        "organisation": organisation,
        "tasks": tasks_of(organisation),
        "missing": missing(organisation),
        "completeness": completeness(organisation),
        "may_write": services.may_write(organisation),
        "is_submitted": organisation.listing_state == ListingState.SUBMITTED,
        "is_returned": organisation.listing_state == ListingState.RETURNED,
        "staff_wrote": services.reason_of_decision(organisation),
        "is_over": organisation.listing_state in (ListingState.REJECTED, ListingState.ARCHIVED),
        "why_not_now": services.why_not_now(organisation),
        "hindered_by": why_not_public(organisation),
        "changes": open_changes(organisation),
        "is_listed": organisation.listing_state == ListingState.APPROVED,
        "said_right_on": dates.said_right_on(organisation),
        "may_renew": dates.may_renew(organisation, timezone.localdate()),
    }
    return render(request, "my/organisation/tasks.html", context)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def step(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    """One form of the task list, saved on its own."""
    if slug not in BY_SLUG:
        raise Http404
    if not services.may_write(organisation) and not services.may_change(organisation, slug):
        return not_now(request, organisation)
    with transaction.atomic():
        if request.method == "POST":
            organisation = services.locked_for_writing(organisation)
        form = step_form(BY_SLUG[slug])(
            sent(request),
            instance=organisation,
            waiting=waiting_values(organisation),
            notes=ReviewNote.objects.unsettled(organisation),
        )
        if request.method == "POST" and form.is_valid() and not form.is_overtaken:
            save(request, organisation, form, is_live=not services.may_write(organisation))
            forget(request)
            for said in form.what_has_passed().values():
                messages.warning(request, said)
            return _after(slug, organisation)
    shows_reach = slug == WHERE and not form.is_bound
    context = {
        "organisation": organisation,
        "step": BY_SLUG[slug],
        "form": form,
        "is_where": slug == WHERE,
        "reach": reach_map.of(organisation) if shows_reach else None,
    }
    return render(request, "my/organisation/step.html", context)


def _after(slug: str, organisation: Organisation) -> HttpResponse:
    """Where one goes from a saved step: to see on the map what became of it, or to the tasks."""
    if slug == WHERE:
        return redirect("my-organisation:step", organisation.pk, WHERE)
    return redirect("my-organisation:tasks", organisation.pk)


def not_now(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.info(request, services.why_not_now(organisation))
    return redirect("my-organisation:tasks", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def code(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The Code as it is now, and the form to accept it."""
    current = CodeOfPractice.objects.current()
    initial = {"name": person(request).name}
    form = CodeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        services.accept_code(organisation=organisation, code=current, name=name, by=person(request))
        messages.success(request, "The Code of Practice is accepted.")
        return redirect("my-organisation:tasks", organisation.pk)
    accepted = organisation.code_acceptances.filter(code=current).first()
    context = {
        "organisation": organisation,
        "code": current,
        "form": form,
        "accepted": accepted,
        "may_renew": dates.may_renew(organisation, timezone.localdate()),
    }
    return render(request, "my/organisation/code.html", context)


@require_safe
@of_member
def preview(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The profile exactly as visitors will see it, with the offers that are complete."""
    drafts = organisation.offers.filter(state=OfferState.DRAFT)
    unfinished = [offer.pk for offer in drafts if missing_facts(offer)]
    offers = Offer.objects.not_withdrawn().exclude(pk__in=unfinished)
    profile = profile_of(organisation, offers, QueryDict())
    hindered_by = why_not_public(organisation)
    context = profile | {"hindered_by": hindered_by, "our_reach": reach_map.of(organisation)}
    return render(request, "partners/organisation.html", context)


@require_POST
@of_member
def submit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    try:
        services.submit(organisation=organisation, by=person(request))
    except services.CannotSubmit as refusal:
        messages.error(request, str(refusal))
        return redirect("my-organisation:tasks", organisation.pk)
    return redirect("my-organisation:submitted", organisation.pk)


@require_safe
@of_member
def submitted(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What happens next, and when."""
    return render(request, "my/organisation/submitted.html", {"organisation": organisation})


@require_POST
@of_member
def take_back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    services.take_back(organisation=organisation, by=person(request))
    return redirect("my-organisation:tasks", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def drop(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A page with one button: what is dropped is gone."""
    if request.method == "POST":
        try:
            services.drop(organisation=organisation, by=person(request))
        except services.CannotDrop as refusal:
            messages.error(request, str(refusal))
            return redirect("my-organisation:tasks", organisation.pk)
        messages.success(request, f"{organisation.name} is dropped.")
        return redirect("my")
    is_theirs_alone = services.was_begun_by_its_owner(organisation)
    context = {"organisation": organisation, "is_theirs_alone": is_theirs_alone}
    return render(request, "my/organisation/drop.html", context)


@require_POST
@of_member
def hide(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """At once, without asking anybody."""
    set_hidden(organisation=organisation, hidden=True, by=person(request), reason="By a member.")
    messages.success(request, "Hidden from everybody.")
    return redirect("my-organisation:tasks", organisation.pk)
