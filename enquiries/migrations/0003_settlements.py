from django.db import migrations, models

SETTLEMENTS = [
    ("reached", "We reached them, and they mean to answer you"),
    ("another", "We found somebody else who may be able to do it"),
    ("cannot", "They told us that they cannot do it"),
    ("not-reached", "We could not reach them either"),
    ("not-needed", "You told us that you need no answer any more"),
    ("other", "Something else was done"),
]


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0002_gaps_and_concerns")]

    operations = [
        migrations.AddField(
            model_name="enquiryrecipient",
            name="settlement",
            field=models.CharField(
                blank=True,
                choices=SETTLEMENTS,
                db_default="",
                default="",
                editable=False,
                max_length=12,
                verbose_name="what was done",
            ),
        ),
        migrations.AddField(
            model_name="enquiryrecipient",
            name="settlement_words",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="As the school reads it.",
                max_length=2000,
                verbose_name="in words",
            ),
        ),
        migrations.AddField(
            model_name="enquiryrecipient",
            name="settled_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="settled on"
            ),
        ),
        migrations.AddConstraint(
            model_name="enquiryrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("settlement__in", ["", *(slug for slug, _ in SETTLEMENTS)])),
                name="recipient_settlement_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enquiryrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_on__isnull", True), ("settlement", ""), ("settlement_words", "")
                    ),
                    models.Q(
                        models.Q(("settlement", ""), _negated=True),
                        models.Q(("settlement_words", ""), _negated=True),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recipient_settled_with_words_and_day",
            ),
        ),
    ]
