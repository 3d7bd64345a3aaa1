import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from accounts.migrations._keeping import NOBODY_PASSES_BY


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0004_telephone_numbers_are_checked"),
        ("training", "0001_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "authorities",
                    models.ManyToManyField(
                        related_name="+",
                        to="reference.localauthority",
                        verbose_name="local authorities",
                    ),
                ),
                (
                    "bridge",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the reports of all bodies count by it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="area_lists",
                        to="reference.bridgeorganisation",
                        verbose_name="regional body",
                    ),
                ),
            ],
            options={
                "verbose_name": "area of reports",
                "verbose_name_plural": "areas of reports",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bridge", "name"),
                        name="area_list_name_once",
                        nulls_distinct=False,
                        violation_error_message="There is an area of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quarter", "Quarters"),
                            ("financial-year", "Financial years"),
                            ("academic-year", "Academic years"),
                        ],
                        max_length=16,
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("until_on", models.DateField(verbose_name="day after the last")),
                ("closed_on", models.DateField(default=django.utils.timezone.localdate)),
                ("figures", models.JSONField()),
                (
                    "bridge",
                    models.ForeignKey(
                        help_text="Empty: all England.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_reports",
                        to="reference.bridgeorganisation",
                        verbose_name="regional body",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bridge", "kind", "first_on"),
                        name="closed_report_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["quarter", "financial-year", "academic-year"])
                        ),
                        name="closed_report_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("first_on"))),
                        name="closed_report_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_on__gte", models.F("until_on"))),
                        name="closed_report_was_over",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closedreport",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_report_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."bridge_id" IS DISTINCT FROM (NEW."bridge_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."first_on" IS DISTINCT FROM (NEW."first_on") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."figures" IS DISTINCT FROM (NEW."figures"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b800614e24b3cac5f1fb21737327e530d00399e3",
                    operation="UPDATE",
                    pgid="pgtrigger_closed_report_stays_4f1e7",
                    table="training_closedreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closedreport",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_report_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6824ef7f593ecdcf74867d42b2a92be6198e60c1",
                    operation="DELETE",
                    pgid="pgtrigger_closed_report_is_kept_1d5df",
                    table="training_closedreport",
                    when="BEFORE",
                ),
            ),
        ),
        NOBODY_PASSES_BY,
    ]
