"""What staff do with what they were told of: one or several, each by itself, and what is said."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from artsmark_site.http import person
from enquiries.gaps.services import CannotAnswer
from partners.admin.decisions import EVERYWHERE

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class SettlesThem(_Page):
    """Adds what gaps and concerns share: they are settled, and opened again.

    `done_by` is the module that does it; there a row is told as `told_as`.
    """

    done_by: Any
    told_as: str

    @admin.action(description="It is settled", permissions=["change"], location=EVERYWHERE)
    def settle(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.each(request, queryset, self.done_by.settle, "settled")

    @admin.action(description="Open it again", permissions=["change"], location=EVERYWHERE)
    def open_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.each(request, queryset, self.done_by.open_again, "open again")

    def each(
        self, request: HttpRequest, queryset: QuerySet, change: Callable[..., bool], done: str
    ) -> None:
        """Each by itself; what stood so before is neither changed nor put on record."""
        for row in queryset:
            try:
                is_new = change(**{self.told_as: row}, by=person(request))
            except CannotAnswer as refusal:
                messages.error(request, f"{row}: {refusal}")
                continue
            if is_new:
                self.log_change(request, row, f"{done.capitalize()}.")
                messages.success(request, f"{row}: {done}.")
            else:
                messages.info(request, f"{row} stood so before: nothing was done.")
