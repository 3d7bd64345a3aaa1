"""Organisations and offers that are listed, or were by the rule until now, keep their addresses."""

from typing import Any

from django.db import migrations
from django.db.models import F


def stamp(apps: Any, schema_editor: Any) -> None:
    apps.get_model("partners", "Organisation").objects.filter(
        partner_since__isnull=False, listing_state__in=["approved", "archived"]
    ).update(first_listed_at=F("created_at"))
    apps.get_model("partners", "Offer").objects.filter(state__in=["approved", "withdrawn"]).update(
        first_approved_at=F("created_at")
    )


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_keep_addresses_of_what_was_listed")]

    operations = [migrations.RunPython(stamp, migrations.RunPython.noop)]
