"""A changed opening date is seen by the next request in every process, whoever changes it."""

from importlib import import_module

from django.db import migrations

triggers = import_module("partners.search.migrations.0002_notice_every_change")


class Migration(migrations.Migration):
    dependencies = (
        ("search", "0004_words_alike"),
        ("partners", "0006_open_by_date"),
    )

    operations = (
        triggers.watch("partners_launch", "shown", triggers.ONCE, "id region_id opens_on"),
    )
