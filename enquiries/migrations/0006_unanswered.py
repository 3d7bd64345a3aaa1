"""What was left unanswered is written down, so that what a school ended itself is told from it."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_what_is_known(apps: Any, _: Any) -> None:
    """Of those whose two reminders and ten days passed; of erased ones nothing is known."""
    reports = apps.get_model("enquiries", "EnquiryReport").objects
    recipients = apps.get_model("enquiries", "EnquiryRecipient").objects
    overdue = recipients.filter(pk=OuterRef("recipient")).values("overdue_on")
    left = reports.filter(answer="", recipient__overdue_on__isnull=False, recipient__reminders=2)
    left.update(unanswered_on=Subquery(overdue))


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0005_collaborations")]

    operations = [
        migrations.AddField(
            model_name="enquiryreport",
            name="unanswered_on",
            field=models.DateField(
                null=True,
                help_text="London's day on which the partner's time to answer was over.",
            ),
        ),
        migrations.RunPython(note_what_is_known, migrations.RunPython.noop, elidable=True),
    ]
