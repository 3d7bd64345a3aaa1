"""A letter of staff to all who come to a session, or to all who wait."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from training import hosting
from training.admin.pages import SessionPages, sent_by
from training.hosting import Whom
from training.staff_forms import MessageForm


class WritesToPeople(SessionPages):
    """Adds that page to those of a session. Nothing goes before “Send it”."""

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/write/", self.write, "write"), *super().get_urls()]

    def write(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session_of(request, pk)
        form = MessageForm(sent_by(request), initial={"to": Whom.COMING})
        people = None
        if form.is_valid():
            people = hosting.audience(session, form.cleaned_data["to"])
            if "send" in request.POST and people:
                told = hosting.write_to(session=session, **form.cleaned_data)
                self.log_change(request, session, f"Wrote to {told}.")
                said = f"People written to: {told}." if told else "This was sent already."
                messages.success(request, said)
                return redirect("admin:training_trainingsession_register", pk)
        counts = [
            (label, hosting.audience(session, Whom(to)).count()) for to, label in Whom.choices
        ]
        title = f"Write to people: {session}"
        return self.about(
            request, session, "write", title=title, form=form, people=people, counts=counts
        )
