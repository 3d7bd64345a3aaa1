"""Years, ages and stages by an offer's own key stages; words and documents made by that anew.

`words.sql` and `documents.sql` hold the functions as they are now: a database that has older
ones gets them here, one that is new has them since 0002. They stay if this is taken back.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")

# The documents hold the ages of a key stage now.
NOTICE_AGES = """
    CREATE OR REPLACE TRIGGER search_note_update AFTER update ON reference_keystage
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_note(
        'key stage', 'SELECT id FROM {rows}',
        'id label synonyms short_label years age_from age_to',
        'shown', 'SELECT 0 FROM {rows} LIMIT 1',
        'id slug label synonyms is_active sort_order short_label years')
"""


class Migration(migrations.Migration):
    dependencies = (("search", "0002_notice_every_change"),)

    operations = (
        migrations.RunSQL((SQL / "words.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "documents.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(NOTICE_AGES, migrations.RunSQL.noop),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    )
