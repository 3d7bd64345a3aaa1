"""The directory opens by date. A site that shows partners already stays open."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def stay_open(apps: Any, schema_editor: Any) -> None:
    seen = apps.get_model("partners", "Organisation").objects.filter(
        listing_state="approved",
        partner_status__in=["active", "renewal-due"],
        hidden_at__isnull=True,
        suspended_at__isnull=True,
    )
    if seen.exists():
        apps.get_model("partners", "Launch").objects.create(opens_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0005_count_uploads_by_account"),
        ("reference", "0003_refuse_half_a_range"),
    ]

    operations = [
        migrations.CreateModel(
            name="Launch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opens_on",
                    models.DateField(help_text="At midnight in London, in every part of the site."),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the national date, for every region without a date of its own.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="reference.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening date",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region",),
                        name="launch_once_for_each_region",
                        nulls_distinct=False,
                        violation_error_message="It has an opening date already: change that one.",
                    )
                ],
            },
        ),
        migrations.RunPython(stay_open, migrations.RunPython.noop),
    ]
