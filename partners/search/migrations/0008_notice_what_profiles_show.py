"""Profiles and offers are kept with the index, too: what only they show is noticed as well."""

from importlib import import_module

from django.db import migrations

triggers = import_module("partners.search.migrations.0002_notice_every_change")

_LABEL = ("shown", triggers.ONCE, "id slug label is_active sort_order")


_AUTHORITY = "reference_localauthority"
_AS_BEFORE = triggers.watch(_AUTHORITY, *triggers.WATCHED[_AUTHORITY])
*_OTHERS, _SHOWN = triggers.WATCHED[_AUTHORITY]


class Migration(migrations.Migration):
    dependencies = (
        ("search", "0007_words_that_mean_the_same"),
        ("partners", "0013_letters_to_lists"),
        ("reference", "0003_refuse_half_a_range"),
    )

    operations = (
        *(
            triggers.watch(table, "organisation", triggers.OF_OFFER, "")
            for table in ("partners_offer_quality_principles", "partners_offer_smsc_strands")
        ),
        triggers.watch("reference_qualityprinciple", *_LABEL),
        triggers.watch("reference_smscstrand", *_LABEL),
        # Names and websites of the regional bodies; never how to reach them.
        triggers.watch(
            "reference_bridgeorganisation", "shown", triggers.ONCE, "id name website is_active"
        ),
        migrations.RunSQL(_AS_BEFORE.reverse_sql, _AS_BEFORE.sql),
        triggers.watch(_AUTHORITY, *_OTHERS, f"{_SHOWN} bridge_id"),
    )
