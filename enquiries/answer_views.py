"""The partner's side: by a mailed link without signing in, or for members among their pages.

Opening a page changes nothing, as mail scanners open links: what was read is said by a button.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.typed import forget, sent
from artsmark_site.http import person
from enquiries import answering, talking
from enquiries.asked import asked_by
from enquiries.choices import Answer, Side
from enquiries.collaborations.beginning import may_be_recorded
from enquiries.facts import facts_of
from enquiries.forms import AnswerForm, MessageForm, answer_form
from enquiries.links import asked
from enquiries.models import EnquiryRecipient
from enquiries.refusal import ERASED
from partners.models import Membership, Organisation
from partners.my.views import of_member


@dataclass(frozen=True)
class Asked:
    """A thread, the member who has it open, and the address where they have it."""

    recipient: EnquiryRecipient
    member: Membership
    address: str


type View[**P] = Callable[Concatenate[HttpRequest, Asked, P], HttpResponse]


def by_link[**P](view: View[P]) -> Callable[..., HttpResponseBase]:
    """For whoever has the link of a letter; 410 once it has ended."""

    @wraps(view)
    def opened(
        request: HttpRequest, pk: int, member_pk: int, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        found = asked(pk, member_pk, token)
        if found is None:
            return _ended(request)
        address = f"/enquiries/answer/{pk}/{member_pk}/{token}/"
        try:
            return view(request, Asked(*found, address), *args, **kwargs)
        except ERASED:
            return _ended(request)

    return login_not_required(never_cache(opened))


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/link_ended.html", status=410)


def signed_in[**P](view: View[P]) -> Callable[..., HttpResponseBase]:
    """For members of the organisation that was asked; 404 for others."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        theirs = EnquiryRecipient.objects.to_members(person(request)).for_reading()
        recipient = get_object_or_404(theirs, pk=pk)
        members = Membership.objects.of(recipient.organisation)
        member = get_object_or_404(members, user=person(request))
        try:
            return view(request, Asked(recipient, member, f"/my/enquiries/{pk}/"), *args, **kwargs)
        except ERASED as gone:
            raise Http404 from gone

    return never_cache(opened)


@require_safe
def thread(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _thread(request, asked, MessageForm())


def _thread(request: HttpRequest, asked: Asked, form: MessageForm) -> HttpResponse:
    return render(request, "enquiries/received.html", {**_context(asked), "form": form})


def _context(asked: Asked) -> dict[str, Any]:
    recipient = asked.recipient
    return {
        "asked": asked,
        "recipient": recipient,
        "enquiry": recipient.enquiry,
        "organisation": recipient.organisation,
        "facts": facts_of(recipient.enquiry),
        "thread": recipient.thread(),
        "shown_address": recipient.address_of_partner,
        "shows_own": recipient.shown_by_id == asked.member.user_id,
        "may_record": may_be_recorded(recipient) and recipient.enquiry.setting_id is not None,
    }


@require_POST
def read(request: HttpRequest, asked: Asked) -> HttpResponse:
    answering.note_read(recipient=asked.recipient)
    messages.success(request, "Noted: the school sees that you have read it.")
    return redirect(asked.address)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, asked: Asked, what: str) -> HttpResponse:
    """One answer's own form. “We cannot” is shown as the school will read it before it goes."""
    if what not in Answer.values:
        raise Http404
    answer, seen = Answer(what), asked.recipient.answer
    form = answer_form(answer)(sent(request), answer=answer, initial={"seen": seen})
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if answer == Answer.CANNOT and "send" not in request.POST:
            return _preview(request, asked, form)
        return _send(request, asked, answer, form)
    if not asked.recipient.may_be_answered and not form.is_bound:
        return redirect(asked.address)
    context = {**_context(asked), "form": form, "answer": answer}
    return render(request, "enquiries/reply.html", context)


def _preview(request: HttpRequest, asked: Asked, form: AnswerForm) -> HttpResponse:
    context = {**_context(asked), "form": form, "reasons": form.reasons_in_words()}
    return render(request, "enquiries/preview.html", context)


def _send(request: HttpRequest, asked: Asked, answer: Answer, form: AnswerForm) -> HttpResponse:
    try:
        answering.answer(
            recipient=asked.recipient,
            answer=answer,
            text=form.cleaned_data["text"],
            reasons=form.cleaned_data.get("reasons", ()),
            by=asked.member.user,
            seen=form.cleaned_data["seen"],
        )
    except answering.CannotAnswer as refusal:
        # What they typed stands in the form for the next message.
        messages.error(request, str(refusal))
        now = EnquiryRecipient.objects.for_reading().sent().of(asked.recipient.organisation)
        again = Asked(get_object_or_404(now, pk=asked.recipient.pk), asked.member, asked.address)
        typed = "\n".join([*form.reasons_in_words(), form.cleaned_data["text"]])
        return _thread(request, again, MessageForm(initial={"text": typed}))
    forget(request)
    messages.success(request, "Your answer is on its way to the school.")
    return redirect(asked.address)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Opened, it holds what was typed before they signed in again."""
    form = MessageForm(sent(request))
    if request.method != "POST" and not form.is_bound:
        return redirect(asked.address)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            talking.write(asked.recipient, Side.PARTNER, text, by=asked.member.user)
        except talking.CannotWrite as refusal:
            form.add_error(None, str(refusal))
        else:
            forget(request)
            messages.success(request, "Your message is on its way to the school.")
            return redirect(asked.address)
    return _thread(request, asked, form)


@require_POST
def address(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Show the school one's own address in this thread, or no longer."""
    shows = "show" in request.POST
    answering.show_address(recipient=asked.recipient, by=asked.member.user, shows=shows)
    said = "The school sees your e-mail address now." if shows else "It is not shown any more."
    messages.success(request, said)
    return redirect(asked.address)


# --- The inbox ------------------------------------------------------------------------------


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What was sent to their organisations; of one alone, if the address names it."""
    user = person(request)
    organisations = [one.organisation for one in Membership.objects.of_user(user)]
    chosen = request.GET.get("organisation", "")
    received = EnquiryRecipient.objects.to_members(user).for_inbox()
    one = next((one for one in organisations if str(one.pk) == chosen), None)
    context = {
        "organisations": organisations,
        "chosen": one,
        "stopped": [one for one in organisations if one.enquiries_stopped_at],
        "received": received.of(one) if one else received,
        "asked": asked_by(user),
    }
    return render(request, "enquiries/inbox.html", context)


@require_POST
@of_member
def take_again(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    answering.take_again(organisation=organisation, by=person(request))
    messages.success(request, f"Schools can ask {organisation} again.")
    return redirect("enquiries:inbox")
