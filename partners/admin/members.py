"""Who asks to look after an organisation that nobody looks after, and the Code of Practice."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artsmark_site.admin import OwnArea, RowsOfNoArea, TellsWhatChanged
from artsmark_site.http import person
from partners.admin.pages import DirectoryAdmin
from partners.joining.finding import host_of
from partners.launch import in_words
from partners.members import services
from partners.models import CodeOfPractice, JoinRequest

_EVERYWHERE = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


@admin.register(JoinRequest)
class JoinRequestAdmin(OwnArea, DirectoryAdmin):
    """Claims of imported entries are decided here; of others the owners are asked first."""

    list_display = (
        *("organisation", "user", "address", "domain", "has_account_since", "kind", "state"),
        "asked_at",
    )
    list_filter = ("state", "kind")
    list_select_related = ("organisation", "user")
    read_along = ("user__emailaddress_set",)
    search_fields = ("organisation__name", "user__name", "user__email")
    ordering = ("asked_at", "pk")
    left_out_of_lists = ("organisation__position",)
    fields = readonly_fields = (
        "organisation",
        "user",
        "address",
        "domain",
        "has_account_since",
        "kind",
        "message",
        "state",
        "asked_at",
        "decided_at",
        "decided_by",
    )
    actions = ("accept", "accept_as_owner", "refuse")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="e-mail address")
    def address(self, asked: JoinRequest) -> str:
        """The one that they sign in with; whether it is theirs was seen by a letter to it."""
        email = asked.user.email
        addresses = asked.user.emailaddress_set.all()  # type: ignore[attr-defined]
        verified = any(one.verified and one.email.lower() == email for one in addresses)
        return email if verified else f"{email} (not confirmed)"

    @admin.display(description="its domain")
    def domain(self, asked: JoinRequest) -> str:
        """Beside that of the organisation's website."""
        theirs = asked.user.email.rpartition("@")[2]
        website = host_of(asked.organisation.website)
        if not website:
            return f"{theirs}; the entry has no website"
        is_same = theirs == website or theirs.endswith(f".{website}")
        return f"{theirs}, as its website" if is_same else f"{theirs}; its website is {website}"

    @admin.display(description="has an account since", ordering="user__date_joined")
    def has_account_since(self, asked: JoinRequest) -> str:
        return in_words(timezone.localdate(asked.user.date_joined))

    @admin.action(
        description="They belong to it: accept", permissions=["change"], location=_EVERYWHERE
    )
    def accept(self, request: HttpRequest, rows: QuerySet) -> None:
        self._decide(request, rows, accept=True)

    @admin.action(
        description="They belong to it: accept as an owner, where no owner can sign in",
        permissions=["change"],
        location=_EVERYWHERE,
    )
    def accept_as_owner(self, request: HttpRequest, rows: QuerySet) -> None:
        self._decide(request, rows, accept=True, as_owner=True)

    @admin.action(
        description="They do not belong to it: refuse", permissions=["change"], location=_EVERYWHERE
    )
    def refuse(self, request: HttpRequest, rows: QuerySet) -> None:
        self._decide(request, rows, accept=False)

    def _decide(
        self, request: HttpRequest, rows: QuerySet, *, accept: bool, as_owner: bool = False
    ) -> None:
        said = "accepted" if accept else "refused"
        for row in rows:
            try:
                services.decide_join_request(
                    request=row, accept=accept, by=person(request), as_owner=as_owner
                )
            except services.CannotChangeMembers as refusal:
                messages.error(request, f"{row}: {refusal}")
            else:
                self.log_change(request, row, said.capitalize())
                messages.success(request, f"{row}: {said}. They are told.")


@admin.register(CodeOfPractice)
class CodeOfPracticeAdmin(RowsOfNoArea, TellsWhatChanged, DirectoryAdmin):
    """A new version is a new row; one that somebody accepted does not change any more."""

    list_display = ("version", "from_on", "accept_by")
    ordering = ("-from_on", "pk")
    fields = ("version", "from_on", "accept_by", "text")

    def get_readonly_fields(
        self, request: HttpRequest, obj: CodeOfPractice | None = None
    ) -> tuple[str, ...]:
        return ("version", "from_on", "text") if obj and obj.acceptances.exists() else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
