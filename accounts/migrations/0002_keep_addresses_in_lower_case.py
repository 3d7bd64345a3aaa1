from django.db import migrations, models
from django.db.models.functions import Lower


def lower(apps, schema_editor):
    """No two can collide: the constraint of the first migration allowed one in any case."""
    apps.get_model("accounts", "User").objects.update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(lower, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="user", name="user_email_unique"),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(
                error_messages={"unique": "Somebody has this e-mail address already."},
                max_length=254,
                unique=True,
                verbose_name="e-mail address",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", Lower("email"))),
                name="user_email_lower_case",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ),
    ]
