"""What the keeper of a list is told about its rows, on the screen and in the report."""

import csv
import errno
import os

import pytest
from django.core.management import CommandError
from django.db import connection

from partners.imports.layout import read_map
from partners.imports.table import UnreadableFile
from partners.management.commands import import_partners
from partners.models import Organisation
from reference.turns import Turn
from tests.partners.import_lists import GOOD, remarks, run

pytestmark = pytest.mark.django_db


def report_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def a_full_disk(*args, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_all_that_is_wrong_with_a_row_is_said_at_once(listing, tmp_path):
    report = tmp_path / "report.csv"
    header = "name,type,postcode,travel_miles,website"
    path = listing("A,pub,JE2 3AB,900,salt loft", header=header)
    assert run(path, "--rejected", str(report))[-1].endswith("rejected=1 skipped=0")
    said = report_of(report)
    assert [(row["line"], row["outcome"], row["column"]) for row in said] == [
        ("2", "rejected", column) for column in ("type", "travel_miles", "website", "postcode")
    ]
    assert said[1]["reason"] == "Give a whole number from 1 to 250, not 900."
    assert said[3]["reason"] == "JE2 3AB is in Jersey; the directory is for England."


def test_a_wrong_postcode_is_not_a_missing_one(listing):
    assert remarks(listing("A,museum,PL4,,,,"))[2][1] == (
        "postcode: “PL4” is not a postcode like PL4 8AA."
    )


def test_a_column_is_called_as_in_the_list(listing, tmp_path):
    (tmp_path / "map.toml").write_text("[columns]\nname='Who'\nauthority=['Town', 'Council']")
    path = listing("A,Cardiff,Wales", header="Who,Town,Council")
    assert remarks(path, layout=read_map(tmp_path / "map.toml"))[2][1].startswith(
        "Town, Council (authority): “Cardiff, Wales” is not"
    )


def test_a_wrong_value_that_the_map_fixes_is_said_once(listing, tmp_path):
    (tmp_path / "map.toml").write_text("[columns]\nname='name'\n[fixed]\ntravel_miles=900")
    with pytest.raises(CommandError, match=r"\[fixed\] travel_miles in the MAP file: Give a whole"):
        run(listing(GOOD), "--map", str(tmp_path / "map.toml"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns]\nname='A'\n[fixed]\ntown=\"\\u0000\"", "holds a NUL character"),
        ("[columns]\nname='A'\n[translate]\ntype='B'", r"\[translate.type\] must be a table"),
    ],
)
def test_a_map_that_would_break_the_import_is_refused(tmp_path, text, sentence):
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(UnreadableFile, match=sentence):
        read_map(tmp_path / "map.toml")


def test_an_authority_that_is_not_the_postcodes_is_remarked_on(listing):
    path = listing("A,museum,PL4 8AA,Kent,,,", "B,museum,PL4 8AA,Plymouth,,,")
    said = "authority: By the postcode it lies in Plymouth, not in Kent: Plymouth was used."
    assert remarks(path) == {2: ("taken", said)}
    assert Organisation.objects.count() == 2
    assert remarks(path) == {2: ("taken", said)}


def test_a_row_that_stays_out_is_not_remarked_on_as_taken(listing):
    path = listing("A,museum,PL4 8AA,Devon,,,", "A,museum,PL4 8AA,Devon,,,")
    assert remarks(path)[3] == ("rejected", "It is the same organisation as line 2.")


def test_an_id_that_two_rows_share_goes_to_the_first(listing):
    """The first is known by its name; the id is new to it."""
    run(listing("A,museum,PL4 8AA,,,,"))
    path = listing("A,museum,PL4 8AA,,,,id-1", "B,museum,,Leeds,,,id-1")
    assert remarks(path)[3] == ("rejected", "It is the same organisation as line 2.")
    assert Organisation.objects.get().external_id == "id-1"


def test_the_report_is_named_and_says_line_and_reason(listing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report = "list-rejected.csv"
    lines = run(listing(GOOD, ",museum,PL4 8AA,,,,", "B,pub,,Leeds,,,"), "--rejected", report)
    assert lines[:3] == [
        "2 rows stayed out; all is written in list-rejected.csv.",
        "  line 3, name: The name is missing.",
        "  line 4, B, type: " + report_of(tmp_path / report)[1]["reason"],
    ]
    assert report_of(tmp_path / report)[0] == {
        "line": "3",
        "name": "",
        "outcome": "rejected",
        "column": "name",
        "reason": "The name is missing.",
    }


def test_the_screen_shows_the_first_reasons_and_how_many_there_are(listing):
    lines = run(listing(*["A,pub,,Leeds,,,"] * 12))
    assert lines[0].startswith("12 rows stayed out; ")
    assert lines[-2] == "  … and 2 more."


def test_a_name_does_not_steer_the_terminal(listing):
    lines = run(listing("\x1b[2JA,pub,,Leeds,,,"))
    assert lines[1].startswith("  line 2,  [2JA, type: ")


def test_a_report_holds_no_formulas(listing, tmp_path):
    report = tmp_path / "report.csv"
    run(listing("=1+1,museum,,,,,"), "--rejected", str(report))
    assert ",'=1+1,rejected" in report.read_text(encoding="utf-8-sig")


def test_there_is_no_report_when_there_is_nothing_to_say(listing, tmp_path):
    report = tmp_path / "report.csv"
    run(listing(GOOD), "--rejected", str(report))
    assert not report.exists()


def test_nothing_is_imported_when_the_report_cannot_be_written(listing, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(listing(GOOD), "--rejected", str(tmp_path / "nowhere" / "report.csv"))
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said", "count"),
    [
        ((), "The list was imported, but", 1),
        (("--dry-run",), "Nothing was changed, and", 0),
    ],
)
def test_a_full_disk_after_the_import_is_told_with_what_became_of_the_rows(
    listing, tmp_path, monkeypatch, arguments, said, count
):
    report = tmp_path / "report.csv"
    monkeypatch.setattr(import_partners, "write_remarks", a_full_disk)
    with pytest.raises(CommandError) as caught:
        run(listing(GOOD), "--rejected", str(report), *arguments)
    assert str(caught.value) == (
        f"{said} {report} could not be written: No space left on device. "
        "read=1 created=1 updated=0 unchanged=0 rejected=0 skipped=0"
    )
    assert Organisation.objects.count() == count


def test_another_fault_of_the_system_is_not_blamed_on_the_report(listing, monkeypatch):
    monkeypatch.setattr(import_partners, "import_organisations", a_full_disk)
    with pytest.raises(OSError, match="No space left on device"):
        run(listing(GOOD))


def test_the_report_never_overwrites_the_list(listing):
    path = listing(GOOD)
    with pytest.raises(CommandError, match="is the list itself"):
        run(path, "--rejected", str(path))
    assert GOOD in path.read_text()


def test_the_second_of_two_imports_at_once_is_refused_in_words(listing, tmp_path):
    other, theirs = connection.copy(), tmp_path / "report.csv"
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Turn.IMPORT_OF_PARTNERS])
        theirs.write_text("What the first has to say.")
        with pytest.raises(CommandError, match="Another import is running"):
            run(listing(GOOD), "--rejected", str(theirs))
        with other.cursor() as cursor:  # a connection that closes lets go of it a moment later
            cursor.execute("SELECT pg_advisory_unlock(%s)", [Turn.IMPORT_OF_PARTNERS])
    finally:
        other.close()
    assert not Organisation.objects.exists()
    assert theirs.exists()
    assert run(listing(GOOD))[-1].startswith("read=1 created=1")
