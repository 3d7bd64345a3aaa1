"""Moving a session, and copying it to other days."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from artsmark_site.http import person
from training import hosting
from training.admin.pages import SessionPages, refused_on, sent_by
from training.copying import copy
from training.models import TrainingSession
from training.staff_forms import CopyForm, MoveForm
from training.words import place_of, when


class MovesAndCopies(SessionPages):
    """Adds both pages to those of a session."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:pk>/move/", self.move, "move"),
            self.page("<int:pk>/copy/", self.copy, "copy"),
            *super().get_urls(),
        ]

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Another time or place, of which everybody is told."""
        session = self.session_of(request, pk)
        now = {"title": f"Move {session}", "when": when(session), "where": place_of(session)}
        form = MoveForm(sent_by(request), instance=session)
        told = session.bookings.standing().count() if session.is_listed else 0
        if form.is_valid():
            with refused_on(form):
                reason = form.cleaned_data["reason"]
                by = person(request)
                moved = hosting.move(session=session, slot=form.slot, by=by, reason=reason)
                self.log_change(request, moved, "Moved.")
                messages.success(request, f"{moved}: moved. People told: {told}.")
                return redirect("admin:training_trainingsession_change", pk)
        return self.about(request, session, "move", form=form, told=told, **now)

    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drafts on other days, at the same time on the clock."""
        session = self.session_of(request, pk)
        form = CopyForm(sent_by(request), session=session)
        if form.is_valid():
            with refused_on(form):
                made = copy(session=session, by=person(request), **form.cleaned_data)
                for draft in made:
                    self.log_addition(request, draft, f"Copied from {session}.")
                return self._copied(request, made)
        return self.about(request, session, "copy", title=f"Copy {session}", form=form)

    def _copied(self, request: HttpRequest, made: list[TrainingSession]) -> HttpResponse:
        if not made:
            messages.info(request, "Nothing new: there is a session at each of these times.")
        elif len(made) == 1:
            messages.success(request, f"{made[0]}: a draft. Look through it, and open it.")
            return redirect("admin:training_trainingsession_change", made[0].pk)
        else:
            messages.success(request, f"{len(made)} drafts. Look through each, and open it.")
        return redirect("admin:training_trainingsession_changelist")
