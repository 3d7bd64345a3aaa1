"""When the directory opens: for the whole country, and for regions that have their own date."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateformat import format as format_date

from reference.models import Region


class Launch(models.Model):
    """From which day in London visitors see the partners of a region, or of the country.

    A region's own date counts, earlier or later; one without has the national date. Without
    either, nothing of it is open. `OrganisationQuerySet.public` holds the rule.
    """

    region = models.ForeignKey(
        Region,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Empty: the national date, for every region without a date of its own.",
    )
    opens_on = models.DateField(help_text="At midnight in London, in every part of the site.")

    class Meta:
        verbose_name = "opening date"
        constraints = (
            models.UniqueConstraint(
                fields=["region"],
                nulls_distinct=False,
                name="launch_once_for_each_region",
                violation_error_message="It has an opening date already: change that one.",
            ),
        )

    def __str__(self) -> str:
        whose = self.region.name if self.region else "National"
        return f"{whose}: {format_date(self.opens_on, 'j F Y')}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._keep_addresses_of_what_is_open()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self._keep_addresses_of_what_is_open()
        return super().delete(*args, **kwargs)

    @staticmethod
    def _keep_addresses_of_what_is_open() -> None:
        """Whom this takes off the list again was seen until now."""
        apps.get_model("partners", "Organisation").objects.note_first_listing()
