"""Loading Code-Point Open: what is taken, what is refused, and that it is all or nothing."""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command

from reference import postcode_import
from reference.models import Postcode
from reference.positions import GridPoint

pytestmark = pytest.mark.django_db

PLYMOUTH = '"PL4 8AA",10,248077,55025,"E92000001","","","","E06000026","E05002094"'
DEVON = '"EX20 1AA",10,258900,95100,"E92000001","","","E10000008","E07000047","E05000000"'
SHEFFIELD = '"S1  2HH",10,435400,387300,"E92000001","","","","E08000019","E05000000"'
CARLISLE = '"CA3 8RR",10,340100,556200,"E92000001","","","E10000006","E07000028","E05000000"'
EDINBURGH = '"EH1 1YZ",10,325900,673700,"S92000003","","","","S12000036","S13000000"'
UNNAMED = '"PL4 8AB",10,248100,55030,"E92000001","","","","",""'
UNKNOWN = '"PL4 8AD",90,0,0,"E92000001","","","","E06000026","E05002094"'
GOOD = [PLYMOUTH, DEVON, SHEFFIELD, CARLISLE, EDINBURGH, UNNAMED]


@pytest.fixture
def make_zip(tmp_path):
    def make(*rows, name="Data/CSV/pl.csv"):
        path = tmp_path / "codepo_gb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("Doc/licence.txt", "Open Government Licence")
            file.writestr(name, "".join(f"{row}\r\n" for row in rows))
        return path

    return make


@pytest.fixture
def load(tmp_path):
    def load(path, **options):
        out = io.StringIO()
        rejected = tmp_path / "rejected.csv"
        call_command("import_postcodes", str(path), rejected=rejected, stdout=out, **options)
        lines = out.getvalue().strip().splitlines()
        return lines, rejected.read_text(encoding="utf-8").splitlines()

    return load


def test_postcodes_are_loaded_with_todays_authority(make_zip, load):
    lines, _ = load(make_zip(*GOOD))
    assert lines[-1] == "read=6 created=6 updated=0 unchanged=0 rejected=0 skipped=0"
    found = dict(Postcode.objects.values_list("postcode", "authority__slug"))
    assert found == {
        "PL48AA": "plymouth",
        "EX201AA": "devon",  # its district lies below a county
        "S12HH": "sheffield",  # by its code of before 2025
        "CA38RR": "cumberland",  # by its district of before 2023
        "EH11YZ": None,
        "PL48AB": "plymouth",  # unnamed in the file: as most of its sector
    }
    assert Postcode.objects.get(pk="PL48AA").position == GridPoint(248077, 55025)
    assert str(Postcode.objects.get(pk="EX201AA")) == "EX20 1AA"


def test_rows_that_are_wrong_are_written_down_with_line_and_reason(make_zip, load):
    short = '"PL4 8AE",10,248077'
    wrong = '"NOWHERE",10,248077,55025,"E92000001","","","","E06000026",""'
    far = '"PL4 8AF",10,948077,55025,"E92000001","","","","E06000026",""'
    words = '"PL4 8AG",10,east,55025,"E92000001","","","","E06000026",""'
    lines, rejected = load(make_zip(PLYMOUTH, UNKNOWN, short, wrong, far, words, PLYMOUTH))
    assert lines[-1] == "read=7 created=1 updated=0 unchanged=0 rejected=6 skipped=0"
    assert "rejected.csv" in lines[-2]
    assert rejected[0] == "file,line,postcode,reason"
    assert rejected[1].startswith("pl.csv,2,PL4 8AD,")
    assert "position is unknown" in rejected[1]
    assert "3 columns" in rejected[2]
    assert "not a postcode" in rejected[3]
    assert "outside Great Britain" in rejected[4]
    assert "not two whole numbers" in rejected[5]
    assert rejected[6] == "pl.csv,7,PL48AA,it stands in the file twice"


def test_a_second_run_changes_what_has_changed(make_zip, load):
    load(make_zip(*GOOD))
    lines, _ = load(make_zip(*GOOD))
    assert lines[-1] == "read=6 created=0 updated=0 unchanged=6 rejected=0 skipped=0"
    moved = PLYMOUTH.replace("248077", "248078")
    new = PLYMOUTH.replace("8AA", "8AH")
    lines, _ = load(make_zip(moved, new, *GOOD[2:]))
    assert lines[-1] == "read=6 created=1 updated=1 unchanged=4 rejected=0 skipped=0"
    assert any("1 postcodes are no longer in use" in line for line in lines)
    assert not Postcode.objects.filter(pk="EX201AA").exists()


def test_a_dry_run_writes_nothing(make_zip, load):
    lines, _ = load(make_zip(*GOOD), dry_run=True)
    assert "created=6" in lines[-1]
    assert not Postcode.objects.exists()


def test_an_import_that_dies_leaves_the_old_table(make_zip, load, monkeypatch):
    load(make_zip(*GOOD))
    monkeypatch.setattr(postcode_import, "_CREATE", "SELECT 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        load(make_zip(PLYMOUTH.replace("8AA", "8AH"), *GOOD[2:]))
    assert Postcode.objects.filter(pk="EX201AA").exists()


def test_a_part_of_the_file_is_refused_unless_meant(make_zip, load):
    load(make_zip(*GOOD))
    with pytest.raises(CommandError, match="holds 1 postcodes, and 6 are here"):
        load(make_zip(PLYMOUTH))
    load(make_zip(PLYMOUTH), fewer=True)
    assert Postcode.objects.count() == 1


def test_something_else_is_refused_in_words(make_zip, load, tmp_path):
    def refused(path, words):
        with pytest.raises(CommandError, match=words):
            load(path)
        assert not Postcode.objects.exists()

    refused(tmp_path / "missing.zip", "There is no file")
    refused(tmp_path, "cannot be read")
    text = tmp_path / "text.zip"
    text.write_text("postcode,easting,northing\n")
    refused(text, "not a zip file, or was cut short")
    refused(make_zip(PLYMOUTH, name="Other/pl.csv"), "no folder Data/CSV")
    refused(make_zip("Postcode,Eastings,Northings", PLYMOUTH), "10 columns")
    refused(make_zip(UNKNOWN), "no postcode that can be used")
    refused(make_zip(), "no postcode that can be used")
    whole = make_zip(*GOOD * 200).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    refused(cut, "cut short")
    damaged = bytearray(whole)
    start = damaged.index(b"pl.csv") + 40
    damaged[start : start + 60] = bytes(60)
    cut.write_bytes(damaged)
    refused(cut, "damaged at pl.csv")


def test_a_file_for_rejected_rows_that_cannot_be_written_is_named(make_zip, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("import_postcodes", str(make_zip(PLYMOUTH)), rejected=tmp_path / "no/where")
