"""The figures of an enquiry, which outlive its words and its people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enquiries.choices import Answer, Budget
from enquiries.models.recipient import EnquiryRecipient
from enquiries.querysets import EnquiryReportQuerySet
from partners.models import Organisation
from reference.models import ArtsmarkCriterion, KeyStage, LocalAuthority, SettingType
from settings_schools.models import EducationSetting


class EnquiryReport(models.Model):
    """That one organisation was asked on one day, and how soon it answered: numbers only.

    Written when the enquiry is sent and changed when it is answered. Once the enquiry is erased,
    nothing leads from here to any person.
    """

    recipient = models.OneToOneField(
        EnquiryRecipient, null=True, on_delete=models.SET_NULL, related_name="report"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="enquiry_reports"
    )
    sent_on = models.DateField(help_text="London's day.")
    setting = models.ForeignKey(
        EducationSetting,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where the enquiry named one; it leads to no person.",
    )
    authority = models.ForeignKey(
        LocalAuthority, null=True, on_delete=models.PROTECT, related_name="+"
    )
    setting_type = models.ForeignKey(
        SettingType, null=True, on_delete=models.PROTECT, related_name="+"
    )
    key_stages = models.ManyToManyField(KeyStage, related_name="+")
    strengthens = models.ManyToManyField(ArtsmarkCriterion, related_name="+")
    budget = models.CharField(max_length=12, choices=Budget, blank=True)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_after_days = models.PositiveSmallIntegerField(
        null=True, help_text="Days on which the partner answers, from the day after it was sent."
    )
    unanswered_on = models.DateField(
        null=True, help_text="London's day on which the partner's time to answer was over."
    )

    objects: ClassVar = EnquiryReportQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organisation", "-sent_on"], name="report_newest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_after_days__isnull=True)
                | ~Q(answer="") & Q(answered_after_days__isnull=False),
                name="report_answer_has_its_days",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}, {self.sent_on:%d/%m/%Y}"
