"""Words that a stroke or a dot joins, as “dance/music”; documents made by that anew.

As in 0003: the functions as they are now, for a database that has older ones.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = (("search", "0005_notice_opening_dates"),)

    operations = (
        migrations.RunSQL((SQL / "words.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("SELECT search_rebuild()", migrations.RunSQL.noop),
    )
