"""The table of what is held about people names every field of every table, and no other."""

import tomllib

import pytest
from django.core import checks

from artsmark_site.personal_data import document, erasing, table
from artsmark_site.personal_data.checks import every_field_is_in_the_table

TEXT = table.FILE.read_text(encoding="utf-8")


def faults(text):
    return sorted(table.faults(table.read(text), set(erasing.RULES)))


def test_every_field_is_in_the_table_and_no_other():
    assert every_field_is_in_the_table(None) == []
    assert every_field_is_in_the_table in checks.registry.registry.get_checks()


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('fields = ["trained_person"]', "fields = []", "partners.Organisation.trained_person is m"),
        ('"trained_person"', '"trainer"', "partners.Organisation.trainer is no longer there."),
        ('public = [\n    "name",', 'public = [\n    "name", "phone",', "phone is named twice."),
        ("[sessions.Session", "[sessions.Sitting", "sessions.Session.session_data is missing."),
        (
            'technical = ["id", "bridge", "kind", "subject", "body", "an_hour"',
            'technical = ["begun_by"',
            "begun_by is named twice.",
        ),
        (
            '[[partners.NewsRefusal.held]]\nclass = "contact"\nfields =',
            "[partners.NewsRefusal]\ntechnical =",
            "NewsRefusal.email is about a person",
        ),
        (
            '[[accounts.User_groups.held]]\nclass = "personal"\nfields =',
            "[accounts.User_groups]\ntechnical =",
            "User_groups.user is about a person",
        ),
        ("[sessions.Session", "[sessions.Sitting", "sessions.Sitting is no longer there."),
        ('class = "secret"', 'class = "hidden"', "the class “hidden” is not known."),
        ('kept = "Never."', 'kept = ""', "there is no kept."),
        ('erased = "by letters"', 'erased = "by hand"', "the rule “by hand” of erasure is not kn"),
        ('of = "user"', "", "say `of` whom it is."),
        ('of = "user"', 'of = "nobody"', "has no field named 'nobody'."),
        ('of = "invited_by"', 'of = "role"', "neither a user nor an address of e-mail."),
        ('erased = "row"', 'erased = "unlinked"', "is not emptied by the database (SET_NULL)."),
        ('tells = ["name"]', 'tells = ["fame"]', "has no field named 'fame'."),
        ('Offer_themes.public = "*"', 'Offer_themes = {public = "*", technical = ["id"]}', "alone"),
    ],
)
def test_the_check_names_what_is_wrong(written, instead, said):
    assert written in TEXT
    found = faults(TEXT.replace(written, instead))
    assert any(said in fault for fault in found), found


def test_a_table_that_holds_something_about_people_names_its_fields_one_by_one():
    assert not [
        entry.model for entry in table.entries().values() if entry.held and entry.covers_all
    ]


def test_the_table_for_those_who_run_the_site_is_the_one_of_the_code():
    """`manage.py personal_data --write` writes it."""
    assert document.DOCUMENT.read_text(encoding="utf-8") == document.with_table()


def test_the_file_can_be_read_by_others():
    assert tomllib.loads(TEXT)["accounts"]["User"]["technical"] == ["id"]
