"""Where owners answer that it is still right, and renew the partnership."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import localize
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artsmark_site.http import person
from partners.models import CodeOfPractice, Organisation
from partners.my.views import of_member
from partners.services import RENEWAL_NOTICE
from partners.standing import is_seen, why_not_public
from partners.upkeep import services
from partners.upkeep.dates import may_renew
from partners.upkeep.forms import RenewalForm
from partners.upkeep.links import asked


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, pk: int, member_pk: int, token: str) -> HttpResponse:
    """What the yearly letter opens. Opening it changes nothing: mail scanners do that."""
    found = asked(pk, member_pk, token)
    if found is None:
        return render(request, "my/organisation/still_right_ended.html", status=410)
    notice, membership = found
    if request.method == "POST" and services.is_unanswered(notice):
        services.confirm(organisation=notice.organisation, by=membership.user)
        return redirect(request.path)
    hindered_by = why_not_public(notice.organisation)
    context = {
        "organisation": notice.organisation,
        "is_unanswered": services.is_unanswered(notice),
        "hindered_by": hindered_by,
        "is_public": not hindered_by,
    }
    return render(request, "my/organisation/still_right.html", context)


@require_POST
@of_member
def confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    services.confirm(organisation=organisation, by=person(request))
    seen = " Schools see that it was said today." if is_seen(organisation) else ""
    messages.success(request, f"Noted.{seen}")
    return redirect("my-organisation:tasks", organisation.pk)


@require_POST
@of_member
def show(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """After somebody, or the clock, hid it."""
    try:
        services.show(organisation=organisation, by=person(request))
    except services.CannotShow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is shown again.")
    return redirect("my-organisation:tasks", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def renew(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The Code once more, the promise that the profile is right, and one button."""
    form = RenewalForm(request.POST or None, initial={"name": person(request).name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            renewed = services.renew(organisation=organisation, name=name, by=person(request))
        except services.CannotRenew as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Renewed until {localize(renewed.renewal_due_on)}.")
            return redirect("my-organisation:tasks", organisation.pk)
    context = {
        "organisation": organisation,
        "code": CodeOfPractice.objects.current(),
        "form": form,
        "may_renew": may_renew(organisation, timezone.localdate()),
        "months": settings.PARTNERSHIP_MONTHS,
        "notice_days": RENEWAL_NOTICE.days,
    }
    return render(request, "my/organisation/renew.html", context)
