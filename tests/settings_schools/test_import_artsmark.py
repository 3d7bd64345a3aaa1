"""Loading who is registered for Artsmark and who holds it; what a setting says itself stays."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from settings_schools.models import ArtsmarkJourney, AwardLevel
from settings_schools.register.artsmark_import import import_artsmark_settings
from settings_schools.register.artsmark_rows import COLUMNS
from tests.factories import make_setting

pytestmark = pytest.mark.django_db

ROW = {"urn": "900001", "level": "Gold", "awarded_on": "2025-06-30"}


@pytest.fixture
def school():
    return make_setting(urn=900_001, dfe_number="8792000", name="Mill Road")


@pytest.fixture
def load(tmp_path):
    def load(*rows, header=None, **options):
        path, report = tmp_path / "artsmark.csv", tmp_path / "report.csv"
        header = header or list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
        out = io.StringIO()
        call_command("import_artsmark_settings", path, rejected=report, stdout=out, **options)
        text = report.read_text(encoding="utf-8-sig") if report.exists() else ""
        return out.getvalue().strip().splitlines()[-1], text

    return load


def journey_of(setting):
    return setting.journeys.get(is_current=True)


def test_level_and_dates_are_taken_and_the_stage_follows(load, school):
    counts, _ = load(ROW | {"registered_on": "01/09/2023"})
    assert counts == "read=1 created=1 updated=0 unchanged=0 rejected=0 skipped=0"
    journey = journey_of(school)
    assert (journey.level.slug, journey.stage.slug) == ("gold", "awarded")
    assert (journey.awarded_on, journey.registered_on) == (date(2025, 6, 30), date(2023, 9, 1))
    assert (journey.source, journey.began_on) == ("import", date(2023, 9, 1))


def test_by_dfe_number_and_registered_only(load, school):
    make_setting(dfe_number="8792000", status="closed", name="Mill Road before")
    load({"dfe_number": "879/2000", "registered_on": "2026-01-31"})
    assert journey_of(school).stage.slug == "registered"


@pytest.mark.parametrize(
    ("said", "slug"),
    [("Artsmark Platinum Award", "platinum"), ("SILVER", "silver"), ("Artsmark", "artsmark")],
)
def test_levels_in_the_fields_own_words_those_of_the_past_too(load, school, said, slug):
    load(ROW | {"level": said})
    assert journey_of(school).level.slug == slug


def test_a_second_run_follows_the_list(load, school):
    load(ROW)
    assert load(ROW)[0].startswith("read=1 created=0 updated=0 unchanged=1")
    assert load(ROW | {"level": "Platinum"})[0].startswith("read=1 created=0 updated=1")
    assert journey_of(school).level.slug == "platinum"


def test_what_the_setting_put_right_itself_stays(load, school):
    load(ROW)
    journey = journey_of(school)
    journey.level = AwardLevel.objects.get(slug="platinum")
    journey.expires_on = date(2027, 6, 30)
    journey.save()
    row = ROW | {"expires_on": "2027-01-01", "commitment_on": "2024-03-01"}
    counts, report = load(row)
    assert counts.startswith("read=1 created=0 updated=1")
    assert "Somebody has put expires_on and level right here, which stays." in report
    journey.refresh_from_db()
    assert (journey.level.slug, journey.expires_on) == ("platinum", date(2027, 6, 30))
    assert journey.commitment_on == date(2024, 3, 1), "of which nobody had said anything"
    load(row | {"level": "Platinum"})
    assert "level" not in load(row | {"level": "Silver"})[1], "once both agreed, the list goes on"
    journey.refresh_from_db()
    assert journey.level.slug == "silver"


def test_a_date_that_the_setting_took_out_stays_out(load, school):
    load(ROW)
    school.journeys.update(awarded_on=None)
    load(ROW)
    assert journey_of(school).awarded_on is None


def test_who_registers_again_after_an_award_begins_another_journey(load, school):
    load(ROW)
    counts, _ = load({"urn": "900001", "registered_on": "2026-02-01"})
    assert counts.startswith("read=1 created=1")
    first, second = school.journeys.order_by("pk")
    assert (first.is_current, first.ended_on) == (False, date(2026, 2, 1))
    assert (second.is_current, second.level) == (True, None)


def test_of_a_school_that_closed_its_successor_is_meant(load, school):
    make_setting(urn=900_002, status="closed", successor=school)
    make_setting(urn=900_003, status="closed")
    counts, report = load(ROW | {"urn": "900002"}, ROW | {"urn": "900003"})
    assert counts == "read=2 created=1 updated=0 unchanged=0 rejected=0 skipped=1"
    assert "it was taken for Mill Road" in report
    assert "has closed, and nothing followed it" in report
    assert journey_of(school)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"urn": "900009"}, "There is no setting with this number"),
        ({"urn": "mill"}, "“mill” is not a URN."),
        ({"urn": "", "dfe_number": "12"}, "Give seven digits, not 12."),
        ({"urn": ""}, "It needs a URN or a DfE number."),
        ({"level": "Bronze"}, "“Bronze” is none of"),
        ({"awarded_on": "last year"}, "“last year” is not a date"),
        ({"level": "", "awarded_on": ""}, "It says nothing of a Journey."),
        ({}, "Line 2 is about the same setting."),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_are_taken(load, school, row, said):
    counts, report = load(ROW, ROW | {"dfe_number": ""} | row)
    assert counts == "read=2 created=1 updated=0 unchanged=0 rejected=1 skipped=0"
    assert said in report
    assert "\n3," in report.replace("\r", "")


def test_a_name_that_is_quite_another_is_remarked_on(load, school):
    assert "The register calls it Mill Road." in load(ROW | {"name": "Thornbury High"})[1]
    assert load(ROW | {"name": "MILL ROAD"})[1] == ""


def test_somebody_else_s_columns_by_a_map(load, school, tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(
        '[columns]\nurn = "URN"\nlevel = "Award"\nawarded_on = "Date"\n'
        '[translate.level]\n"gld" = "gold"\n',
        encoding="utf-8",
    )
    row = {"URN": "900001", "Award": "GLD", "Date": "30 June 2025", "Head": "Canary Bird"}
    load(row, map=path)
    assert journey_of(school).level.slug == "gold"
    with pytest.raises(CommandError, match="no column “Award”"):
        load({"URN": "900001", "Date": ""}, map=path)
    path.write_text('[columns]\nlevel = "Award"\n', encoding="utf-8")
    with pytest.raises(CommandError, match="must say which column is the urn or the dfe_number"):
        load(row, map=path)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["level"], "there is no column “urn” or “dfe_number”"),
        (["urn", "levl"], "we have no column “levl” (is it level?)"),
        (["urn", "postcode"], "we have no column “postcode”"),
    ],
)
def test_a_list_that_is_something_else_is_refused_in_words(load, header, said):
    with pytest.raises(CommandError) as refusal:
        load(header=header)
    assert said in str(refusal.value)


def test_a_dry_run_changes_nothing(load, school):
    assert load(ROW, dry_run=True)[0].startswith("read=1 created=1")
    assert not ArtsmarkJourney.objects.exists()


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LIKELY = {
    "urn": ["900001", "900002", "1"],
    "dfe_number": ["8792000", "879 2000"],
    "stage": ["Registered", "delivering"],
    "level": ["gold", "Artsmark Silver"],
    "registered_on": ["2023-09-01", "2026-09-01"],
    "awarded_on": ["2025-06-30", "31/02/2025"],
}
CELLS = [st.one_of(st.sampled_from(["", *LIKELY.get(name, [])]), ANY) for name in COLUMNS]


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(*CELLS).map(list), max_size=5))
def test_whatever_stands_in_it_a_second_run_changes_nothing(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("lists") / "artsmark.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    with transaction.atomic():
        make_setting(urn=900_001, dfe_number="8792000")
        make_setting(urn=900_002)
        from partners.imports.table import UnreadableFile

        try:
            outcome = import_artsmark_settings(path)
        except UnreadableFile:
            transaction.set_rollback(True)
            return
        taken = outcome.created + outcome.updated + outcome.unchanged
        assert taken + outcome.rejected + outcome.skipped == outcome.read
        before = list(ArtsmarkJourney.objects.order_by("pk").values())
        again = import_artsmark_settings(path)
        assert (again.created, again.updated) == (0, 0)
        assert list(ArtsmarkJourney.objects.order_by("pk").values()) == before
        transaction.set_rollback(True)
