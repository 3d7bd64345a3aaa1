"""The page of the register: who comes, who came, and what was marked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone

from artsmark_site.http import number_in, person
from training import attendance
from training.admin.pages import SessionPages, said_if_refused
from training.choices import MARKED, BookingState
from training.models import TrainingSession
from training.register import register_of
from training.words import place_of, when

# A mark, or to take one back.
_MARKS = {state.value: state for state in (*MARKED, BookingState.CONFIRMED)}


class KeepsRegisters(SessionPages):
    """Adds that page to those of a session."""

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/register/", self.register, "register"), *super().get_urls()]

    def register(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To be printed before, and marked after; each button is one mark."""
        session = self.session_of(request, pk)
        if request.method == "POST":
            with said_if_refused(request):
                self._mark(request, session)
            return redirect(request.path)
        return self.about(
            request,
            session,
            "register",
            title=f"Register: {session}",
            register=register_of(session, timezone.now()),
            when=when(session),
            where=place_of(session),
            marks=[(state.value, state.label) for state in MARKED],
        )

    def _mark(self, request: HttpRequest, session: TrainingSession) -> None:
        """`mark` is “attended:12”, a state and a booking; `rest` a state for all without one."""
        by = person(request)
        name, _, number = request.POST.get("mark", "").partition(":")
        rest = request.POST.get("rest", "")
        if name in _MARKS:
            numbers = [number_in(number)]
            state = _MARKS[name]
            done = attendance.mark(session=session, numbers=numbers, state=state, by=by)
        elif rest in _MARKS:
            state = _MARKS[rest]
            done, left_out = attendance.mark_rest(session=session, state=state, by=by)
            if left_out:
                names = ", ".join(left_out)
                text = f"Not marked, for they are of your own organisation: {names}."
                messages.warning(request, f"{text} A colleague marks them.")
        else:
            return
        if done:
            what = "Taken back" if state == BookingState.CONFIRMED else state.label
            self.log_change(request, session, f"{what}: {done}.")
            messages.success(request, f"{what}: {done}.")
        else:
            messages.info(request, "That was marked already.")
