"""What partners agree to, and who agreed to which version when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.history import kept
from accounts.models import User
from partners.models.organisation import Organisation
from partners.querysets import CodeOfPracticeQuerySet


class CodeOfPractice(models.Model):
    """One version of the Code. The newest whose day has come is the current one."""

    version = models.CharField(max_length=20, unique=True)
    text = models.TextField(help_text="Markdown.")
    from_on = models.DateField("in force from", unique=True)
    accept_by = models.DateField(
        null=True,
        blank=True,
        help_text="Who accepted an older version is asked to accept this one by then, and comes up "
        "for renewal otherwise. Empty: nobody is asked before their renewal.",
    )

    objects = CodeOfPracticeQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "codes of practice"
        constraints = (
            models.CheckConstraint(
                condition=Q(accept_by__isnull=True) | Q(accept_by__gt=models.F("from_on")),
                name="code_of_practice_leaves_time",
                violation_error_message="Leave some time between its first day and this one.",
            ),
        )

    def __str__(self) -> str:
        return f"Code of Practice, version {self.version}"


@kept(private=("name",), of="organisation")
class CodeAcceptance(models.Model):
    """That somebody accepted a version for an organisation. Never changed."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="code_acceptances"
    )
    code = models.ForeignKey(CodeOfPractice, on_delete=models.PROTECT, related_name="acceptances")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120, help_text="As they wrote it.")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "code"],
                name="code_acceptance_once",
                violation_error_message="This version is accepted already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.code}"
