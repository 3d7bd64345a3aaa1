"""Years written out, wars in figures, and other words that mean the same; documents made anew.

As in 0003: the functions as they are now, for a database that has older ones.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = (("search", "0006_words_apart"),)

    operations = (
        migrations.RunSQL((SQL / "words.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "alike.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    )
