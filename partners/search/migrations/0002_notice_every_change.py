"""The functions and triggers by which the database tells every process of a change."""

from pathlib import Path

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

SQL = Path(__file__).with_name("sql")

# Each table whose content a visitor sees: what its rows are about, and how to come from changed
# rows to the ids of that. The lists of shared things are short: a note of each is enough.
OF_ORGANISATION = "SELECT organisation_id FROM {rows}"
OF_OFFER = "SELECT o.organisation_id FROM {rows} r JOIN partners_offer o ON o.id = r.offer_id"
ITSELF = "SELECT id FROM {rows}"
ONCE = "SELECT 0 FROM {rows} LIMIT 1"

WATCHED = {
    "partners_organisation": ("organisation", ITSELF),
    "partners_organisation_art_forms": ("organisation", OF_ORGANISATION),
    "partners_organisation_access": ("organisation", OF_ORGANISATION),
    "partners_organisation_covered_authorities": ("organisation", OF_ORGANISATION),
    "partners_organisation_covered_regions": ("organisation", OF_ORGANISATION),
    "partners_venue": ("organisation", OF_ORGANISATION),
    "partners_organisationimage": ("organisation", OF_ORGANISATION),
    "partners_offer": ("organisation", OF_ORGANISATION),
    "partners_offer_art_forms": ("organisation", OF_OFFER),
    "partners_offer_key_stages": ("organisation", OF_OFFER),
    "partners_offer_setting_types": ("organisation", OF_OFFER),
    "partners_offer_themes": ("organisation", OF_OFFER),
    "partners_offer_criteria": ("organisation", OF_OFFER),
    "partners_offer_quality_principles": ("organisation", OF_OFFER),
    "partners_offer_smsc_strands": ("organisation", OF_OFFER),
    "partners_offer_access": ("organisation", OF_OFFER),
    "reference_artform": ("art form", ITSELF),
    "reference_keystage": ("key stage", ITSELF),
    "reference_settingtype": ("setting type", ITSELF),
    "reference_offertype": ("offer type", ITSELF),
    "reference_accessprovision": ("access", ITSELF),
    "reference_curriculumtheme": ("theme", ITSELF),
    "reference_artsmarkcriterion": ("criterion", ITSELF),
    "reference_qualityprinciple": ("quality principle", ITSELF),
    "reference_smscstrand": ("SMSC strand", ITSELF),
    "reference_region": ("areas", ONCE),
    "reference_county": ("areas", ONCE),
    "reference_localauthority": ("areas", ONCE),
    "reference_bridgeorganisation": ("bridges", ONCE),
    "reference_postcodesector": ("sectors", ONCE),
    "reference_place": ("places", ONCE),
    # Millions of rows come at once: what changed is not looked at.
    "reference_postcode": ("postcodes", ""),
}

# Which rows a statement leaves behind, and the names that `search_note` knows them by.
STATEMENTS = {
    "insert": "REFERENCING NEW TABLE AS after",
    "update": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
    "delete": "REFERENCING OLD TABLE AS before",
    "truncate": "",
}


def watch(table: str, subject: str, ids: str) -> migrations.RunSQL:
    """Note what is changed in a table, by any statement, for good."""
    arguments = f"'{subject}', '{ids}'" if ids else f"'{subject}'"
    create = [
        f"CREATE TRIGGER search_note_{statement} AFTER {statement} ON {table} "
        f"{rows if ids else ''} FOR EACH STATEMENT EXECUTE FUNCTION search_note({arguments})"
        for statement, rows in STATEMENTS.items()
    ]
    drop = [
        f"DROP TRIGGER IF EXISTS search_note_{statement} ON {table}" for statement in STATEMENTS
    ]
    return migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    dependencies = (
        ("search", "0001_search_tables"),
        ("partners", "0001_initial"),
        ("reference", "0001_reference_tables"),
    )

    operations = (
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL((SQL / "words.sql").read_text(), (SQL / "drop.sql").read_text()),
        migrations.RunSQL((SQL / "documents.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "changes.sql").read_text(), migrations.RunSQL.noop),
        *(watch(table, *what) for table, what in WATCHED.items()),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    )
