"""A setting's pages: what it did with whom, recorded in a minute and completed later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from enquiries.choices import Party
from enquiries.collaborations import pictures, services
from enquiries.collaborations.beginning import initial_of, out_of, partners_like
from enquiries.collaborations.days import days_of
from enquiries.collaborations.forms import RecordForm, SettingForm
from enquiries.models import Collaboration, EnquiryRecipient
from settings_schools.models import EducationSetting
from settings_schools.people.access import of_setting


@require_safe
@of_setting
def listing(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """All of them, and the answered enquiries that may become one."""
    asked = EnquiryRecipient.objects.of_setting(setting, person(request)).to_record()
    context = {
        "setting": setting,
        "collaborations": Collaboration.objects.of_setting(setting).for_reading(),
        "answered": asked,
    }
    return render(request, "collaborations/setting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def record(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """Three fields; where the name is like one of the directory, one question more."""
    found = partners_like(request.POST.get("partner", "")[:120]) if request.POST else []
    form = RecordForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, setting, form)
        except services.CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("collaborations:of-setting", setting.pk, kept.pk)
    context = {"setting": setting, "form": form}
    return render(request, "collaborations/record.html", context)


def _keep(request: HttpRequest, setting: EducationSetting, form: RecordForm) -> Collaboration:
    said, partner = form.cleaned_data, form.chosen()
    new = Collaboration(
        setting=setting,
        organisation=partner,
        other_name="" if partner else said["partner"],
        title=said["title"],
        first_on=said["first_on"],
    )
    kept = services.begin(collaboration=new, side=Party.SETTING, by=person(request))
    then = f" We ask {partner} to confirm it." if partner else ""
    messages.success(request, f"It is recorded.{then} Add to it now, or when you have time.")
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def from_enquiry(
    request: HttpRequest, setting: EducationSetting, recipient_pk: int
) -> HttpResponse:
    """The setting begins it, out of an enquiry that was answered."""
    theirs = EnquiryRecipient.objects.of_setting(setting, person(request)).to_record()
    recipient = get_object_or_404(theirs, pk=recipient_pk)
    new = out_of(recipient, setting)
    form = SettingForm(request.POST or None, instance=new, initial=initial_of(recipient))
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.begin(
                collaboration=new, side=Party.SETTING, by=person(request), lists=form.lists
            )
        except services.CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"It is recorded. We ask {recipient.organisation} to confirm it."
            )
            return redirect("collaborations:of-setting", setting.pk, kept.pk)
    context = {"setting": setting, "recipient": recipient, "form": form}
    return render(request, "collaborations/from_enquiry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def one(request: HttpRequest, setting: EducationSetting, collaboration_pk: int) -> HttpResponse:
    """How it stands, and the form that completes it."""
    row = _of(setting, collaboration_pk)
    form = SettingForm(request.POST or None, instance=_of(setting, collaboration_pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                collaboration=row, side=Party.SETTING, values=form.values, lists=form.lists
            )
        except services.CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("collaborations:of-setting", setting.pk, row.pk)
    context = {
        "setting": setting,
        "collaboration": row,
        "days": days_of(row),
        "side": Party.SETTING,
        "form": form,
        "may_change": services.may_change(row, Party.SETTING),
        "may_remove": services.may_remove(row, Party.SETTING),
        "is_named": hasattr(row, "name_to_invite"),
        "pictures": pictures.of(row),
    }
    return render(request, "collaborations/of_setting.html", context)


@require_POST
@of_setting
def confirm(request: HttpRequest, setting: EducationSetting, collaboration_pk: int) -> HttpResponse:
    return _answer(request, setting, collaboration_pk, happened=True)


@require_POST
@of_setting
def deny(request: HttpRequest, setting: EducationSetting, collaboration_pk: int) -> HttpResponse:
    return _answer(request, setting, collaboration_pk, happened=False)


def _answer(
    request: HttpRequest, setting: EducationSetting, pk: int, *, happened: bool
) -> HttpResponse:
    row = _of(setting, pk)
    act = services.confirm if happened else services.deny
    try:
        act(collaboration=row, side=Party.SETTING, by=person(request))
    except services.CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Noted: it is right." if happened else "Noted: it did not.")
    return redirect("collaborations:of-setting", setting.pk, row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_setting
def remove(request: HttpRequest, setting: EducationSetting, collaboration_pk: int) -> HttpResponse:
    """A page with one button: what is removed is gone."""
    row = _of(setting, collaboration_pk)
    if request.method == "POST":
        try:
            services.remove(collaboration=row, side=Party.SETTING)
        except services.CannotDo as refusal:
            messages.error(request, str(refusal))
            return redirect("collaborations:of-setting", setting.pk, row.pk)
        messages.success(request, "It is removed.")
        return redirect("collaborations:setting", setting.pk)
    context = {"setting": setting, "collaboration": row}
    return render(request, "collaborations/remove.html", context)


@require_POST
@of_setting
def invite(request: HttpRequest, setting: EducationSetting, collaboration_pk: int) -> HttpResponse:
    """Let the Bridge know the name, or no longer."""
    row = _of(setting, collaboration_pk)
    wanted = "invite" in request.POST
    services.let_invite(collaboration=row, wanted=wanted)
    said = "Your Bridge sees the name, and that you named it." if wanted else "Nobody sees it."
    messages.success(request, said)
    return redirect("collaborations:of-setting", setting.pk, row.pk)


def _of(setting: EducationSetting, pk: int) -> Collaboration:
    return get_object_or_404(Collaboration.objects.of_setting(setting).for_reading(), pk=pk)
