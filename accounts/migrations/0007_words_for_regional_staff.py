from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("accounts", "0006_history"),)

    operations = (
        migrations.AlterModelOptions(
            name="bridgestaff",
            options={
                "verbose_name": "regional staff",
                "verbose_name_plural": "regional staff",
            },
        ),
    )
