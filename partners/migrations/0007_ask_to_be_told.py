"""Visitors leave an address to be told when the directory opens."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0006_open_by_date"),
        ("reference", "0003_refuse_half_a_range"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("nonce", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="The last time they asked."
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        models.F("region"),
                        name="opening_notice_once_for_each_region",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
