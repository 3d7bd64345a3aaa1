"""The functions and triggers by which the database tells every process of a change."""

from pathlib import Path

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

SQL = Path(__file__).with_name("sql")

# How to come from changed rows to the ids of what they are about.
OF_ORGANISATION = "SELECT organisation_id FROM {rows}"
OF_OFFER = "SELECT o.organisation_id FROM {rows} r JOIN partners_offer o ON o.id = r.offer_id"
ITSELF = "SELECT id FROM {rows}"
ONCE = "SELECT 0 FROM {rows} LIMIT 1"

# Of lookups: the columns that stand in documents, and those that pages show.
WORDS = "id label synonyms"
SHOWN = "id slug label synonyms is_active sort_order"


def lookup(subject: str, words: str = WORDS, shown: str = SHOWN) -> tuple[str, ...]:
    """Documents that hold a value are made again when its words change; the index, if it shows."""
    return (subject, ITSELF, words, "shown", ONCE, shown)


# Each table whose content a visitor sees. In threes: what its rows are about, how to come to the
# ids of that, and the columns that matter, the key first. Others may change unnoticed: nobody
# sees in a search to which bridge an authority belongs, or whom to ring there.
WATCHED = {
    "partners_organisation": ("organisation", ITSELF, ""),
    "partners_organisation_art_forms": ("organisation", OF_ORGANISATION, ""),
    "partners_organisation_access": ("organisation", OF_ORGANISATION, ""),
    "partners_organisation_covered_authorities": ("organisation", OF_ORGANISATION, ""),
    "partners_organisation_covered_regions": ("organisation", OF_ORGANISATION, ""),
    "partners_venue": ("organisation", OF_ORGANISATION, ""),
    "partners_organisationimage": ("organisation", OF_ORGANISATION, ""),
    "partners_offer": ("organisation", OF_ORGANISATION, ""),
    "partners_offer_art_forms": ("organisation", OF_OFFER, ""),
    "partners_offer_key_stages": ("organisation", OF_OFFER, ""),
    "partners_offer_setting_types": ("organisation", OF_OFFER, ""),
    "partners_offer_themes": ("organisation", OF_OFFER, ""),
    "partners_offer_criteria": ("organisation", OF_OFFER, ""),
    "partners_offer_access": ("organisation", OF_OFFER, ""),
    "reference_artform": lookup("art form", shown=f"{SHOWN} poster_family"),
    "reference_keystage": lookup(
        "key stage", f"{WORDS} short_label years", f"{SHOWN} short_label years"
    ),
    "reference_settingtype": lookup("setting type"),
    "reference_offertype": lookup("offer type"),
    "reference_accessprovision": lookup("access"),
    "reference_curriculumtheme": lookup("theme", f"{WORDS} years", f"{SHOWN} years kind"),
    "reference_artsmarkcriterion": lookup("criterion"),
    # No document holds the name of a region or a county.
    "reference_region": ("shown", ONCE, "id slug name synonyms sort_order"),
    "reference_county": ("shown", ONCE, "id slug name sort_order"),
    "reference_localauthority": (
        *("authority", ITSELF, "id name official_name synonyms"),
        *("covered region", "SELECT region_id FROM {rows}", "id region_id"),
        *("england", ONCE, "id"),
        *("shown", ONCE, "id slug name official_name synonyms is_active region_id county_id"),
    ),
    "reference_postcodesector": ("sectors", ONCE, "sector nation authority_id position::text"),
    "reference_place": (
        *("shown", ONCE),
        "id name qualifier aliases keys main_key nation authority_id population is_active "
        "position::text",
    ),
    # Millions of rows come at once: what changed is not looked at.
    "reference_postcode": ("shown",),
}

# Which rows a statement leaves behind, and the names that `search_note` knows them by.
STATEMENTS = {
    "insert": "REFERENCING NEW TABLE AS after",
    "update": "REFERENCING OLD TABLE AS before NEW TABLE AS after",
    "delete": "REFERENCING OLD TABLE AS before",
    "truncate": "",
}


def watch(table: str, *what: str) -> migrations.RunSQL:
    """Note what is changed in a table, by any statement, for good."""
    arguments = ", ".join(f"'{argument}'" for argument in what)
    create = [
        f"CREATE TRIGGER search_note_{statement} AFTER {statement} ON {table} "
        f"{rows if len(what) > 1 else ''} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION search_note({arguments})"
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
        migrations.RunSQL((SQL / "language.sql").read_text(), (SQL / "drop.sql").read_text()),
        migrations.RunSQL((SQL / "words.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "alike.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "documents.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "changes.sql").read_text(), migrations.RunSQL.noop),
        *(watch(table, *what) for table, what in WATCHED.items()),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    )
