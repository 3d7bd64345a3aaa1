"""Profiles and offers say whether anybody is there to ask: that changes with the members."""

from importlib import import_module

from django.db import migrations

triggers = import_module("partners.search.migrations.0002_notice_every_change")


class Migration(migrations.Migration):
    dependencies = (
        ("search", "0008_notice_what_profiles_show"),
        ("partners", "0008_membership"),
    )

    operations = (
        triggers.watch(
            "partners_membership", "organisation", triggers.OF_ORGANISATION, "id organisation_id"
        ),
    )
