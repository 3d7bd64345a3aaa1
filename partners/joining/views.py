"""`/partners/join/`: find yourself first, then ask to join, claim, or begin."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from artsmark_site.http import person
from partners.joining import services as joining
from partners.joining.finding import Candidate, Described, candidates
from partners.joining.forms import AskToJoinForm, FindYourselfForm
from partners.members import services
from partners.models import JoinRequest, Membership, Organisation

# So long somebody may think about whom they were shown.
_SEEN_FOR = 24 * 3600
_SALT = "partners.joining.seen"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def join(request: HttpRequest) -> HttpResponse:
    """What it takes, and the search for oneself; who is found is told to those who signed in."""
    if not isinstance(request.user, User):
        return render(request, "partners/join/begin.html", {"next": request.get_full_path()})
    form = FindYourselfForm(request.GET if "name" in request.GET else None)
    context = {"form": form, "asked": JoinRequest.objects.waiting().filter(user=request.user)}
    if form.is_bound and form.is_valid():
        return _found(request, form.described)
    return render(request, "partners/join/find.html", context)


def _found(request: HttpRequest, described: Described) -> HttpResponse:
    found = candidates(described)
    return render(
        request,
        "partners/join/found.html",
        {"described": described, "found": found, "seen": _seal(described, found)},
    )


def _seal(described: Described, found: list[Candidate]) -> str:
    """That somebody said this and was shown these, which a form brings back unchanged."""
    pks = [candidate.organisation.pk for candidate in found]
    return signing.dumps([list(described), pks], salt=_SALT, compress=True)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a new organisation: none of those who were shown is it, and nobody new came since."""
    try:
        words, seen = signing.loads(request.POST.get("seen", ""), salt=_SALT, max_age=_SEEN_FOR)
    except signing.BadSignature:
        return redirect("partners:join")
    described = Described(*words)
    try:
        organisation = joining.begin(described=described, seen=seen, by=person(request))
    except joining.MoreFound:
        return _found(request, described)
    except joining.TooManyBegun as refusal:
        messages.error(request, str(refusal))
        return redirect("my")
    return redirect("my-organisation:tasks", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to look after one that is there already."""
    organisation = get_object_or_404(Organisation.objects.joinable(), pk=pk)
    if Organisation.objects.of_member(person(request)).filter(pk=pk).exists():
        return redirect("my-organisation:tasks", pk)
    form = AskToJoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.ask_to_join(organisation=organisation, user=person(request), **told)
        except services.CannotChangeMembers as refusal:
            form.add_error("message", str(refusal))
        else:
            return redirect(reverse("my"))
    is_claim = not Membership.objects.acting_owners_of(organisation).exists()
    context = {"organisation": organisation, "form": form, "is_claim": is_claim}
    return render(request, "partners/join/ask.html", context)
