"""Writing to a chosen list of organisations: who gets it, how it reads, and then it goes."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from artsmark_site.http import person
from artsmark_site.mail import text_of
from partners.admin.pages import chosen_rows
from partners.choices import MailingKind
from partners.letters import rounds
from partners.letters.addressing import Addresses, addresses_of
from partners.letters.forms import MailingForm
from partners.letters.samples import post_test, sample
from partners.letters.texts import Words

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class WritesToThem(_Page):
    """Adds to the list of organisations the actions that write to those chosen."""

    @admin.action(description="Invite them to take over their entries", permissions=["change"])
    def invite(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self._write(request, queryset, "invite", [MailingKind.INVITATION])

    @admin.action(description="Write to them", permissions=["change"])
    def write_to(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        kinds = [MailingKind.SERVICE, MailingKind.NEWS]
        return self._write(request, queryset, "write_to", kinds)

    def _write(
        self, request: HttpRequest, queryset: QuerySet, action: str, kinds: list[MailingKind]
    ) -> HttpResponse:
        """The letter is written on a page of its own; nothing goes before “Send it”."""
        by = person(request)
        own = queryset.model.objects.filter(pk__in=queryset.values("pk")).writable_by(by)
        typed = request.POST if "subject" in request.POST else None
        form = MailingForm(typed, by=by, kinds=kinds)
        letter, addresses = None, addresses_of(own, kinds[0])
        if form.is_valid():
            told = form.cleaned_data
            addresses = addresses_of(own, told["kind"], also_unclaimed=told["also_unclaimed"])
            if "begin" in request.POST and (done := self._begun(request, form, addresses)):
                return done
            is_news = told["kind"] == MailingKind.NEWS
            letter = sample(form.words, told["bridge"], is_news=is_news)
            if "test" in request.POST:
                post_test(form.words, told["bridge"], to=by, is_news=is_news)
                messages.success(
                    request, f"A test is on its way to {by.email}, and to nobody else."
                )
        context = {
            **self.admin_site.each_context(request),
            "title": "Invite them" if action == "invite" else "Write to them",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "letter": letter,
            "text": text_of(letter) if letter else "",
            "addresses": addresses,
            "not_ours": queryset.count() - own.count(),
            "names": form.names,
            "chosen": chosen_rows(request, action),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/partners/write_to.html", context)

    def _begun(
        self, request: HttpRequest, form: MailingForm, addresses: Addresses
    ) -> HttpResponse | None:
        told: dict[str, Any] = form.cleaned_data
        try:
            mailing = rounds.begin(
                bridge=told["bridge"],
                kind=told["kind"],
                words=Words(told["subject"], told["body"]),
                an_hour=told["an_hour"],
                addresses=addresses.found,
                form=told["form"],
                by=person(request),
            )
        except rounds.NobodyToWriteTo as refusal:
            messages.error(request, str(refusal))
            return None
        many = addresses.how_many
        messages.success(request, f"It goes to {many} address{'' if many == 1 else 'es'}.")
        return redirect("admin:partners_mailing_change", mailing.pk)
