"""Where somebody writes an enquiry: without an account, one thing a page."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import connection_of
from accounts.models import User
from accounts.sessions import signed_in
from artsmark_site.http import same_origin_post
from enquiries import sending
from enquiries.asking import drafts, limits, services
from enquiries.asking.forms import CheckForm
from enquiries.asking.steps import BY_SLUG, CHECK, WHO, Step, missing, place_of
from enquiries.asking.where import authority_near
from enquiries.asking.whom import TOO_MANY, Whom, choose, numbers, offers_of
from enquiries.choices import EnquiryState
from enquiries.links import sender_token
from enquiries.models import Enquiry, EnquiryRecipient
from enquiries.refusal import CannotAsk
from enquiries.sender.links import to_confirm
from partners.merging.heirs import heir_of
from partners.models import Organisation
from partners.views import not_listed
from settings_schools.models import MOST_ASKED


def user_of(request: HttpRequest) -> User | None:
    """Whoever is signed in with an address that is theirs."""
    user = signed_in(request)
    return user if user and services.confirmed_address(user) else None


def _draft_of(request: HttpRequest) -> Enquiry | None:
    """As it will be when whoever is signed in goes on with it."""
    draft, user = drafts.current(request), user_of(request)
    if draft is not None and user is not None:
        services.hand_to(draft, user)
    return draft


@login_not_required
@never_cache
@require_safe
def ask(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """The first page for one partner: what its own page leads to."""
    organisation = Organisation.objects.public().filter(pk=pk).first()
    if organisation is None:
        former = Organisation.objects.once_listed().with_heir().filter(pk=pk).first()
        heir = heir_of(former) if former else None
        organisation = Organisation.objects.public().filter(pk=heir.pk if heir else 0).first()
    if organisation is None:
        return not_listed(request, pk)
    if (pk, slug) != (organisation.pk, organisation.slug):
        query = request.META.get("QUERY_STRING", "")
        address = reverse("enquiries:ask", args=[organisation.pk, organisation.slug])
        return redirect(f"{address}?{query}" if query else address)
    return _who(request, [organisation.pk])


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Whom to ask, as a shortlist names them; the button keeps the choice."""
    if request.method != "POST":
        ids = numbers(request.GET.getlist("partner"))
        if not ids and drafts.current(request):
            return redirect("enquiries:step", WHO)
        return _who(request, ids)
    whom = choose(numbers(request.POST.getlist("partner")))
    offers = offers_of(whom.can, numbers(request.POST.getlist("offer")))
    draft = drafts.current(request)
    try:
        limits.check_connection(request)
        enquiry = services.ask_these(
            draft,
            partners=whom.can,
            offers=offers,
            user=user_of(request),
            authority=authority_near(_near(request)),
        )
    except Enquiry.DoesNotExist:  # it was sent, or thrown away, a moment ago
        return redirect("enquiries:begin")
    except CannotAsk as refusal:
        ids = numbers(request.POST.getlist("shown"))
        return _who(request, ids, ticked=[one.pk for one in whom.can], problem=str(refusal))
    return drafts.keep(_next(request, enquiry), enquiry)


def _who(
    request: HttpRequest,
    ids: Sequence[int],
    ticked: Sequence[int] | None = None,
    problem: str = "",
) -> HttpResponse:
    """Those of these ids, and whom the browser's draft asks already."""
    draft = drafts.current(request)
    already = _asked_already(draft)
    joins = set(ids) - set(already)
    whom = choose(list(dict.fromkeys([*already, *ids])))
    if ticked is None:
        ticked = [one.pk for one in whom.can]
        problem = TOO_MANY if len(ticked) > MOST_ASKED else ""
    context = {
        "draft": draft,
        "about": _the_only_one(whom),
        "joins": bool(already and joins and draft and draft.purpose),
        "repeats": bool(draft and draft.repeats_id and not joins),
        "signed_in": signed_in(request) is not None,
        "partners": [(one, one.pk in ticked) for one in whom.can],
        "left_out": whom.left_out,
        "offers": list(offers_of(whom.can, numbers(request.GET.getlist("offer"))).values()),
        "near": _near(request),
        "problem": problem,
        "today": timezone.localdate(),
        "place": place_of(WHO),
        "most": MOST_ASKED,
    }
    return render(request, "enquiries/who.html", context, status=200)


