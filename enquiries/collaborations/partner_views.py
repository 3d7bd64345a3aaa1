"""A partner's pages: which settings it worked with, for which criteria, and for how many pupils."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from enquiries.choices import Party
from enquiries.collaborations import services
from enquiries.collaborations.beginning import initial_of, out_of
from enquiries.collaborations.days import days_of
from enquiries.collaborations.forms import FactsForm
from enquiries.collaborations.reached import reached_by
from enquiries.collaborations.spreadsheets import download, sheet_of_partner
from enquiries.models import Collaboration, EnquiryRecipient
from partners.models import Organisation
from partners.my.views import of_member


@never_cache
@require_safe
@of_member
def listing(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All of them, what they add up to, and the answered enquiries that may become one."""
    rows = list(Collaboration.objects.of_partner(organisation).for_reading())
    answered = EnquiryRecipient.objects.of(organisation).to_record()
    context = {
        "organisation": organisation,
        "collaborations": rows,
        "reached": reached_by(rows),
        "answered": answered.filter(enquiry__setting__isnull=False),
    }
    return render(request, "collaborations/partner.html", context)


@never_cache
@require_safe
@of_member
def spreadsheet(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    rows = list(Collaboration.objects.of_partner(organisation).happened().for_reading())
    return download(sheet_of_partner(organisation, rows), "collaborations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def from_enquiry(
    request: HttpRequest, organisation: Organisation, recipient_pk: int
) -> HttpResponse:
    """The partner begins it, with a setting that the enquiry names."""
    theirs = EnquiryRecipient.objects.of(organisation).to_record()
    recipient = get_object_or_404(theirs, pk=recipient_pk)
    if (setting := recipient.enquiry.setting) is None:
        raise Http404
    new = out_of(recipient, setting)
    form = FactsForm(request.POST or None, instance=new, initial=initial_of(recipient))
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.begin(
                collaboration=new, side=Party.PARTNER, by=person(request), lists=form.lists
            )
        except services.CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"It is recorded. We ask {kept.setting.name} to confirm it.")
            return redirect("collaborations:of-partner", organisation.pk, kept.pk)
    context = {"organisation": organisation, "recipient": recipient, "form": form}
    return render(request, "collaborations/from_enquiry.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def one(request: HttpRequest, organisation: Organisation, collaboration_pk: int) -> HttpResponse:
    """How it stands; until the setting confirmed it, also the form that changes it."""
    row = _of(organisation, collaboration_pk)
    form = FactsForm(request.POST or None, instance=_of(organisation, collaboration_pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                collaboration=row, side=Party.PARTNER, values=form.values, lists=form.lists
            )
        except services.CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("collaborations:of-partner", organisation.pk, row.pk)
    context = {
        "organisation": organisation,
        "collaboration": row,
        "days": days_of(row),
        "side": Party.PARTNER,
        "form": form,
        "may_change": services.may_change(row, Party.PARTNER),
        "may_remove": services.may_remove(row, Party.PARTNER),
    }
    return render(request, "collaborations/of_partner.html", context)


@require_POST
@of_member
def confirm(
    request: HttpRequest, organisation: Organisation, collaboration_pk: int
) -> HttpResponse:
    return _answer(request, organisation, collaboration_pk, happened=True)


@require_POST
@of_member
def deny(request: HttpRequest, organisation: Organisation, collaboration_pk: int) -> HttpResponse:
    return _answer(request, organisation, collaboration_pk, happened=False)


def _answer(
    request: HttpRequest, organisation: Organisation, pk: int, *, happened: bool
) -> HttpResponse:
    row = _of(organisation, pk)
    act = services.confirm if happened else services.deny
    try:
        act(collaboration=row, side=Party.PARTNER, by=person(request))
    except services.CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Noted: it is right." if happened else "Noted: it did not.")
    return redirect("collaborations:of-partner", organisation.pk, row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def remove(request: HttpRequest, organisation: Organisation, collaboration_pk: int) -> HttpResponse:
    """A page with one button: what is removed is gone."""
    row = _of(organisation, collaboration_pk)
    if request.method == "POST":
        try:
            services.remove(collaboration=row, side=Party.PARTNER)
        except services.CannotDo as refusal:
            messages.error(request, str(refusal))
            return redirect("collaborations:of-partner", organisation.pk, row.pk)
        messages.success(request, "It is removed.")
        return redirect("collaborations:partner", organisation.pk)
    context = {"organisation": organisation, "collaboration": row}
    return render(request, "collaborations/remove.html", context)


def _of(organisation: Organisation, pk: int) -> Collaboration:
    return get_object_or_404(Collaboration.objects.of_partner(organisation).for_reading(), pk=pk)
