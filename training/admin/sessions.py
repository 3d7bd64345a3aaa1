"""Sessions: entering them, and everything that is done with one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE, history_of
from partners.admin.pages import DirectoryAdmin, chosen_rows
from training import hosting
from training.admin.booking_for import BooksForOthers
from training.admin.export import ExportsRegisters
from training.admin.filters import WhenItIs
from training.admin.letters import WritesToPeople
from training.admin.moving import MovesAndCopies
from training.admin.pages import said_if_refused
from training.admin.register import KeepsRegisters
from training.choices import BookingState, SessionState
from training.models import TrainingSession
from training.staff_forms import CancelForm, SessionForm

_WHERE_AND_WHEN = ("starts_at", "ends_at", "format", "venue_name", "address", "postcode")
_ENDED = (SessionState.CANCELLED, SessionState.COMPLETED)


@admin.register(TrainingSession)
class TrainingSessionAdmin(
    OwnArea,
    KeepsRegisters,
    ExportsRegisters,
    MovesAndCopies,
    BooksForOthers,
    WritesToPeople,
    DirectoryAdmin,
):
    form = SessionForm
    list_display = ("title", "starts_at", "places", "waiting", "state", "where", "kind")
    list_filter = (
        WhenItIs,
        ("state", admin.ChoicesFieldListFilter),
        ("kind", admin.ChoicesFieldListFilter),
        ("format", admin.ChoicesFieldListFilter),
        ("bridge", admin.RelatedOnlyFieldListFilter),
    )
    left_out_of_lists = ("position",)
    search_fields = ("title", "venue_name", "postcode")
    search_help_text = "By title, venue or postcode."
    ordering = ("-starts_at", "-pk")
    actions = ("open_booking", "close_booking", "call_off")
    readonly_fields = ("state", "places", "history")
    fieldsets = (
        ("How it stands", {"fields": ("state", "places", "history")}),
        ("What it is", {"fields": ("bridge", "kind", "title", "purpose", "for_whom", "agenda")}),
        (
            "When and where",
            {
                "fields": (*_WHERE_AND_WHEN, "venue_access", "getting_there", "joining_link"),
                "description": (
                    "Times are those on the clock in England. Once visitors see the session, time "
                    "and place are changed with “Move”, which tells everybody."
                ),
            },
        ),
        (
            "Booking",
            {
                "fields": (
                    *("capacity", "most_per_organisation"),
                    *("booking_opens_at", "booking_closes_at", "own_area_until"),
                )
            },
        ),
    )

    # --- The list ---------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        waits = Q(bookings__state=BookingState.WAITLISTED)
        return super().get_queryset(request).annotate(wait=Count("bookings", filter=waits))

    @admin.display(description="where", ordering="venue_name")
    def where(self, session: TrainingSession) -> str:
        return "Online" if session.is_online else session.venue_name

    @admin.display(description="places taken", ordering="seats_taken")
    def places(self, session: TrainingSession) -> str:
        taken = f"{session.seats_taken} of {session.capacity}"
        return f"{taken}: over by {session.over_by}" if session.over_by else taken

    @admin.display(description="wait", ordering="wait")
    def waiting(self, session: TrainingSession) -> int:
        return session.wait  # type: ignore[attr-defined]

    @admin.display(description="decisions")
    def history(self, session: TrainingSession) -> SafeString:
        return history_of(session)

    # --- The form ---------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: TrainingSession | None = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[1:]

    def get_readonly_fields(self, request: HttpRequest, obj: TrainingSession | None = None) -> Any:
        """What visitors were told is moved; what has ended stays as it was."""
        if obj is None or obj.state == SessionState.DRAFT:
            return self.readonly_fields
        if obj.state in _ENDED:
            return [name for _, given in self.fieldsets for name in given["fields"]]
        return (*self.readonly_fields, "bridge", "kind", *_WHERE_AND_WHEN)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """The bodies for which somebody works."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "bridge" and field is not None:
            field.queryset = bodies = person(request).writes_for()
            field.initial = bodies.first() if len(bodies) == 1 else None
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def view_on_site(self, session: TrainingSession) -> str | None:
        return None if session.state == SessionState.DRAFT else session.get_absolute_url()

    def save_model(
        self, request: HttpRequest, obj: TrainingSession, form: forms.ModelForm, change: bool
    ) -> None:
        """More places: the list moves up. Fewer: nobody is put out, and it is over by some.

        Of another joining link those who come are told.
        """
        wanted, link = obj.capacity, obj.joining_link
        for name in {"capacity", "joining_link"}.intersection(form.changed_data if change else ()):
            setattr(obj, name, form.initial[name])
        super().save_model(request, obj, form, change)
        if wanted != obj.capacity:
            done = hosting.set_capacity(session=obj, capacity=wanted, by=person(request))
            if done.over_by:
                text = f"It is over by {done.over_by}: nobody loses a place."
                messages.warning(request, text)
        if link != obj.joining_link and (told := hosting.set_joining_link(session=obj, link=link)):
            messages.info(request, f"People told of the joining link: {told}.")

    def has_delete_permission(
        self, request: HttpRequest, obj: TrainingSession | None = None
    ) -> bool:
        """What visitors never saw and nobody booked; all else is cancelled."""
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return obj.state == SessionState.DRAFT and not obj.bookings.exists()

    # --- Decisions --------------------------------------------------------------------------

    @admin.action(description="Open for booking", permissions=["change"], location=EVERYWHERE)
    def open_booking(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, hosting.open_booking, "open for booking")

    @admin.action(description="Close booking", permissions=["change"], location=EVERYWHERE)
    def close_booking(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, hosting.close_booking, "closed for booking")

    @admin.action(description="Cancel", permissions=["change"], location=EVERYWHERE)
    def call_off(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks why, on a page that says how many are told."""
        form = CancelForm(request.POST if "with_reason" in request.POST else None)
        if form.is_valid():
            told = {"reason": form.cleaned_data["reason"]}
            self._each(request, queryset, hosting.call_off, "cancelled", **told)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Cancel",
            "opts": self.opts,
            "form": form,
            "rows": [(one, one.bookings.standing().count()) for one in queryset],
            "chosen": chosen_rows(request, "call_off"),
            "here": request.get_full_path(),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/training/cancel.html", context)

    def _each(
        self, request: HttpRequest, queryset: QuerySet, change: Any, done: str, **told: Any
    ) -> None:
        for session in queryset:
            if not self.has_change_permission(request, session):
                continue
            with said_if_refused(request):
                change(session=session, by=person(request), **told)
                self.log_change(request, session, f"{done.capitalize()}.")
                messages.success(request, f"{session}: {done}.")
