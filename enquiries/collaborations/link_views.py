"""What the link of a letter opens. Opening it changes nothing: mail scanners do that."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enquiries.choices import Party
from enquiries.collaborations import services
from enquiries.collaborations.days import days_of
from enquiries.collaborations.links import asked


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, side: str, member_pk: int, token: str) -> HttpResponse:
    """Did it happen? Two buttons; what was said can be taken back in the same place."""
    found = asked(pk, side, member_pk, token)
    if found is None:
        return render(request, "collaborations/link_ended.html", status=410)
    collaboration, reader = found
    refused = ""
    if request.method == "POST":
        act = services.deny if request.POST.get("happened") == "no" else services.confirm
        try:
            act(collaboration=collaboration, side=reader.side, by=reader.user)
        except services.CannotDo as refusal:
            refused = str(refusal)
        else:
            return redirect(request.path)
    is_partner = reader.side == Party.PARTNER
    context = {
        "collaboration": collaboration,
        "days": days_of(collaboration),
        "other": collaboration.setting.name if is_partner else collaboration.partner_name,
        "is_asked": collaboration.waits_for == reader.side,
        "denied_by_them": collaboration.denied_side == reader.side,
        "refused": refused,
    }
    return render(request, "collaborations/answer.html", context)