def _near(request: HttpRequest) -> str:
    """The place of the search that led here, if any."""
    return request.POST.get("near", "") or request.GET.get("near", "")


def _the_only_one(whom: Whom) -> str:
    """The name of the only one that can be asked, or that cannot."""
    names = [one.name for one in (*whom.can, *whom.cannot)]
    return names[0] if len(names) == 1 else ""


def _asked_already(draft: Enquiry | None) -> list[int]:
    if draft is None:
        return []
    return list(draft.recipients.order_by("pk").values_list("organisation", flat=True))


def _next(request: HttpRequest, enquiry: Enquiry, after: str = WHO) -> HttpResponse:
    """The first page after this one that lacks something; at the end, all of it once more."""
    lacking = set(missing(enquiry, signed_in=user_of(request) is not None))
    order = [WHO, *BY_SLUG]
    later = [slug for slug in order[order.index(after) + 1 :] if slug in lacking]
    slug = next(iter(later or [slug for slug in order if slug in lacking]), CHECK)
    return redirect("enquiries:step", slug) if slug != CHECK else redirect("enquiries:check")


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of it. What is sent after a week finds its draft gone, and begins another."""
    draft = _draft_of(request)
    if slug == WHO and draft:
        return _who(request, [])
    if slug not in BY_SLUG:
        if slug == WHO:
            return redirect("enquiries:begin")
        raise Http404
    page = BY_SLUG[slug]
    if draft is None and request.method == "POST":
        if drafts.waits_for_its_account(request):
            return _signed_out(request, page)
        draft = _from_what_the_page_named(request)
    if draft is None:
        return render(request, "enquiries/gone.html", status=410)
    try:
        return _write(request, page, draft)
    except Enquiry.DoesNotExist:  # it was sent, or thrown away, while this page was open
        return render(request, "enquiries/gone.html", status=410)


def _signed_out(request: HttpRequest, page: Step) -> HttpResponse:
    """They were away for too long: what they typed stays on the page until they are back."""
    context = {
        "form": page.signed_in(request.POST),
        "step": page,
        "place": place_of(page.slug),
        "partners": numbers(request.POST.getlist("partner")),
        "is_signed_out": True,
    }
    return render(request, "enquiries/step.html", context)


def _from_what_the_page_named(request: HttpRequest) -> Enquiry | None:
    """A page that stood open for more than a week still says who is to be asked."""
    whom = choose(numbers(request.POST.getlist("partner")))
    try:
        limits.check_connection(request)
        return services.ask_these(None, partners=whom.can, offers={}, user=user_of(request))
    except CannotAsk:
        return None


def _write(request: HttpRequest, page: Step, draft: Enquiry) -> HttpResponse:
    kind = page.signed_in if user_of(request) else page.form
    with transaction.atomic():
        if request.method == "POST":
            draft = services.locked_for_writing(draft, user_of(request))
        form = kind(request.POST if request.method == "POST" else None, instance=draft)
        if request.method == "POST" and form.is_valid():
            form.save()
            return drafts.keep(_next(request, draft, page.slug), draft)
    context = {
        "form": form,
        "step": page,
        "place": place_of(page.slug),
        "partners": _asked_already(draft),
        "may_check": not any(missing(draft, signed_in=user_of(request) is not None)),
    }
    return drafts.keep(render(request, "enquiries/step.html", context), draft)


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All of it once more, a way back to each page, and the button."""
    draft, user = _draft_of(request), user_of(request)
    if draft is None:
        return _sent_already(request) or render(request, "enquiries/gone.html", status=410)
    for slug in missing(draft, signed_in=user is not None):
        return redirect("enquiries:step", slug)
    form = CheckForm(request.POST if request.method == "POST" else None)
    whom = choose(_asked_already(draft))
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_out(draft)
        except Enquiry.DoesNotExist:  # it was thrown away, or erased, a moment ago
            return render(request, "enquiries/gone.html", status=410)
        # Whom the page did not name as left out is named first.
        was_read = {*numbers(request.POST.getlist("shown"))} == {one.pk for one in whom.can}
        may_go = whom.can and (was_read or not whom.left_out)
        if may_go and (answer := _send(request, draft, user, form)):
            return answer
    context = {
        "enquiry": draft,
        "form": form,
        "email": services.confirmed_address(user) if user else draft.email,
        "signed_in": user is not None,
        "recipients": _recipients(draft, whom),
        "left_out": whom.left_out,
        "place": place_of(CHECK),
        "today": timezone.localdate(),
    }
    return render(request, "enquiries/check.html", context)


def _recipients(enquiry: Enquiry, whom: Whom) -> list[EnquiryRecipient]:
    """Those of its partners that can be asked."""
    rows = enquiry.recipients.select_related("organisation", "offer").order_by("pk")
    return list(rows.filter(organisation__in=[one.pk for one in whom.can]))


def _send(
    request: HttpRequest, draft: Enquiry, user: User | None, form: CheckForm
) -> HttpResponse | None:
    """At once for whoever is signed in; else by a link. None if it was refused."""
    try:
        limits.check_connection(request)
        if user is None:
            services.ask_to_confirm(draft, connection=connection_of(request))
            return redirect("enquiries:link-sent")
        with transaction.atomic():
            sending.send(services.belongs_to(draft, user))
    except CannotAsk as refusal:
        form.add_error(None, str(refusal))
        return None
    except Enquiry.DoesNotExist:  # it was sent, or thrown away, while this page was open
        return _sent_already(request) or drafts.forget(redirect("enquiries:begin"))
    return drafts.forget(redirect("enquiries:asked", draft.pk))


def _sent_already(request: HttpRequest) -> HttpResponse | None:
    """The page of what they sent by the first of two presses."""
    sent = drafts.sent_by(request)
    return drafts.forget(redirect("enquiries:asked", sent.pk)) if sent else None


@login_not_required
@never_cache
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Look into your e-mail."""
    draft = drafts.current(request)
    if draft is None or draft.state != EnquiryState.UNCONFIRMED:
        return redirect("enquiries:begin")
    return render(request, "enquiries/link_sent.html", {"enquiry": draft})


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def throw_away(request: HttpRequest) -> HttpResponse:
    """Asked once more, as nobody can bring it back."""
    draft = drafts.current(request)
    if draft is not None and request.method != "POST":
        return render(request, "enquiries/throw_away.html", {"enquiry": draft})
    if draft is not None:
        services.throw_away(draft)
    return drafts.forget(redirect("enquiries:thrown-away"))


@login_not_required
@require_safe
def thrown_away(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/thrown_away.html")


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the link opens. Opening it changes nothing: mail scanners do that."""
    enquiry, draft = to_confirm(pk, token), drafts.current(request)
    is_theirs = draft is not None and draft.pk == pk
    if enquiry is not None and enquiry.state == EnquiryState.SENT:
        answer = redirect("enquiries:sender", pk, sender_token(enquiry))
        return drafts.forget(answer) if is_theirs else answer
    if enquiry is None or enquiry.state != EnquiryState.UNCONFIRMED or _is_late(enquiry):
        return _confirm_ended(request, is_theirs)
    problems: list[str] = []
    if request.method == "POST":
        if "delete" in request.POST:
            services.throw_away(enquiry)
            return drafts.forget(redirect("enquiries:thrown-away"))
        try:
            problems = services.leave_out(enquiry) or _confirmed(enquiry)
        except Enquiry.DoesNotExist:  # it was thrown away, or erased, a moment ago
            return _confirm_ended(request, is_theirs)
        if not problems:
            answer = redirect("enquiries:sender", pk, sender_token(enquiry))
            return drafts.forget(answer)
    recipients = _recipients(enquiry, choose(_asked_already(enquiry)))
    context = {
        "enquiry": enquiry,
        "recipients": recipients,
        "problems": problems,
        "is_theirs": is_theirs,
        "today": timezone.localdate(),
    }
    return render(request, "enquiries/confirm.html", context)


def _confirm_ended(request: HttpRequest, is_theirs: bool) -> HttpResponse:
    return render(request, "enquiries/confirm_ended.html", {"is_theirs": is_theirs}, status=410)


def _is_late(enquiry: Enquiry) -> bool:
    return services.link_ends_at(enquiry) <= timezone.now()


def _confirmed(enquiry: Enquiry) -> list[str]:
    """Why it was not sent after all; nothing if it was."""
    try:
        sending.send(enquiry)
    except CannotAsk as refusal:
        return [str(refusal)]
    return []
